/** The slider through the depth with its play button, and the choice of the axes. */
import { html } from "../../vendor/ui.js";
import { Choice } from "../../widgets/choose.js";
import { icon } from "../../widgets/icons.js";
import { Range } from "../../widgets/range.js";
import { chooseAxes } from "./axes.js";
import { partsOf } from "./depth.js";
import { axisName, stageName } from "./words.js";

/** @typedef {import("./view.js").View} View */

/** @param {{ view: View }} props */
export function DepthControls({ view }) {
  const { depth, shots, network } = view;
  const { at, share } = partsOf(depth.depth);
  const last = shots.length - 1;
  const here = stageName(shots[at].stage, network);
  const text = share > 0 ? `${Math.round(share * 100)} % from ${here} to ${stageName(shots[at + 1].stage, network)}` : here;

  /** Whole stages by the arrow keys. @param {KeyboardEvent} event */
  function key(event) {
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    depth.go(Math.min(last, Math.max(0, step > 0 ? at + 1 : share > 0 ? at : at - 1)));
  }
  return html`<div class="layers-depth">
    <button type="button" class="button" aria-pressed=${depth.playing ? "true" : "false"} title="Carry the plane through the network" disabled=${last === 0} onClick=${depth.toggle}>${icon(depth.playing ? "pause" : "play")}<span>${depth.playing ? "Stop" : "Play the film"}</span></button>
    <button type="button" class="bare turn-left" aria-label="Previous stage" disabled=${depth.depth <= 0} onClick=${() => depth.go(share > 0 ? at : at - 1)}>${icon("down")}</button>
    <span class="layers-slider" onKeyDown=${key}><${Range} label="Depth" value=${depth.depth} minimum=${0} maximum=${last} step=${0.01} text=${text} onDrag=${depth.drag} onDrop=${depth.drop} /></span>
    <button type="button" class="bare turn-right" aria-label="Next stage" disabled=${depth.depth >= last} onClick=${() => depth.go(at + 1)}>${icon("down")}</button>
  </div>`;
}

/** Which two units of the stage's layer are the axes. @param {{ view: View }} props */
export function AxesChoice({ view }) {
  const { shots, depth, network, chosen } = view;
  const { stage } = shots[partsOf(depth.depth).at];
  const { column, units } = stage;
  // What was just chosen, while its picture is not there yet.
  const asked = chosen.get(column);
  const axes = asked && Math.max(...asked) < units ? asked : stage.axes;
  if (stage.kind === "input" || units < 3) return null;
  const options = Array.from({ length: units }, (_, unit) => ({ key: String(unit), label: axisName(stage, unit, network) }));
  /** @param {0 | 1} axis @param {string} key */
  function choose(axis, key) {
    const other = axes[1 - axis];
    const unit = Number(key);
    // The unit of the other axis changes places with it.
    const pair = /** @type {[number, number]} */ (axis === 0 ? [unit, unit === other ? axes[0] : other] : [unit === other ? axes[1] : other, unit]);
    chooseAxes(chosen, column, pair);
  }
  return html`<span class="layers-axes"><label><span class="quiet">across</span> <${Choice} label="Axis across" value=${String(axes[0])} options=${options} onChoose=${(/** @type {string} */ key) => choose(0, key)} /></label>
    <label><span class="quiet">up</span> <${Choice} label="Axis up" value=${String(axes[1])} options=${options} onChoose=${(/** @type {string} */ key) => choose(1, key)} /></label>
    ${chosen.has(column) && html`<button type="button" class="text-button" onClick=${() => chooseAxes(chosen, column, null)}>The two that vary most</button>`}</span>`;
}
