/** A weight or bias taken hold of: up is more, one drag is one step of undo. */

import { newGroup } from "../state/actions.js";
import { connection, run } from "../state/store.js";
import { createEdit } from "../widgets/edit.js";
import { parameterOf } from "./card.js";
import { setParameter } from "./edits.js";
import { weightScale } from "./survey.js";

/** @typedef {import("../state/store.js").Pick} Pick */

/** @param {Pick} pick */
export function beginPull(pick) {
  const from = parameterOf(pick);
  const group = newGroup(pick.kind);
  const edit = createEdit(group, (value) => setParameter(pick, value, group));
  return {
    /** @param {number} up CSS pixels @param {boolean} fine */
    to(up, fine) {
      if (from === null || connection.peek() !== "live" || !run.peek()?.steering) return;
      const step = weightScale.peek() / (fine ? 1000 : 100);
      void edit.send(Number((from + up * step).toPrecision(5)));
    },
    end: () => edit.drop(),
  };
}
