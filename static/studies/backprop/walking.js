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
