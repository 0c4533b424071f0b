/** The study's own controls: walking the lines, taking the update, and what it is shown on. */
import { catalog, data, run } from "../../state/store.js";
import { look, study } from "../../state/study.js";
import { html } from "../../vendor/ui.js";
import { Choice } from "../../widgets/choose.js";
import { icon } from "../../widgets/icons.js";
import { useSteering } from "../../widgets/edit.js";
import { useRead } from "../../widgets/pace.js";
import { chooseRow } from "./view.js";
import { ALL_ROWS } from "../windows.js";

/** @typedef {import("./walking.js").Walk} Walk */
/** @typedef {import("./reading.js").Update} Update */

const COMPARED = ["squared_error", "cross_entropy"];

/** @param {{ walk: Walk }} props */
export function Steps({ walk }) {
  const { at, first, last, slow, kept } = walk;
  return html`<button type="button" class="button" disabled=${first} aria-label="Previous line" title="Previous line (←)" onClick=${() => walk.go(at - 1)}>${icon("down")}<span>Line</span></button>
    <button type="button" class="button button-solid" disabled=${last} aria-label="Next line" title="Next line (→)" onClick=${() => walk.go(at + 1)}><span>Line</span>${icon("down")}</button>
    <${Taking} walk=${walk} slow=${slow} kept=${kept} />`;
}

/** @param {{ walk: Walk }} props */
export function Taking({ walk }) {
  const { slow, kept } = walk;
  const steering = useSteering();
  return html`<button type="button" class="button" disabled=${Boolean(kept) || !steering} title=${kept || "The run takes this update, and the next one is shown"} onClick=${walk.takeWhole}>Whole update</button>
    <button type="button" class=${`button ${slow ? "button-on" : ""}`} aria-pressed=${slow ? "true" : "false"} disabled=${!steering}
      title="A line at a time by itself, then the update, and on with the next" onClick=${() => walk.goSlowly(!slow)}>Slow motion</button>`;
}

/** What it is shown on: which samples, which loss, and which slip. @param {{ update: Update | null }} props */
export function Choices({ update }) {
  const asked = useAsked();
  const points = useRead(() => data.value?.train.length ?? 0);
  const row = Math.min(Number(asked.row ?? 0), Math.max(0, (update?.samples.length ?? 1) - 1));
  const batch = asked.sample === undefined && update ? `The batch of ${update.count}` : "The batch";
  return html`<${Choice} label="Samples" value=${asked.sample === undefined ? "" : "one"} options=${[
      { key: "", label: batch, help: "The samples of the next update" },
      { key: "one", label: "One point alone", help: "The same lines with N = 1" },
    ]} disabled=${!points} onChoose=${(/** @type {string} */ key) => {
      look("cell", null);
      look("sample", key ? update?.samples[row] ?? 0 : null);
      chooseRow(0);
    }} />
    <${LossChoice} />
    <${Break} update=${update} />`;
}

/**
 * What the address asks for.
 * @returns {{ line?: string, row?: string, sample?: string, loss?: string, slip?: string, cell?: string }}
 */
export function useAsked() {
  return useRead(() => study.value?.params ?? {});
}

function LossChoice() {
  const chosen = useAsked().loss;
  const own = useRead(() => run.value?.experiment.loss ?? "");
  const problem = useRead(() => run.value?.network.problem ?? "");
  const losses = useRead(() => /** @type {any[]} */ (catalog.value?.losses ?? []));
  const others = losses.filter(({ key, tasks }) => key !== own && COMPARED.includes(key) && (tasks?.includes(problem) ?? true));
  const label = (/** @type {string} */ key) => losses.find((entry) => entry.key === key)?.label ?? key;
  return html`<${Choice} label="Loss" value=${chosen ?? ""} disabled=${!others.length && !chosen} options=${[
      { key: "", label: label(own), help: "The run’s own loss" },
      ...others.map(({ key }) => ({ key, label: `${label(key)}, to compare`, help: "The same network with another loss; nothing is trained with it" })),
    ]} onChoose=${(/** @type {string} */ key) => look("loss", key || null)} />`;
}

/** @param {{ update: Update | null }} props */
function Break({ update }) {
  const chosen = useAsked().slip;
  /** @type {{ key: string, label: string, help: string, why_not: string }[]} */
  const slips = update?.info.slips ?? [];
  return html`<${Choice} label="Break it" value=${chosen ?? ""} disabled=${!slips.length && !chosen} options=${[
      { key: "", label: "Break it…", help: "Common slips in these formulas, and how the checks find them" },
      ...slips.map(({ key, label, help, why_not }) => ({ key, label: why_not ? `${label} (${why_not})` : label, help, disabled: Boolean(why_not) })),
    ]} onChoose=${(/** @type {string} */ key) => look("slip", key || null)} />`;
}

/** Which sample stands in the picture. @param {{ view: import("./view.js").View }} props */
export function RowPicker({ view: { update, row } }) {
  const asked = useAsked();
  const points = useRead(() => data.value?.train.length ?? 0);
  const alone = asked.sample !== undefined;
  const point = update.samples[row] ?? 0;
  const rows = Math.min(update.count, ALL_ROWS);
  /** @param {number} by */
  function move(by) {
    look("cell", null);
    if (alone) look("sample", (point + by + points) % points);
    else chooseRow((row + by + rows) % rows);
  }
  const more = alone ? points > 1 : update.sent > 1;
  return html`<div class="row-picker"><span class="quiet small">${alone ? "" : `row ${row + 1} of ${update.count} · `}training point ${point + 1}</span>
    <button type="button" class="bare turn-left" aria-label=${alone ? "Previous training point" : "Previous row"} disabled=${!more} onClick=${() => move(-1)}>${icon("down")}</button>
    <button type="button" class="bare turn-right" aria-label=${alone ? "Next training point" : "Next row"} disabled=${!more} onClick=${() => move(1)}>${icon("down")}</button></div>`;
}
