/** A node of the picture: a button with the derivative by its output, that makes the neuron the target. */
import { shortName } from "../../panels/names.js";
import { look } from "../../state/study.js";
import { html } from "../../vendor/ui.js";
import { exact, three } from "../../widgets/format.js";
import { tintOf } from "../tint.js";
import { shareOf } from "../decades.js";
import { partKey } from "./reading.js";
import { targetKey } from "./target.js";
import { partName } from "./words.js";

/** Characters that fit a node at the usual size. */
const LONG = 7;
const LEAST_TINT = 0.1;

/** @param {{ node: import("./shown.js").Node, view: import("./view.js").View, width: number, height: number, stop: boolean }} props */
export function NodeButton({ node: { layer, unit, x, y, value }, view, width, height, stop }) {
  const { gradient, network, scales } = view;
  const part = /** @type {import("./reading.js").UnitPart} */ ({ kind: "unit", layer, unit });
  const share = shareOf(value, scales.nodes);
  const fine = Number.isFinite(value);
  const tint = fine ? tintOf(value === 0 ? 0 : Math.sign(value) * (LEAST_TINT + (1 - LEAST_TINT) * share), 1) : null;
  const target = gradient.target.kind === "unit" && gradient.target.layer === layer && gradient.target.unit === unit;
  const seen = view.seen !== null && partKey(view.seen) === partKey(part);
  const text = three(value);
  const does = layer < 0 ? "" : target ? ", the target" : ". Enter makes it the target";

  /** The first touch shows the numbers, the second makes it the target; a mouse or a key does both at once. @param {PointerEvent} event */
  function chosen(event) {
    const shown = view.picked !== null && partKey(view.picked) === partKey(part);
    view.pick(part);
    if (layer >= 0 && (event.pointerType !== "touch" || shown)) look("target", targetKey({ kind: "unit", layer, unit }));
  }
  return html`<button type="button" class="gradient-node" data-node=${`${layer} ${unit}`} data-zero=${value === 0 ? "" : undefined} data-broken=${fine ? undefined : ""}
    data-target=${target ? "" : undefined} data-seen=${seen ? "" : undefined} tabindex=${stop ? 0 : -1} aria-current=${target ? "true" : undefined}
    style=${{ left: `${x - width / 2}px`, top: `${y - height / 2}px`, width: `${width}px`, height: `${height}px`, background: tint?.background, color: tint?.color }}
    title=${exact(value)} aria-label=${`${partName(part, network)}: ${text}${does}`}
    onFocus=${(/** @type {any} */ event) => event.currentTarget.matches(":focus-visible") && view.pick(part)}
    onPointerMove=${(/** @type {PointerEvent} */ event) => event.pointerType === "mouse" && view.hover(part)} onPointerLeave=${() => view.leave(part)} onClick=${chosen}>
    <span class="gradient-name">${shortName(network, layer, unit)}</span>
    <span class="gradient-value" data-long=${text.length > LONG ? "" : undefined}>${text}</span>
  </button>`;
}
