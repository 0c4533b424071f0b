/** The nerve cell that a neuron abstracts: a schematic drawing, its parts lit with the symbols of the formula. */
import { look } from "../../state/study.js";
import { html } from "../../vendor/ui.js";
import { useParam } from "../shared.js";
import { partOf } from "./parts.js";

const FOLDED = "folded";
const ALT = "Schematic drawing of a nerve cell. At the left, axons of other cells end in synapses on its dendrites. The dendrites lead to the cell body, the soma; from it, past the axon hillock, one axon leads to the right and ends on other cells.";

/** Where the synapses sit: an arriving axon from the left edge, a knob, and the dendrite's tip right of it. */
const SYNAPSES = [[62, 30], [44, 62], [36, 98], [44, 136], [64, 166]];

/** @param {{ lighting: import("./formula.js").Lighting }} props */
export function NerveCell({ lighting }) {
  const folded = useParam("cell") === FOLDED;
  const part = partOf(lighting.lit);
  return html`<details class="neuron-cell" open=${!folded} onToggle=${(/** @type {any} */ event) => look("cell", event.currentTarget.open ? null : FOLDED)}>
    <summary>The nerve cell it abstracts</summary>
    <${Drawing} lighting=${lighting} />
    <p class="neuron-meaning" aria-live="polite">${part
      ? html`<b>${part.name}.</b> ${part.means} ${part.cell}`
      : "Schematic, not a measurement. Point at a symbol or at a part to see which is which. A nerve cell sends impulses in time, and learns otherwise; a is one number."}</p>
  </details>`;
}

/** @param {{ lighting: import("./formula.js").Lighting }} props */
function Drawing({ lighting: { point, pin, pinned } }) {
  /** @param {string} key */
  const part = (key) => ({
    "data-part": key,
    onPointerEnter: (/** @type {PointerEvent} */ event) => event.pointerType === "mouse" && point(key),
    onPointerLeave: () => point(null),
    onClick: () => pin(pinned === key ? null : key),
  });
  return html`<svg class="neuron-drawing" viewBox="0 0 400 200" role="img" aria-label=${ALT}>
    <g ...${part("x")}>
      ${SYNAPSES.map(([x, y]) => html`<path class="neuron-reach" d=${`M2 ${y}H${x - 12}`} /><path d=${`M2 ${y}H${x - 12}`} />`)}
      <path class="neuron-reach" d=${DENDRITES} /><path d=${DENDRITES} />
      <text x="92" y="24">dendrites · <tspan class="neuron-sign">x</tspan></text>
    </g>
    <g ...${part("w")}>
      ${SYNAPSES.map(([x, y]) => html`<circle class="neuron-reach" cx=${x - 8} cy=${y} r="11" /><circle cx=${x - 8} cy=${y} r="4.5" />`)}
      <text x="2" y="192">synapses · <tspan class="neuron-sign">w</tspan></text>
    </g>
    <g ...${part("z")}>
      <path class="neuron-filled" d="M116 96C114 74 132 60 152 62 174 62 190 78 188 98 188 120 170 136 150 134 130 134 116 118 116 96Z" />
      <circle cx="150" cy="97" r="10" />
      <text x="178" y="156" text-anchor="middle">soma · the sum <tspan class="neuron-sign">z</tspan></text>
    </g>
    <g ...${part("b")}>
      <path class="neuron-reach" d="M132 108H170V130H132Z" /><path d="M140 121H164" />
      <text x="178" y="174" text-anchor="middle">resting level · <tspan class="neuron-sign">b</tspan></text>
    </g>
    <g ...${part("sigma")}>
      <path class="neuron-filled" d="M184 80C198 90 206 93 220 94V104C206 105 198 108 184 117Z" />
      <path d="M210 62V86" /><text x="204" y="54">axon hillock · <tspan class="neuron-sign">σ</tspan></text>
    </g>
    <g ...${part("a")}>
      <path class="neuron-reach" d="M220 99H340" /><path d="M220 99H334M334 99C350 92 356 76 372 66M334 99H376M334 99C350 106 356 122 372 132" />
      ${[228, 262, 296].map((x) => html`<rect class="neuron-filled" x=${x} y="93" width="28" height="12" rx="6" />`)}
      ${[[376, 63], [381, 99], [376, 135]].map(([x, y]) => html`<circle class="neuron-filled" cx=${x} cy=${y} r="4.5" />`)}
      <text x="276" y="126" text-anchor="middle">axon · <tspan class="neuron-sign">a</tspan></text>
    </g>
  </svg>`;
}

const DENDRITES = "M66 30C84 36 96 50 124 76M48 62C66 62 80 66 96 76 106 82 112 84 120 86M40 98C66 96 90 97 116 97M48 136C66 134 78 126 96 116 106 112 112 110 119 108M68 166C84 160 98 146 126 122";
