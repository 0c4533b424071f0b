/** Curves over epochs on uPlot: resize aware, linear or logarithmic, with the values under the pointer. */
import uPlot from "../vendor/uplot.js";
import { palette, theme } from "../state/store.js";
import { html, useEffect, useRef } from "../vendor/ui.js";
import { grouped, scientific } from "./format.js";
import { token } from "./map.js";
import { useSize } from "./pace.js";
import { LABEL_FONT } from "./plot.js";

/**
 * @typedef {object} Line
 * @property {string} label
 * @property {string} color a token of the style sheet
 * @property {number[]} [dash]
 * @property {number} [width]
 */
/** @typedef {(ArrayLike<number | null>)[]} Columns epochs first, then a column for each line */

/**
 * @param {{ lines: Line[], columns: Columns, log: boolean, label: string, endLabels?: boolean, onPoint: (index: number | null) => void }} props
 */
export function LineChart({ lines, columns, log, label, endLabels = false, onPoint }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const plot = useRef(/** @type {uPlot | null} */ (null));
  const size = useSize(box);
  const ready = size.width > 40 && size.height > 40;
  const look = `${theme.value} ${palette.value}`;
  const shape = `${lines.map((line) => line.label + line.color).join()} ${log}`;

  useEffect(() => {
    if (!ready || !box.current) return undefined;
    const made = new uPlot(options(lines, log, endLabels, size, onPoint), drawable(columns, log), box.current);
    plot.current = made;
    return () => {
      plot.current = null;
      made.destroy();
    };
  }, [shape, ready]);
  useEffect(() => plot.current?.setSize(size), [size]);
  useEffect(() => plot.current?.redraw(false), [look]);
  useEffect(() => plot.current?.setData(drawable(columns, log)), [columns]);
  return html`<div class="plot" ref=${box} role="img" aria-label=${label}></div>`;
}

/**
 * What can be drawn: no value where there is none, nor (on a log scale) where it isn't positive.
 * @param {Columns} columns @param {boolean} log
 * @returns {uPlot.AlignedData}
 */
function drawable(columns, log) {
  const fits = (/** @type {number | null | undefined} */ value) => value != null && Number.isFinite(value) && (!log || value > 0);
  const made = columns.map((column, index) => {
    if (index === 0) return column;
    for (let i = 0; i < column.length; i += 1) if (!fits(column[i])) return Array.from(column, (value) => (fits(value) ? value : null));
    return column;
  });
  return /** @type {uPlot.AlignedData} */ (made);
}

/**
 * @param {Line[]} lines @param {boolean} log @param {boolean} endLabels
 * @param {{ width: number, height: number }} size @param {(index: number | null) => void} onPoint
 * @returns {uPlot.Options}
 */
function options(lines, log, endLabels, size, onPoint) {
  const axis = { stroke: () => token("--muted"), font: LABEL_FONT, ticks: { show: false }, gap: 4 };
  const grid = { stroke: () => token("--line"), width: 1 };
  const names = endLabels ? 10 + LETTER_PX * Math.max(3, ...lines.map((line) => line.label.length)) : 16;
  return {
    ...size,
    padding: [6, (chart) => Math.max(names, halfOfLast(chart)), 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: (chart) => [0, Math.max(1, chart.data[0].at(-1) ?? 1)] },
      y: { distr: log ? 3 : 1, range: log ? decades : room },
    },
    axes: [
      { ...axis, size: 18, space: 70, grid: { show: false }, values: (_, splits) => splits.map((split) => (Number.isInteger(split) ? grouped(split) : "")) },
      { ...axis, size: 48, space: 26, grid, ...(log ? { splits: powers, filter: all } : {}), values: (_, splits) => ticks(splits) },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        label: line.label,
        stroke: () => token(line.color),
        width: line.width ?? 1.75,
        ...(line.dash ? { dash: line.dash } : {}),
        points: { show: (/** @type {uPlot} */ chart) => chart.data[0].length === 1, size: 6 },
      })),
    ],
    hooks: {
      setCursor: [(chart) => onPoint(chart.cursor.idx ?? null)],
      draw: endLabels ? [(chart) => drawEnds(chart, lines)] : [],
    },
  };
}

