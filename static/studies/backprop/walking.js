/** Going through the lines: one by one, by themselves, and taking the update at their end. */
import { pause, step } from "../../state/actions.js";
import { run } from "../../state/store.js";
import { look } from "../../state/study.js";
import { useEffect, useRef, useState } from "../../vendor/ui.js";
import { said } from "../../widgets/edit.js";

const LINE_MS = 800;

/** @typedef {ReturnType<typeof useWalk>} Walk */

/**
 * @param {import("./reading.js").Update | null} update
 * @param {number} at index of the line
 * @param {string} kept why the update that is shown is not the one that the run takes; "" where it is
 */
export function useWalk(update, at, kept) {
  const [slow, setSlow] = useState(false);
  const lines = update?.lines ?? [];

  /** @param {number} to index of a line */
  function show(to) {
    const bounded = Math.min(lines.length - 1, Math.max(0, to));
    if (bounded !== at) look("line", bounded > 0 ? lines[bounded].key : null);
  }

  /** Lines stand still while they are read: the run pauses first. @param {number} to */
  function go(to) {
    setSlow(false);
    if (run.value?.playing) said(pause());
    show(to);
  }

  async function take() {
    if (run.value?.playing) await pause();
    if (!kept) await step({ updates: 1 });
    look("line", null);
  }

  /** @param {boolean} on */
  function goSlowly(on) {
    setSlow(on);
    if (on && run.value?.playing) said(pause());
  }

  const goOn = useRef(() => {});
  goOn.current = () => (at < lines.length - 1 ? show(at + 1) : said(take().catch(() => setSlow(false))));
  const moment = update?.header.updates;
  useEffect(() => {
    if (!slow) return undefined;
    const timer = setTimeout(() => goOn.current(), LINE_MS);
    return () => clearTimeout(timer);
  }, [slow, at, moment]);

  return {
    at,
    slow,
    kept,
    first: at === 0,
    last: at >= lines.length - 1,
    go,
    goSlowly,
    takeWhole: () => {
      setSlow(false);
      said(take());
    },
  };
}

const NOT_OURS = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, .menu, [role=grid], .topbar";

/** The keys of the study: left and right walk the lines, Escape closes the card before the study. @param {Walk} walk @param {boolean} open whether a card stands open */
export function useKeys(walk, open) {
  const now = useRef({ walk, open });
  now.current = { walk, open };
  useEffect(() => {
    /** @param {KeyboardEvent} event */
    function pressed(event) {
      const { walk: lines, open: card } = now.current;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || document.querySelector("dialog[open], :popover-open")) return;
      const on = /** @type {Element} */ (event.target);
      if (event.key === "Escape" && card && !on.closest("select, input")) look("cell", null);
      else if (event.key === "ArrowRight" && !on.closest(NOT_OURS)) lines.go(lines.at + 1);
      else if (event.key === "ArrowLeft" && !on.closest(NOT_OURS)) lines.go(lines.at - 1);
      else return;
      event.preventDefault();
    }
    // Before the page's own keys, which listen on the window.
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}
