/** Going through the steps one number at a time, and through the picture from node to node. */
import { pause } from "../../state/actions.js";
import { run } from "../../state/store.js";
import { look } from "../../state/study.js";
import { said } from "../../widgets/edit.js";

/** @typedef {{ at: number, count: number, go: (to: number) => void }} Walk at: steps taken */

/** The numbers stand still while they are stepped through: the run pauses first. @param {number} at @param {number} count @returns {Walk} */
export function walkOf(at, count) {
  return {
    at,
    count,
    go: (to) => {
      const bounded = Math.min(count, Math.max(0, to));
      if (run.value?.playing) said(pause());
      look("node", null);
      if (bounded !== at) look("step", bounded < count ? bounded : null);
    },
  };
}

/** In the picture: left to what a node is made of, right to what uses it, up and down along its column. @param {KeyboardEvent & { currentTarget: HTMLElement }} event */
export function walkNodes(event) {
  const on = /** @type {HTMLElement} */ (event.target);
  if (event.defaultPrevented || !on.matches("[data-name]")) return;
  const nodes = /** @type {HTMLElement[]} */ ([...event.currentTarget.querySelectorAll("[data-name]")]);
  const next = nextNode(event.key, on, nodes);
  if (next === undefined) return;
  event.preventDefault();
  next?.focus();
}

/** @param {HTMLElement} node */
function middle(node) {
  return node.offsetLeft + node.offsetWidth / 2;
}

/** @param {string} key @param {HTMLElement} on @param {HTMLElement[]} nodes @returns {HTMLElement | null | undefined} null: there is none that way; undefined: not a key of ours */
function nextNode(key, on, nodes) {
  const along = { ArrowUp: -1, ArrowDown: 1 }[key];
  const across = { ArrowLeft: "inputs", ArrowRight: "users" }[key];
  if (along) {
    const column = nodes.filter((node) => middle(node) === middle(on)).sort((a, b) => a.offsetTop - b.offsetTop);
    return column[column.indexOf(on) + along] ?? null;
  }
  if (across) {
    const first = on.dataset[across]?.split("|")[0];
    return nodes.find((node) => first && node.dataset["name"] === first) ?? null;
  }
  if (key === "Home") return nodes[0] ?? null;
  return key === "End" ? nodes.at(-1) ?? null : undefined;
}
