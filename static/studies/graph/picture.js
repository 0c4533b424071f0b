/** The graph: a node for each number, an edge from each number to those that are made of it. */
import { html, useEffect, useMemo, useRef, useState } from "../../vendor/ui.js";
import { exact, three } from "../../widgets/format.js";
import { useSize } from "../../widgets/pace.js";
import { NodeButton } from "./node.js";
import { COARSE, FINE, placed } from "./places.js";
import { walkNodes } from "./walking.js";
import { columnTitle } from "./words.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {import("./reading.js").Node} Node */
/** @typedef {import("./reading.js").Edge} Edge */
/** @typedef {Map<Node, import("./places.js").Place>} Places */

const LEAST_ZOOM = 0.4;
const MOST_ZOOM = 2;
/** Under this share nobody can read it, so the graph is scrolled instead of fitted. */
const LEAST_FIT = 0.82;
const MOST_FIT = 1.5;
const STEP = 1.25;
/** Of more edges than these only those of the node that is read have their slopes printed. */
const MOST_LABELS = 14;
/** What is no wider has no room for a number, which then stands over it, in pixels. */
const NARROW_GAP = 16;
const OVER_GAP = 15;
/** Width of a character of a slope. */
const CHARACTER = 6.5;
/** Of several edges the slopes are printed where these are apart: towards the ends that are not the node that is read. */
const [NEAR, FAR] = [0.28, 0.72];

