/** Going through the steps one number at a time, and through the picture from node to node. */
import { pause } from "../../state/actions.js";
import { run } from "../../state/store.js";
import { look } from "../../state/study.js";
import { useEffect, useRef } from "../../vendor/ui.js";
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

const NOT_OURS = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, .menu, .topbar, .graph-picture";

/** Left and right take a step; Escape lets go of the picked node before it closes the study. @param {Walk | null} walk @param {boolean} picked */
export function useKeys(walk, picked) {
  const now = useRef({ walk, picked });
  now.current = { walk, picked };
  useEffect(() => {
    /** @param {KeyboardEvent} event */
    function pressed(event) {
      const { walk: steps, picked: open } = now.current;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || document.querySelector("dialog[open], :popover-open")) return;
      const on = /** @type {Element} */ (event.target);
      if (event.key === "Escape" && open && !on.closest("select, input")) look("node", null);
      else if (steps && event.key === "ArrowRight" && !on.closest(NOT_OURS)) steps.go(steps.at + 1);
      else if (steps && event.key === "ArrowLeft" && !on.closest(NOT_OURS)) steps.go(steps.at - 1);
      else return;
      event.preventDefault();
    }
    // Before the page's own keys, which listen on the window.
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
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

/** @param {string} key @param {HTMLElement} on @param {HTMLElement[]} nodes @returns {HTMLElement | null | undefined} null: there is none that way; undefined: not a key of ours */
function nextNode(key, on, nodes) {
  const along = { ArrowUp: -1, ArrowDown: 1 }[key];
  const across = { ArrowLeft: "inputs", ArrowRight: "users" }[key];
  if (along) {
    const column = nodes.filter((node) => node.offsetLeft === on.offsetLeft).sort((a, b) => a.offsetTop - b.offsetTop);
    return column[column.indexOf(on) + along] ?? null;
  }
  if (across) {
    const first = on.dataset[across]?.split("|")[0];
    return nodes.find((node) => first && node.dataset["name"] === first) ?? null;
  }
  if (key === "Home") return nodes[0] ?? null;
  return key === "End" ? nodes.at(-1) ?? null : undefined;
}