/** How far the last epoch's label reaches beyond its place, in CSS pixels. @param {uPlot} chart */
function halfOfLast({ ctx, data }) {
  ctx.save();
  ctx.font = LABEL_FONT;
  // Asked once before there is data.
  const { width } = ctx.measureText(grouped(data?.[0].at(-1) ?? 0));
  ctx.restore();
  return Math.ceil(width / 2);
}

/** The powers of ten in sight, or ones, twos and fives where there are few. @param {uPlot} _ @param {number} __ @param {number} low @param {number} high */
function powers(_, __, low, high) {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const every = Math.max(1, Math.ceil((last - first) / 5));
  const within = (/** @type {number} */ value) => value >= low && value <= high;
  const decades = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const tens = decades.filter((power) => power % every === 0).map((power) => 10 ** power).filter(within);
  return tens.length > 1 ? tens : decades.flatMap((power) => [1, 2, 5].map((digit) => Number((digit * 10 ** power).toPrecision(3)))).filter(within);
}

/** @param {uPlot} _ @param {number[]} splits */
function all(_, splits) {
  return splits;
}

/** Short, as an axis has them: three digits, or as many more as tell them apart. @param {number[]} splits */
function ticks(splits) {
  const texts = (/** @type {number} */ digits) => splits.map((split) => tick(split, digits));
  const enough = [3, 4, 5].find((digits) => new Set(texts(digits)).size === splits.length);
  return texts(enough ?? 6);
}

/** @param {number} value @param {number} digits */
function tick(value, digits) {
  if (value === 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e6)) return String(Number(value.toPrecision(digits))).replace("-", "\u2212");
  return scientific(value, 0).replace(/^1\u00b7/, "");
}

/** @param {uPlot} _ @param {number | null} low @param {number | null} high @returns {uPlot.Range.MinMax} */
function room(_, low, high) {
  if (low === null || high === null || low === undefined || high === undefined) return [0, 1];
  const span = high - low || Math.abs(high) || 1;
  return [Math.max(Math.min(0, low), low - span * 0.08), high + span * 0.08];
}

/** @param {uPlot} _ @param {number | null} low @param {number | null} high @returns {uPlot.Range.MinMax} */
function decades(_, low, high) {
  if (!low || !high || low <= 0) return [0.01, 1];
  return high / low < 10 ? [low / 2, high * 2] : [low / 1.3, high * 1.3];
}

const LABEL_PX = 12;
const LETTER_PX = 6;

/** Names at the ends of the lines, pushed apart where they would touch. @param {uPlot} chart @param {Line[]} lines */
function drawEnds(chart, lines) {
  const ratio = devicePixelRatio;
  const { left, top, width, height } = chart.bbox;
  const ends = lines.flatMap((line, index) => {
    const column = /** @type {(number | null)[]} */ (chart.data[index + 1]);
    const value = column?.[column.length - 1];
    return value == null ? [] : [{ line, y: chart.valToPos(value, "y", true) }];
  });
  ends.sort((a, b) => a.y - b.y);
  const gap = LABEL_PX * ratio;
  ends.forEach((end, i) => (end.y = Math.max(end.y, i ? (ends[i - 1]?.y ?? 0) + gap : top)));
  for (let i = ends.length - 1, floor = top + height; i >= 0; i -= 1, floor -= gap) {
    const end = ends[i];
    if (end) end.y = Math.min(end.y, floor);
  }
  chart.ctx.save();
  chart.ctx.font = LABEL_FONT.replace("11px", `600 ${10.5 * ratio}px`);
  chart.ctx.textBaseline = "middle";
  chart.ctx.textAlign = "left";
  for (const { line, y } of ends) {
    chart.ctx.fillStyle = token(line.color);
    chart.ctx.fillText(line.label, left + width + 5 * ratio, y);
  }
  chart.ctx.restore();
}
