/** Hooks that keep the page calm: signals at a steady pace, and work only for what is on screen. */
import { computed, effect, signal, untracked, useEffect, useMemo, useRef, useState } from "../vendor/ui.js";

/**
 * @template T
 * @typedef {import("../vendor/ui.js").ReadonlySignal<T>} ReadonlySignal
 */

/**
 * A signal that follows another at most so many times a second; the first change and the last always come through.
 * @template T
 * @param {() => T} read
 * @param {number} hz
 * @returns {{ signal: ReadonlySignal<T>, stop: () => void }}
 */
export function paced(read, hz) {
  const out = signal(untracked(read));
  const gap = 1000 / hz;
  let last = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {T} */
  let newest;
  const publish = () => {
    timer = undefined;
    last = performance.now();
    out.value = newest;
  };
  const dispose = effect(() => {
    newest = read();
    if (timer !== undefined) return;
    const wait = last + gap - performance.now();
    if (wait <= 0) publish();
    else timer = setTimeout(publish, wait);
  });
  const stop = () => {
    clearTimeout(timer);
    dispose();
  };
  return { signal: out, stop };
}

/**
 * The value of `read` at most `hz` times a second, while the component lives.
 * @template T
 * @param {() => T} read reads signals
 * @param {number} hz
 * @param {unknown[]} [inputs] what else `read` depends on
 * @returns {T}
 */
export function usePaced(read, hz, inputs = []) {
  const follower = useMemo(() => paced(read, hz), inputs);
  useEffect(() => follower.stop, [follower]);
  return follower.signal.value;
}

/**
 * What `read` says, asked every so often while the component lives; at first nothing, which is soon no longer true.
 * @param {() => string} read
 * @param {number} everyMs
 * @returns {string}
 */
export function useEvery(read, everyMs) {
  const [text, setText] = useState("");
  useEffect(() => {
    const timer = setInterval(() => setText(read()), everyMs);
    return () => clearInterval(timer);
  }, []);
  return text;
}

/**
 * A value computed from signals; the component renders again only when it changes.
 * @template T
 * @param {() => T} read
 * @param {unknown[]} [inputs]
 * @returns {T}
 */
export function useRead(read, inputs = []) {
  return useMemo(() => computed(read), inputs).value;
}

/**
 * Whether an element can be seen: folded, closed or scrolled away it can't.
 * @returns {[import("preact").RefObject<any>, boolean]}
 */
export function useOnScreen() {
  const ref = useRef(/** @type {Element | null} */ (null));
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const observer = new IntersectionObserver((entries) => setSeen(entries.at(-1)?.isIntersecting ?? false));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, seen];
}

/**
 * The size of an element's content, in CSS pixels.
 * @param {import("preact").RefObject<any>} ref
 * @returns {{ width: number, height: number }}
 */
export function useSize(ref) {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const observer = new ResizeObserver((entries) => {
      const box = entries.at(-1)?.contentRect;
      if (box) setSize({ width: Math.floor(box.width), height: Math.floor(box.height) });
    });
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return size;
}
