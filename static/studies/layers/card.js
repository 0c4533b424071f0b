/** What is read: a weight or bias exactly, or where a training point lies. */
import { data } from "../../state/store.js";
import { label as labelText } from "../../panels/samplePicker.js";
import { scaleText } from "../../draw/scale.js";
import { html } from "../../vendor/ui.js";
import { exact, three } from "../../widgets/format.js";
import { partsOf } from "./depth.js";
import { cellName } from "./matrix.js";
import { axisName, subscript } from "./words.js";

/** @typedef {import("./view.js").View} View */

/** Beside the film: the training point that is pointed at. @param {{ view: View }} props */
export function PointReading({ view }) {
  const { shots, depth, point, network, film } = view;
  const at = point === null ? null : data.value?.train[point];
  if (point === null || !at) return html`<p class="layers-reading quiet">${view.narrow ? "Tap a training point to read where it lies." : "Point at a training point to read where it lies, or walk them with ↑ and ↓ in the picture."}</p>`;
  const { at: index, share } = partsOf(depth.depth);
  const { stage } = shots[index];
  const values = film.points(stage);
  const here = stage.axes.map((unit, axis) => ({ name: axisName(stage, unit, network), value: values[point * stage.axes.length + axis] }));
  return html`<p class="layers-reading" role="status"><span>${`Training point ${point + 1}, ${labelText(network, at.label)}`}</span>
    <span class="quiet">${`x₁ = ${three(at.x)}, x₂ = ${three(at.y)}`}</span>
    ${share === 0 && stage.kind !== "input" && html`<span>${here.map(({ name, value }, axis) => html`${axis > 0 && ", "}${name} = <b title=${exact(value)}>${three(value)}</b>`)}</span>`}
    ${share > 0 && html`<span class="quiet">on its way, where no number stands for it</span>`}</p>`;
}

/** Under the formulas: the cell that is pointed at, and what the colors mean. @param {{ view: View }} props */
export function CellReading({ view }) {
  const end = scaleText(view.scale);
  return html`<div class="layers-foot"><${Read} view=${view} />
    <p class="layers-legend"><span>−${end}</span><span class="backprop-scale" role="img" aria-label=${`Color scale of the weights and biases, from −${end} through zero to ${end}`}></span><span>${end}</span></p></div>`;
}

/** @param {{ view: View }} props */
function Read({ view }) {
  const { film, cell, network } = view;
  const shape = cell && film.layers[cell.layer]?.shape;
  if (!cell || !shape || cell.row >= shape[0] || (cell.column !== null && cell.column >= shape[1])) return html`<p class="layers-reading quiet">${`${view.narrow ? "Tap" : "Point at"} a number to read it exactly.`}</p>`;
  const { layer, row, column } = cell;
  const value = column === null ? film.biases(layer)[row] : film.weights(layer)[row * shape[1] + column];
  const symbol = column === null ? `b${subscript(layer + 1)}[${row + 1}]` : `W${subscript(layer + 1)}[${row + 1}, ${column + 1}]`;
  return html`<p class="layers-reading" role="status"><span>${`${symbol} = `}<b>${exact(value)}</b></span> <span class="quiet">${`the ${cellName(cell, network)}`}</span></p>`;
}
