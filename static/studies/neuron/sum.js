/** The sum as a waterfall: each term a bar that begins where the one before ended, and may be dragged by its end. */
import { shortName } from "../../panels/names.js";
import { command } from "../../state/actions.js";
import { hover, samePick } from "../../state/store.js";
import { html, useMemo, useRef, useState } from "../../vendor/ui.js";
import { createEdit, useSteering } from "../../widgets/edit.js";
import { exact, three } from "../../widgets/format.js";
import { useRead } from "../../widgets/pace.js";
import { placeOf, rowsOf } from "./reading.js";
import { walkBars } from "./walk.js";

/** @typedef {import("./reading.js").Neuron} Neuron */
/** @typedef {import("./reading.js").Row} Row */
/** @typedef {{ low: number, high: number }} Range */
/** @typedef {{ seen: string | null, see: (row: string | null) => void, stop: string, stopAt: (row: string) => void }} Reading which row is read, and which bar Tab leads to */
/** @typedef {(range: Range | null) => void} Hold keeps the axis as it is while a bar is dragged */

/** An input nearer to zero says too little of its weight to drag its bar. */
const LEAST_INPUT = 0.01;
/** The key of the last row. */
const TOTAL = "z";

/** @param {{ neuron: Neuron, network: import("../../wire/types.js").NetworkInfo, range: Range, hold: Hold }} props */
export function Sum({ neuron, network, range, hold }) {
  const [all, setAll] = useState(false);
  const [seen, see] = useState(/** @type {string | null} */ (null));
  const [asked, stopAt] = useState("");
  const rows = rowsOf(neuron, all);
  const many = neuron.shown.length < neuron.terms.length;
  const mean = neuron.isMean ? "mean " : "";
  const z = neuron.sum ?? NaN;
  const reading = { seen, see, stopAt, stop: asked === TOTAL || rows.some((row) => keyOf(row) === asked) ? asked : keyOf(rows[0]) };
  const read = rows.find((row) => keyOf(row) === seen);
  return html`<table class="neuron-sum" data-arrows onKeyDown=${walkBars}>
    <caption class="unseen">${`The sum of ${mean}terms: weight times input, then the bias, up to z. Up and down walk its bars.`}</caption>
    <thead><tr><th scope="col">from <span class="neuron-product math">w · ${neuron.isMean ? html`<span class="neuron-bar-over">x</span>` : "x"}</span></th><th scope="col">term</th><th scope="col" class="neuron-lane-cell"><div class="neuron-lane-head">
      <span class="unseen">bar</span>${(read || seen === TOTAL) && html`<span class="neuron-exactly" aria-hidden="true">${read ? exactly(read, neuron, network) : `z = ${exact(neuron.sum)}`}</span>`}
      ${many && html`<button type="button" class="text-button" aria-expanded=${all ? "true" : "false"} onClick=${() => setAll(!all)}>${all ? `Only the ${neuron.shown.length} largest terms` : `All ${neuron.terms.length} terms one by one`}</button>`}</div></th></tr></thead>
    <tbody>
      ${rows.map((row) => html`<${SumRow} key=${keyOf(row)} row=${row} neuron=${neuron} network=${network} range=${range} hold=${hold} reading=${reading} />`)}
      <tr class="neuron-total" data-row=${TOTAL} data-part="z" onPointerEnter=${() => see(TOTAL)} onPointerLeave=${() => see(null)}>
        <th scope="row"><span class="neuron-name math">${neuron.isMean ? html`<span class="neuron-bar-over">z</span>` : "z"}</span><span class="neuron-product">their sum</span></th>
        <td title=${exact(neuron.sum)}>${three(neuron.sum)}</td>
        <td class="neuron-lane-cell"><${Lane} range=${range} row=${TOTAL} label=${`The sum, z = ${exact(neuron.sum)}`} reading=${reading} light=${null}><${Bar} from=${0} to=${z} range=${range} total=${true} /><//></td>
      </tr>
    </tbody>
  </table>`;
}

/** @param {Row} row */
function keyOf(row) {
  return row.kind === "input" ? String(row.input) : row.kind;
}

/** @param {Row} row @param {import("../../wire/types.js").NetworkInfo} network @param {number} layer */
function nameOf(row, network, layer) {
  return row.kind === "input" ? shortName(network, layer - 1, row.input) : row.kind === "bias" ? "bias" : `${row.count} more`;
}

/** A row in full digits: what a pointer or the focus reads. @param {Row} row @param {Neuron} neuron @param {import("../../wire/types.js").NetworkInfo} network */
function exactly(row, neuron, network) {
  const factors = row.kind === "input" ? html`<span class="neuron-factors">${`${exact(neuron.weights[row.input])} · ${bracketed(exact(neuron.inputs[row.input]), neuron.inputs[row.input])} = `}</span>` : null;
  return html`${nameOf(row, network, neuron.layer)}: ${factors}${exact(row.term)}`;
}

/** @param {string} text @param {number} value */
function bracketed(text, value) {
  return value < 0 ? `(${text})` : text;
}