/** @param {{ view: View }} props */
export function Picture({ view }) {
  const { graph, names, network, narrow, seen } = view;
  const frame = useRef(/** @type {HTMLElement | null} */ (null));
  const room = useSize(frame);
  const nodes = graph.nodes.filter(({ name }) => names.has(name));
  const shape = nodes.map(({ name }) => name).join();
  const { places: byNode, heads, width, height } = useMemo(() => placed(nodes, narrow ? COARSE : FINE, (kind, layer) => columnTitle(kind, layer, network)), [shape, narrow]);
  // The nodes of a new answer stand where those of the same names stood.
  const named = new Map([...byNode].map(([node, place]) => /** @type {[string, import("./places.js").Place]} */ ([node.name, place])));
  const places = /** @type {Places} */ (new Map(nodes.map((node) => [node, named.get(node.name)])));
  const [asked, zoomTo] = useState(/** @type {number | null} */ (null));
  const fitted = narrow ? 1 : Math.min(MOST_FIT, Math.max(LEAST_FIT, Math.min(room.width / width, room.height / height)));
  const zoom = asked ?? fitted;
  const by = (/** @type {number} */ factor) => zoomTo(Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, zoom * factor)));
  useInSight(frame, seen, places, zoom);
  const edges = nodes.flatMap(({ inputs }) => inputs.filter(({ from }) => names.has(graph.nodes[from].name)));
  const touched = new Set(seen ? [...seen.inputs, ...seen.users] : []);
  const stop = nodes.find((node) => node === view.picked) ?? nodes[0];
  return html`<div class="graph-stage">
    <div class="graph-frame" ref=${frame} onWheel=${(/** @type {WheelEvent} */ event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      by(event.deltaY < 0 ? STEP : 1 / STEP);
    }} ...${useDragged(frame)}>
      ${room.width > 0 && html`<div class="graph-room" style=${{ width: `${width * zoom}px`, height: `${height * zoom}px` }}>
        <div class="graph-picture" data-arrows role="group" aria-label="The graph of numbers" style=${{ width: `${width}px`, height: `${height}px`, transform: `scale(${zoom})` }} onKeyDown=${walkNodes}>
          ${heads.map((head) => html`<span key=${`${head.x}`} class="graph-head" style=${{ left: `${head.x}px`, width: `${head.width}px` }}>${head.title}</span>`)}
          <svg width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`} aria-hidden="true">
            ${edges.filter((edge) => !touched.has(edge)).map((edge) => html`<path key=${`${edge.from} ${edge.to}`} class="graph-edge" data-made=${made(edge, view) ? "" : undefined} d=${path(edge, graph.nodes, places)} />`)}
            ${edges.filter((edge) => touched.has(edge)).map((edge) => html`<${Touched} key=${`touched ${edge.from} ${edge.to}`} edge=${edge} view=${view} places=${places} />`)}
          </svg>
          ${nodes.map((node) => html`<${NodeButton} key=${node.name} node=${node} view=${view} place=${places.get(node)} stop=${node === stop} marked=${mark(node, seen)} />`)}
          ${edges.filter((edge) => touched.has(edge)).map((edge) => html`<${Slope} key=${`slope ${edge.from} ${edge.to}`} edge=${edge} view=${view} places=${places} />`)}
        </div>
      </div>`}
    </div>
    <div class="graph-zoom" role="group" aria-label="Size of the picture">
      <button type="button" class="round" aria-label="Smaller" title="Smaller" disabled=${zoom <= LEAST_ZOOM} onClick=${() => by(1 / STEP)}>−</button>
      <button type="button" class="round" aria-label="Fit" title="Fit" disabled=${asked === null} onClick=${() => zoomTo(null)}>Fit</button>
      <button type="button" class="round" aria-label="Larger" title="Larger" disabled=${zoom >= MOST_ZOOM} onClick=${() => by(STEP)}>+</button>
    </div>
  </div>`;
}

/** @param {Node} node @param {Node | null} seen */
function mark(node, seen) {
  if (!seen) return "";
  if (node === seen) return "seen";
  return seen.inputs.some(({ from }) => from === node.index) || seen.users.some(({ to }) => to === node.index) ? "end" : "";
}

/** Whether the number at its end is computed. @param {Edge} edge @param {View} view */
function made({ to }, { graph, steps, at }) {
  return steps.hasValue(graph.nodes[to], at);
}

/** An edge of the node that is read. @param {{ edge: Edge, view: View, places: Places }} props */
function Touched({ edge, view: { graph, seen }, places }) {
  const ahead = edge.from === seen?.index;
  return html`<path class="graph-edge" data-touched=${ahead ? "user" : "input"} data-negative=${edge.slope < 0 ? "" : undefined} d=${path(edge, graph.nodes, places)} />`;
}

/** The slope along such an edge, once the number at its end is computed. @param {{ edge: Edge, view: View, places: Places }} props */
function Slope({ edge, view, places }) {
  const { graph, seen } = view;
  const ahead = edge.from === seen?.index;
  const edges = (ahead ? seen?.users : seen?.inputs) ?? [];
  if (!made(edge, view) || edges.length > MOST_LABELS) return null;
  const [x, y] = middle(edge, graph.nodes, places, edges.length < 3 && !(ahead && edges.length > 1) ? 0.5 : ahead ? FAR : NEAR);
  return html`<span class="graph-slope" data-edge=${`${graph.nodes[edge.from].name} ${graph.nodes[edge.to].name}`} style=${{ left: `${x}px`, top: `${y}px` }} title=${exact(edge.slope)} aria-hidden="true">${three(edge.slope)}</span>`;
}

/** Where an edge begins and ends. What comes in goes to its product through the gap under the weight. @param {Edge} edge @param {Node[]} nodes @param {Places} places */
function ends({ from, to }, nodes, places) {
  const [source, target] = [nodes[from], nodes[to]];
  const [a, b] = [places.get(source), places.get(target)];
  if (!a || !b) return null;
  const under = target.kind === "product" && source.kind !== "weight";
  const start = [a.x + a.width, a.y + a.height / 2];
  const end = under ? [b.x - b.width - 10, b.y + b.height + 1.5] : [b.x, b.y + b.height / 2];
  return { start, end, under, into: [b.x, b.y + b.height - 1] };
}

/** Level at both ends. @param {Edge} edge @param {Node[]} nodes @param {Places} places */
function path(edge, nodes, places) {
  const found = ends(edge, nodes, places);
  if (!found) return "";
  const { start: [x0, y0], end: [x1, y1], under, into } = found;
  const half = (x0 + x1) / 2;
  return `M${x0} ${y0}C${half} ${y0} ${half} ${y1} ${x1} ${y1}${under ? `H${into[0] - 3}L${into[0]} ${into[1]}` : ""}`;
}

/** Where an edge's slope is printed: on its way, clear of both nodes; beside a weight over the gap. @param {Edge} edge @param {Node[]} nodes @param {Places} places @param {number} share of its way */
function middle(edge, nodes, places, share) {
  const found = ends(edge, nodes, places);
  if (!found) return [0, 0];
  const { start: [x0, y0], end: [x1, y1] } = found;
  if (x1 - x0 < NARROW_GAP) return [(x0 + x1) / 2, y0 - OVER_GAP];
  const half = Math.min((x1 - x0) / 2, (three(edge.slope).length * CHARACTER + CHARACTER) / 2);
  const x = Math.min(x1 - half, Math.max(x0 + half, x0 + (x1 - x0) * share));
  const bent = share * share * (3 - 2 * share);
  return [x, y0 + (y1 - y0) * bent];
}

/** What is read stays in sight while it is stepped through. @param {import("preact").RefObject<HTMLElement | null>} frame @param {Node | null} seen @param {Places} places @param {number} zoom */
function useInSight(frame, seen, places, zoom) {
  useEffect(() => {
    const [box, place] = [frame.current, seen && places.get(seen)];
    if (!box || !place || box.matches(":hover")) return;
    const near = 60;
    const along = (/** @type {number} */ low, /** @type {number} */ high, /** @type {number} */ start, /** @type {number} */ size) => {
      if (low - near < start) return Math.max(0, low - near);
      return high + near > start + size ? high + near - size : start;
    };
    box.scrollTo({
      left: along(place.x * zoom, (place.x + place.width) * zoom, box.scrollLeft, box.clientWidth),
      top: along(place.y * zoom, (place.y + place.height) * zoom, box.scrollTop, box.clientHeight),
    });
  }, [seen?.name, zoom]);
}

/** The mouse drags the picture, as a finger does by itself. @param {import("preact").RefObject<HTMLElement | null>} frame */
function useDragged(frame) {
  const from = useRef(/** @type {{ x: number, y: number, left: number, top: number } | null} */ (null));
  return {
    onPointerDown: (/** @type {PointerEvent} */ event) => {
      const box = frame.current;
      if (!box || event.pointerType !== "mouse" || event.button !== 0 || /** @type {Element} */ (event.target).closest("button")) return;
      from.current = { x: event.clientX, y: event.clientY, left: box.scrollLeft, top: box.scrollTop };
      box.setPointerCapture(event.pointerId);
    },
    onPointerMove: (/** @type {PointerEvent} */ event) => {
      if (from.current) frame.current?.scrollTo({ left: from.current.left + from.current.x - event.clientX, top: from.current.top + from.current.y - event.clientY, behavior: "instant" });
    },
    onPointerUp: () => (from.current = null),
    onPointerCancel: () => (from.current = null),
  };
}
