/** The data points over the large map, on a canvas of their own: drawn when they change, not with every frame. */

import { classCss, colors, css } from "../draw/palette.js";
import { drawPoints } from "../draw/points.js";
import { fromData } from "../layout/hit.js";
import { data, selection } from "../state/store.js";
import { html, useEffect, useRef } from "../vendor/ui.js";
import { sized } from "../widgets/map.js";
import { outputScale } from "./scales.js";
import { shownRun, view } from "./stage.js";

/** The same in either scheme: what tells the two apart is light against dark. */
const TRAIN_RIM = "#ffffff";
const TEST_RIM = "#14171a";
const CROWD = 280;

/** @param {{ map: { x: number, y: number, size: number } }} props */
export function Marks({ map }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const points = data.value;
  const run = shownRun.value;
  const pick = selection.value?.kind === "point" ? selection.value : null;
  const showTest = run?.experiment.display.show_test ?? false;
  const { zoom } = view.value;
  const shown = map.size * zoom;
  useEffect(() => {
    const context = canvas.current && sized(canvas.current, Math.round(shown), Math.round(shown));
    if (!context || !points || !run) return;
    const light = `rgb(${colors.value.paper.join(" ")})`;
    const dark = `rgb(${colors.value.ink.join(" ")})`;
    // Many points are drawn smaller, so that the map under them stays in sight.
    const crowd = Math.min(1, Math.sqrt(CROWD / (points.train.length + (showTest ? points.test.length : 0) || 1)));
    const radius = Math.min(6, Math.max(1.6, (map.size / 58) * crowd * zoom));
    const style = { color: colorOf(run.network), radius };
    if (showTest) drawPoints(context, shown, points.test, TEST_RIM, style);
    drawPoints(context, shown, points.train, TRAIN_RIM, style);
    const picked = pick && points[pick.set][pick.index];
    if (picked) ring(context, fromData({ x: 0, y: 0, size: shown }, picked), radius, dark, light);
  }, [points, run?.network.problem, run?.network.classes, showTest, shown, colors.value, outputScale.value, pick]);
  return html`<canvas class="net-marks" ref=${canvas} aria-hidden="true" style=${{ left: `${map.x}px`, top: `${map.y}px`, width: `${map.size}px`, height: `${map.size}px` }}></canvas>`;
}

/**
 * @param {import("../wire/types.js").NetworkInfo} network
 * @returns {(label: number) => string}
 */
function colorOf({ problem, classes }) {
  if (problem === "regression") {
    const [center, scale] = outputScale.value ? JSON.parse(outputScale.value) : [0, 1];
    return (label) => css(label - center, scale);
  }
  return classes > 2 ? classCss : (label) => css(label, 1);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{ x: number, y: number }} at
 * @param {number} radius
 * @param {string} dark
 * @param {string} light
 */
function ring(context, { x, y }, radius, dark, light) {
  for (const [color, width] of /** @type {[string, number][]} */ ([[light, 5], [dark, 2.2]])) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.beginPath();
    context.arc(x, y, radius + 4, 0, 2 * Math.PI);
    context.stroke();
  }
}