/** @param {{ row: Row, neuron: Neuron, network: import("../../wire/types.js").NetworkInfo, range: Range, hold: Hold, reading: Reading }} props */
function SumRow({ row, neuron, network, range, hold, reading }) {
  const { layer, unit } = neuron;
  const input = row.kind === "input" ? row.input : null;
  const x = input === null ? 1 : Number(neuron.inputs[input]);
  const pick = /** @type {import("../../state/store.js").Pick} */ (input === null ? { kind: "bias", layer, unit } : { kind: "weight", layer, unit, input });
  const lit = useRead(() => row.kind !== "rest" && samePick(hover.value, pick), [layer, unit, row.kind, input]);
  const drag = useDrag({ pick, x, row, range, hold });
  const term = drag.factor === null ? row.term : drag.factor * x;
  const name = nameOf(row, network, layer);
  const weight = input === null ? null : drag.factor ?? Number(neuron.weights[input]);
  const product = weight === null ? (row.kind === "bias" ? "b" : "their sum") : html`<span data-part="w">${three(weight)}</span> · <span data-part="x">${bracketed(three(x), x)}</span>`;
  const said = `${row.kind === "bias" ? "The bias" : row.kind === "rest" ? `The ${name}, together` : `From ${name}, ${exact(weight)} times ${exact(x)}`}: ${exact(term)}; the sum is then ${three(row.from + term)}`;
  /** @param {boolean} on */
  function light(on) {
    hover.value = on && row.kind !== "rest" ? pick : null;
  }
  /** @param {boolean} on */
  function point(on) {
    light(on);
    reading.see(on ? keyOf(row) : null);
  }
  return html`<tr data-row=${keyOf(row)} data-part=${row.kind === "bias" ? "b" : undefined} data-lit=${lit ? "" : undefined}
    onPointerEnter=${() => point(true)} onPointerLeave=${() => point(false)}>
    <th scope="row"><span class="neuron-name">${name}</span><span class="neuron-product" title=${weight === null ? undefined : `${exact(weight)} · ${exact(x)}`}>${product}</span></th>
    <td title=${exact(term)}>${three(term)}</td>
    <td class="neuron-lane-cell"><${Lane} range=${range} row=${keyOf(row)} label=${said} reading=${reading} light=${light}><${Bar} from=${row.from} to=${row.from + term} range=${range} />
      ${drag.able && html`<${Handle} at=${row.from + term} range=${range} drag=${drag} what=${row.kind === "bias" ? "the bias" : `the weight from ${name}`} />`}<//>
      ${drag.wrong && html`<span class="wrong" role="alert">${drag.wrong}</span>`}</td>
  </tr>`;
}

/** Where a bar stands; the focus shows what a pointer shows. @param {{ range: Range, row: string, label: string, reading: Reading, light: ((on: boolean) => void) | null, children?: any }} props */
function Lane({ range, row, label, reading, light, children }) {
  /** @param {boolean} on */
  function focused(on) {
    light?.(on);
    reading.see(on ? row : null);
    if (on) reading.stopAt(row);
  }
  return html`<div class="neuron-lane" data-bar=${row} role="img" aria-label=${label} tabindex=${reading.stop === row ? 0 : -1} onFocus=${() => focused(true)} onBlur=${() => focused(false)}><i class="neuron-zero" style=${{ left: `${placeOf(0, range)}%` }}></i>${children}</div>`;
}

/** @param {{ from: number, to: number, range: Range, total?: boolean }} props */
function Bar({ from, to, range, total = false }) {
  if (!Number.isFinite(from) || !Number.isFinite(to)) return null;
  const [a, b] = [placeOf(from, range), placeOf(to, range)];
  const size = Math.abs(b - a);
  return html`<i class="neuron-bar" data-total=${total ? "" : undefined} data-negative=${to < from ? "" : undefined} style=${{ left: `${Math.min(a, b)}%`, width: `${size}%` }}></i>
    <i class="neuron-end" data-total=${total ? "" : undefined} style=${{ left: `${b}%` }}></i>`;
}

/** @param {{ at: number, range: Range, drag: Drag, what: string }} props */
function Handle({ at, range, drag, what }) {
  return html`<span class="neuron-handle" title=${`Drag to change ${what}`} aria-hidden="true" style=${{ left: `${placeOf(at, range)}%` }}
    onPointerDown=${drag.grab} onPointerMove=${drag.pull} onPointerUp=${drag.release} onPointerCancel=${drag.release}></span>`;
}

/** @typedef {ReturnType<typeof useDrag>} Drag */

/**
 * Drags the end of a bar: what changes is the weight, so that weight times input is what is dragged; of the bias itself.
 * @param {{ pick: import("../../state/store.js").Pick, x: number, row: Row, range: Range, hold: Hold }} of
 */
function useDrag({ pick, x, row, range, hold }) {
  const steering = useSteering();
  const name = JSON.stringify(pick);
  const edit = useMemo(() => {
    const { kind, ...place } = pick;
    return createEdit(name, (to, group) => command({ type: kind === "bias" ? "set_bias" : "set_weight", ...place, value: to, ...(group ? { group } : {}) }));
  }, [name]);
  const from = useRef({ clientX: 0, factor: 0, perPixel: 0, on: false });
  const draft = edit.draft.value;
  return {
    able: steering && row.kind !== "rest" && Math.abs(x) >= LEAST_INPUT && Number.isFinite(row.term),
    /** The weight or bias that was dragged to and is on its way, else null. */
    factor: typeof draft === "number" ? draft : null,
    wrong: edit.wrong.value,
    /** @param {PointerEvent & { currentTarget: HTMLElement }} event */
    grab(event) {
      event.preventDefault();
      event.currentTarget.setPointerCapture(event.pointerId);
      const wide = event.currentTarget.parentElement?.clientWidth || 1;
      from.current = { clientX: event.clientX, factor: row.term / x, perPixel: (range.high - range.low) / wide / x, on: true };
      hold(range);
    },
    /** @param {PointerEvent} event */
    pull(event) {
      const { clientX, factor, perPixel, on } = from.current;
      if (on) edit.drag(Number((factor + (event.clientX - clientX) * perPixel).toPrecision(4)));
    },
    release() {
      from.current.on = false;
      hold(null);
      edit.drop();
    },
  };
}
