/** The network at one sample: its values in the nodes, and along the edges what the line sends. */
import { selection } from "../../state/store.js";
import { css } from "../../draw/palette.js";
import { className, shortName } from "../../panels/names.js";
import { html } from "../../vendor/ui.js";
import { exact, three } from "../../widgets/format.js";
import { flowsOf, nodeError, nodeValue } from "./flows.js";
import { partsOf } from "./reading.js";
import { quantityOf } from "./quantities.js";
import { tintOf } from "../tint.js";
import { MOST_COLUMNS } from "../windows.js";
import { nameOf } from "./words.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {{ layer: number, index: number, x: number, y: number }} Node layer 0: features; after the output: the targets */

const NODE = { width: 44, height: 24 };
const LEAST_PITCH = 54;
const SMALL = { width: 18, height: 18 };
const MOST_STEP = 44;
const LABELLED_STEP = 40;
const WIDEST = 7;
const ARROW_SHARE = 0.18;
/** More edges than this are drawn fainter. */
const DENSE = 150;

/** Whether the person asked for less motion. */
export function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** @param {{ view: View, columns: number[], width: number, height: number }} props columns: their middles */
export function Picture({ view, columns, width, height }) {
  const { update, at, row } = view;
  const pitch = Math.min(...columns.slice(1).map((x, index) => x - columns[index]));
  const large = pitch >= LEAST_PITCH;
  const nodes = place(view, columns, height);
  const { flows, way, what } = flowsOf(update, at, row);
  const most = flows.reduce((so, { value }) => Math.max(so, Math.abs(value) || 0), 0);
  const line = update.lines[at];
  const near = (/** @type {Node} */ node) => ({ view, node, large, ...sizeOf(node, nodes, large), made: isMade(view, node) });
  const edges = edgesOf(update, nodes);
  const half = (/** @type {Node} */ node) => near(node).width / 2;
  return html`<svg class="backprop-picture" width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`} role="img" data-dense=${edges.length > DENSE ? "" : undefined}
    aria-label=${`The network at row ${row + 1} of the batch${what ? `; along its edges ${what}` : ""}`}>
    ${edges.map(([from, to]) => html`<path key=${key(from, to)} class="backprop-edge" d=${curve(from.x + half(from), from.y, to.x - half(to), to.y)} />`)}
    <g key=${`${line.key}`} class="backprop-flows" data-way=${way}>
      ${flows.map((flow) => html`<${FlowEdge} key=${`${flow.layer} ${flow.input} ${flow.unit}`} flow=${flow} way=${way} most=${most} nodes=${nodes} half=${half} last=${update.last} />`)}
    </g>
    ${[...nodes.values()].flat().map((node) => html`<${NodeMark} key=${`${node.layer} ${node.index}`} ...${near(node)} />`)}
    ${[...nodes].map(([layer, shown]) => html`<${More} key=${layer} left=${update.size(Math.min(layer, update.last)) - shown.length} at=${shown.at(-1)} />`)}
    ${what && most > 0 && html`<text x="16" y="14" class="backprop-what">${`edges: ${what}, widest ${three(most)}`}</text>`}
  </svg>`;
}

/** @param {View} view @param {number[]} columns @param {number} height @returns {Map<number, Node[]>} by layer */
function place({ update, shown }, columns, height) {
  const [top, bottom] = [22, height - 4];
  return new Map(columns.map((x, layer) => {
    const indices = shown(Math.min(layer, update.last), MOST_COLUMNS);
    const step = Math.min(MOST_STEP, (bottom - top) / indices.length);
    const first = (top + bottom) / 2 - ((indices.length - 1) / 2) * step;
    return [layer, indices.map((index, order) => ({ layer, index, x, y: first + order * step }))];
  }));
}

/** @param {Node} node @param {Map<number, Node[]>} nodes @param {boolean} large */
function sizeOf({ layer }, nodes, large) {
  const shown = nodes.get(layer) ?? [];
  const step = shown.length > 1 ? shown[1].y - shown[0].y : MOST_STEP;
  return { width: large ? NODE.width : SMALL.width, height: Math.min(large ? NODE.height : SMALL.height, step - 3), step };
}

/** Whether the line is what makes the node's value or its error. @param {View} view @param {Node} node */
function isMade({ update, at }, { layer }) {
  const line = update.lines[at];
  const { kind, layer: ofLine } = partsOf(line.makes);
  return ["Z", "A", "D", "dalpha"].includes(kind) && layer === ofLine;
}

/** Pairs of nodes that an edge connects. @param {import("./reading.js").Update} update @param {Map<number, Node[]>} nodes @returns {[Node, Node][]} */
function edgesOf({ last }, nodes) {
  return [...nodes].flatMap(([layer, here]) => {
    const before = nodes.get(layer - 1) ?? [];
    if (layer > last) return here.flatMap((to) => before.filter(({ index }) => index === to.index).map((from) => /** @type {[Node, Node]} */ ([from, to])));
    return here.flatMap((to) => before.map((from) => /** @type {[Node, Node]} */ ([from, to])));
  });
}

/** @param {Node} from @param {Node} to */
function key(from, to) {
  return `${to.layer} ${from.index} ${to.index}`;
}

/** The shape of the page's edges: level at both ends. @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
function curve(x0, y0, x1, y1) {
  const middle = (x0 + x1) / 2;
  return `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}`;
}

/** @param {{ flow: import("./flows.js").Flow, way: string, most: number, nodes: Map<number, Node[]>, half: (node: Node) => number, last: number }} props */
function FlowEdge({ flow, way, most, nodes, half }) {
  const from = nodes.get(flow.layer - 1)?.find(({ index }) => index === flow.input);
  const to = nodes.get(flow.layer)?.find(({ index }) => index === flow.unit);
  if (!from || !to || !most || !Number.isFinite(flow.value)) return null;
  const share = Math.abs(flow.value) / most;
  const [x0, x1] = [from.x + half(from), to.x - half(to)];
  const color = css(Math.sign(flow.value) * Math.max(0.35, Math.sqrt(share)), 1);
  const [dx, dy] = [x1 - x0, to.y - from.y];
  const turn = (Math.atan2(2 * dy, dx) * 180) / Math.PI + (way === "backward" ? 180 : 0);
  const size = 4 + 4 * share;
  const path = way === "backward" ? curve(x1, to.y, x0, from.y) : curve(x0, from.y, x1, to.y);
  return html`<g><path class="backprop-flow" d=${path} pathLength="1" stroke=${color} stroke-width=${Math.max(0.75, WIDEST * share)} />
    ${way !== "none" && share >= ARROW_SHARE && html`<path class="backprop-arrow" d=${`M${size} 0L${-size * 0.7} ${size * 0.85}V${-size * 0.85}Z`} fill=${color}
      transform=${`translate(${(x0 + x1) / 2} ${(from.y + to.y) / 2}) rotate(${turn})`} />`}</g>`;
}

/** @param {{ view: View, node: Node, large: boolean, width: number, height: number, step: number, made: boolean }} props */
function NodeMark({ view, node: { layer, index, x, y }, large, width, height, step, made }) {
  const { update, at, row, network } = view;
  const found = nodeValue(update, at, row, layer, index);
  const fine = found !== null && Number.isFinite(found.value);
  const tint = fine ? tintOf(found.value, view.scales[quantityOf(found.name)]) : null;
  const error = nodeError(update, at, row, layer, index);
  const target = layer > update.last;
  const called = target ? `target${update.sizes[update.last - 1][0] > 1 ? ` ${className(network, index)}` : ""}` : shortName(network, layer - 1, index);
  const picked = selection.value;
  const chosen = picked?.kind === "unit" && picked.layer === layer - 1 && picked.unit === index;
  const unit = layer > 0 && !target;
  const text = found ? three(found.value) : "";
  const title = `${called}: ${found ? `${nameOf(found.name, update)} = ${exact(found.value)}` : "not yet computed"}${error === null ? "" : `, δ = ${exact(error)}`}`;
  return html`<g class="backprop-node" data-made=${made ? "" : undefined} data-chosen=${chosen ? "" : undefined} data-empty=${fine ? undefined : ""}
    transform=${`translate(${x} ${y})`} onClick=${unit ? () => (selection.value = { kind: "unit", layer: layer - 1, unit: index }) : undefined}>
    <title>${title}</title>
    <rect x=${-width / 2} y=${-height / 2} width=${width} height=${height} rx="6" fill=${tint?.background ?? "none"} />
    ${large && height >= 14 && html`<text class="backprop-value" y="0.35em" fill=${tint?.color} data-long=${text.length > 7 ? "" : undefined}>${text}</text>`}
    ${large && layer === 0 && html`<text class="backprop-label math" x=${-width / 2 - 8} y="0.35em" text-anchor="end">${called}</text>`}
    ${large && target && html`<text class="backprop-label" y=${height / 2 + 13} text-anchor="middle">${called}</text>`}
    ${large && error !== null && step >= LABELLED_STEP && html`<text class=${`backprop-delta ${error < 0 ? "negative" : "positive"}`} y=${height / 2 + 12}>${`δ ${three(error)}`}</text>`}
  </g>`;
}

/** @param {{ left: number, at: Node | undefined }} props */
function More({ left, at }) {
  return left > 0 && at ? html`<text class="backprop-label" x=${at.x + NODE.width / 2 + 4} y=${at.y} dy="0.35em">… ${left} more</text>` : null;
}
