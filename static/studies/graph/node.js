/** A node of the picture: a button with its value and its gradient, each once it is computed. */
import { html } from "../../vendor/ui.js";
import { exact, three } from "../../widgets/format.js";
import { tintOf } from "../tint.js";
import { shareOf } from "../decades.js";
import { called } from "./words.js";

/** @typedef {import("./reading.js").Node} Node */
/** @typedef {import("./view.js").View} View */

/** Characters that fit a half at the usual size. */
const LONG = 7;
const LEAST_TINT = 0.1;

/** @param {{ node: Node, view: View, place: import("./places.js").Place, stop: boolean, marked: string }} props marked: seen, or an end of its edges */
export function NodeButton({ node, view, place, stop, marked }) {
  const { steps, at, graph, network } = view;
  const [valued, answered] = [steps.hasValue(node, at), steps.hasGradient(node, at)];
  const names = (/** @type {number[]} */ ends) => ends.map((index) => graph.nodes[index].name).filter((name) => view.names.has(name)).join("|");
  const told = `${valued ? three(node.value) : "not yet computed"}, gradient ${answered ? three(node.gradient) : "not yet computed"}`;
  return html`<button type="button" class="graph-node" data-name=${node.name} data-kind=${node.kind} data-flat=${place.flat ? "" : undefined} data-marked=${marked || undefined}
    data-inputs=${names(node.inputs.map((edge) => edge.from))} data-users=${names(node.users.map((edge) => edge.to))} tabindex=${stop ? 0 : -1} aria-pressed=${view.picked === node ? "true" : "false"}
    aria-label=${`${called(node, network)}: ${told}`} style=${{ left: `${place.x}px`, top: `${place.y}px`, width: `${place.width}px`, height: `${place.height}px` }}
    onFocus=${(/** @type {any} */ event) => event.currentTarget.matches(":focus-visible") && view.pick(node)} onClick=${() => view.pick(node)}
    onPointerMove=${(/** @type {PointerEvent} */ event) => event.pointerType === "mouse" && view.hover(node)} onPointerLeave=${() => view.leave(node)}>
    <${Half} kind="value" value=${valued ? node.value : null} tint=${tintOf(node.value, view.scales[quantityOf(node)])} />
    <${Half} kind="gradient" value=${answered ? node.gradient : null} tint=${tintOf(logged(node.gradient, view), 1)} />
  </button>`;
}

/** @param {{ kind: string, value: number | null, tint: { background: string, color: string } }} props value: null where it is not yet computed */
function Half({ kind, value, tint }) {
  if (value === null) return html`<span class="graph-half" data-half=${kind} data-empty=""></span>`;
  const text = three(value);
  const fine = Number.isFinite(value);
  return html`<span class="graph-half" data-half=${kind} data-broken=${fine ? undefined : ""} data-tight=${text.length === LONG ? "" : undefined} data-long=${text.length > LONG ? "" : undefined} title=${exact(value)}
    style=${fine ? { background: tint.background, color: tint.color } : undefined}>${text}</span>`;
}

/** A gradient's place on its log scale, with its sign. @param {number} value @param {View} view */
function logged(value, view) {
  return value === 0 ? 0 : Math.sign(value) * (LEAST_TINT + (1 - LEAST_TINT) * shareOf(value, view.scales.gradients));
}

/** Which scale a value is drawn on. @param {Node} node @returns {"inputs" | "weights" | "values"} */
export function quantityOf({ kind }) {
  if (kind === "input") return "inputs";
  return kind === "weight" || kind === "bias" || kind === "slope" ? "weights" : "values";
}
