/** Tells of an edit that left out the images a person had added, because its data is of another kind; and takes it back. */

import { effect, untracked } from "../vendor/ui.js";
import { notify, withdraw } from "./notices.js";
import { run } from "./store.js";
import { undo } from "./travel.js";

/** @typedef {import("../wire/types.js").RunInfo} RunInfo */

export function followAdded() {
  let before = run.peek();
  let told = 0;
  return effect(() => {
    const [last, now] = [before, run.value];
    before = now;
    if (last?.id === now?.id && last?.revision === now?.revision) return;
    untracked(() => {
      // After a further edit the button would take back that one.
      withdraw(({ id }) => id === told);
      if (last && now && leftOut(last, now)) told = notify({ kind: "info", message: "The images that you added are left out: they do not fit this data.", actions: [{ label: "Undo", act: undo }] });
    });
  });
}

/** @param {RunInfo} before @param {RunInfo} after */
function leftOut(before, after) {
  const [old, now] = [before.experiment.data, after.experiment.data];
  const others = JSON.stringify({ ...old, added: null }) !== JSON.stringify({ ...now, added: null });
  return before.id === after.id && after.steering && old.added !== null && now.added === null && others;
}
