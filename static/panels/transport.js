/** Reset, play, step and the speed. */
import { reset, setSpeed, step, togglePlay } from "../state/actions.js";
import { run, speed } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { rate } from "../widgets/format.js";
import { icon } from "../widgets/icons.js";
import { Menu } from "../widgets/menu.js";
import { useRead } from "../widgets/pace.js";
import { Range } from "../widgets/range.js";
import { said, useSteering } from "../widgets/edit.js";

/** Updates a second on the slider; past the last: as fast as it goes. */
const SPEEDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000];

export function Transport() {
  const ready = useSteering();
  return html`<div class="transport" role="group" aria-label="Training">
    <span class="split">
      <button type="button" class="round" title="Reset to the same start (R)" aria-label="Reset to the same start"
        disabled=${!ready}
        onClick=${() => said(reset("same"))}>${icon("restart")}</button>
      <${Menu} label="More ways to reset" disabled=${!ready} items=${[
        { label: "Same start", icon: "restart", keys: "R", act: () => said(reset("same")) },
        { label: "New start", icon: "dice", keys: "shift R", act: () => said(reset("new")) },
      ]} />
    </span>
    <${Play} ready=${ready} />
    <span class="split">
      <button type="button" class="round" title="Step one update (→)" aria-label="Step one update" disabled=${!ready}
        onClick=${() => said(step({ updates: 1 }))}>${icon("step")}</button>
      <${Menu} label="More ways to step" disabled=${!ready} items=${[
        { label: "One update", icon: "step", keys: "→", act: () => said(step({ updates: 1 })) },
        { label: "One epoch", icon: "step", keys: "shift →", act: () => said(step({ epochs: 1 })) },
      ]} />
    </span>
  </div>`;
}

/** @param {{ ready: boolean }} props */
function Play({ ready }) {
  const playing = useRead(() => run.value?.playing ?? false);
  return html`<button type="button" class="round round-play" title=${`${playing ? "Pause" : "Play"} (space)`}
    aria-label=${playing ? "Pause" : "Play"}
    disabled=${!ready} onClick=${() => said(togglePlay())}>${icon(playing ? "pause" : "play")}</button>`;
}

export function Speed() {
  const asked = speed.value;
  const steering = useSteering();
  const place = asked === null ? SPEEDS.length : nearest(asked);
  const text = asked === null ? "as fast as it goes" : `${rate(asked)} ${asked === 1 ? "update" : "updates"} / s`;
  return html`<div class="speed">
    <div class="speed-head"><span>speed</span><b>${text}</b></div>
    <${Range} label="Speed" text=${text} value=${place} minimum=${0} maximum=${SPEEDS.length} step=${1} disabled=${!steering}
      onDrag=${(/** @type {number} */ at) => said(setSpeed(SPEEDS[at] ?? null))} />
  </div>`;
}

/** @param {number} asked */
function nearest(asked) {
  const distance = SPEEDS.map((listed) => Math.abs(Math.log(listed / asked)));
  return distance.indexOf(Math.min(...distance));
}
