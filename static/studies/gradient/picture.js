/** The network with the derivative by every weight in its edges and by every unit and input in its nodes. */
import { css } from "../../draw/palette.js";
import { html, useEffect, useMemo, useRef } from "../../vendor/ui.js";
import { shareOf } from "../decades.js";
import { NodeButton } from "./node.js";
import { partKey } from "./reading.js";
import { columnsOf, edgesOf, MOST_NODES } from "./shown.js";
import { walkNodes } from "./walk.js";

/** @typedef {import("./view.js").View} View */

const MOST_STEP = 68;
const WIDE = { step: 44, width: 66, height: 40, side: 58, top: 6 };
const NARROW = { step: 46, width: 62, height: 40, side: 37, top: 4 };
/** Between two columns at the least; where there is no room for that, the picture is drawn wider and scrolls. */
const LEAST_GAP = 14;
const SCROLLED_GAP = 28;
const THINNEST = 0.7;
const WIDEST = 7;
/** How near the pointer must come to an edge, in pixels. */
const REACH = 12;

/** @param {{ view: View, room: number, tall: number }} props room: width there is; tall: height, as far as the picture may grow */
export function Picture({ view, room, tall }) {
  const { gradient, network, narrow, picked } = view;
  const size = narrow ? NARROW : WIDE;
  const hops = gradient.layers.length;
  const needed = (/** @type {number} */ gap) => hops * (size.width + gap) + 2 * size.side;
  const scrolls = needed(LEAST_GAP) > room;
  const width = scrolls ? needed(SCROLLED_GAP) : room;
  const frame = useRef(/** @type {HTMLElement | null} */ (null));
  const most = Math.max(3, ...[-1, ...gradient.layers.keys()].map((layer) => Math.min(MOST_NODES, gradient.units(layer).length)));
  const step = Math.max(size.step, Math.min(MOST_STEP, Math.floor(tall / most)));
  const places = { width, step, left: size.side, right: size.side, top: size.top };
  const { columns, height, edges, left } = useMemo(() => {
    const placed = columnsOf(gradient, picked, places);
    return { ...placed, ...edgesOf(gradient, placed.columns) };
  }, [gradient, width, step, narrow, picked]);
  const target = columns[gradient.target.kind === "unit" ? gradient.target.layer + 1 : hops];
  useEffect(() => {
    if (scrolls && frame.current) frame.current.scrollLeft = target.x - frame.current.clientWidth / 2;
  }, [scrolls, target.layer]);
  // Only one node is a tab stop: the arrows walk the others.
  const nodes = columns.flatMap((column) => column.nodes);
  const stop = nodes.find(({ layer, unit }) => picked?.kind === "unit" && picked.layer === layer && picked.unit === unit) ?? nodes[0];
  // In the order of the network, which stands still under the pointer while the sizes change.
  const reached = useMemo(() => [...edges].sort((a, b) => a.part.layer - b.part.layer || a.part.unit - b.part.unit || a.part.input - b.part.input), [edges]);
  const hidden = columns.some((column) => column.left > 0);
  return html`<div ref=${frame} class="gradient-frame">
    <div class="gradient-picture" data-arrows role="group" aria-label="The network and the derivative at each neuron" style=${{ width: `${width}px`, height: `${height + (hidden ? 24 : 0)}px` }}
      onKeyDown=${walkNodes} onPointerLeave=${() => view.hover(null)}>
      <svg width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`} aria-hidden="true">
        ${edges.map((edge) => html`<${EdgeMark} key=${partKey(edge.part)} edge=${edge} view=${view} half=${size.width / 2} />`)}
        ${reached.map((edge) => html`<${Reach} key=${`reach ${partKey(edge.part)}`} edge=${edge} view=${view} half=${size.width / 2} />`)}
      </svg>
      ${nodes.map((node) => html`<${NodeButton} key=${`${node.layer} ${node.unit}`} node=${node} view=${view} width=${size.width} height=${size.height} stop=${node === stop} />`)}
      ${columns.map(({ layer, x, left: rest }) => rest > 0 && html`<span key=${layer} class="gradient-more" style=${{ left: `${x}px`, top: `${height}px` }}>${`… ${rest} more`}</span>`)}
    </div>
    ${scrolls && html`<p class="gradient-count">${`${columns.length} columns: the picture scrolls sideways.`}</p>`}
    ${hidden && html`<p class="gradient-count">Of each layer the ${MOST_NODES} with the largest derivative are drawn.</p>`}
    ${left > 0 && html`<p class="gradient-count">${`${left} of the ${left + edges.length} connections are not drawn: those with the smallest derivative, and those of neurons that are not drawn.`}</p>`}
    <p class="unseen">${`${network.layers.length} layers. Up and down walk the neurons of a layer, left and right the layers. Enter makes a neuron the target.`}</p>
  </div>`;
}

/** @param {{ edge: import("./shown.js").Edge, view: View, half: number }} props */
function EdgeMark({ edge, view, half }) {
  const { part, value } = edge;
  const share = shareOf(value, view.scales.edges);
  const key = partKey(part);
  const seen = view.seen !== null && partKey(view.seen) === key;
  const fine = Number.isFinite(value);
  const none = value === 0 || !fine;
  const path = curve(edge, half);
  return html`<g>
    ${seen && html`<path class="gradient-halo" d=${path} stroke-width=${THINNEST + WIDEST * share + 5} />`}
    <path class="gradient-edge" data-edge=${key} data-zero=${value === 0 ? "" : undefined} data-broken=${fine ? undefined : ""} data-negative=${value < 0 ? "" : undefined} d=${path}
      stroke=${none ? undefined : css(Math.sign(value) * (0.4 + 0.6 * share), 1)} stroke-width=${none ? 1 : THINNEST + (WIDEST - THINNEST) * share} /></g>`;
}

/** What the pointer finds of an edge. The browser also reports an entry when something moves under a pointer at rest, so only its moves count. @param {{ edge: import("./shown.js").Edge, view: View, half: number }} props */
function Reach({ edge, view, half }) {
  const { part } = edge;
  return html`<path class="gradient-reach" data-reach=${partKey(part)} d=${curve(edge, half)} stroke-width=${REACH} onPointerMove=${(/** @type {PointerEvent} */ event) => event.pointerType === "mouse" && view.hover(part)}
    onPointerLeave=${() => view.leave(part)} onClick=${() => view.pick(part)} />`;
}

/** Level at both ends. @param {import("./shown.js").Edge} edge @param {number} half width of a node */
function curve({ from, to }, half) {
  const [x0, x1] = [from.x + half, to.x - half];
  const middle = (x0 + x1) / 2;
  return `M${x0} ${from.y}C${middle} ${from.y} ${middle} ${to.y} ${x1} ${to.y}`;
}
