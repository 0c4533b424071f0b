/** The run's numbers in the top bar, at a pace one can read. */
import { frame, run } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { exact, grouped, percent, rate, three } from "../widgets/format.js";
import { useOnScreen, usePaced, useRead } from "../widgets/pace.js";
import { useProbe } from "../widgets/probe.js";
import { useRate } from "./rates.js";

const NUMBERS_HZ = 10;

/**
 * What the newest frame says, or the run where no frame has come yet.
 * @returns {{ epoch: number, train: number | null, test: number | null, rate: number | null, playing: boolean }}
 */
function numbers() {
  const header = frame.value?.header;
  const said = header ?? run.value;
  return {
    epoch: said?.epoch ?? 0,
    train: said?.train_loss ?? null,
    test: said?.test_loss ?? null,
    rate: header?.updates_per_s ?? null,
    playing: run.value?.playing ?? false,
  };
}

export function Stats() {
  const revision = useRead(() => frame.value?.header.revision);
  const now = usePaced(numbers, NUMBERS_HZ, [revision]); // those of one network stand beside those of no other
  const ready = useRead(() => run.value !== null);
  const [ref, seen] = useOnScreen();
  if (!ready) return html`<dl class="stats" ref=${ref}></dl>`;
  return html`<dl class="stats" ref=${ref}>
    <div class="wide epoch"><dt>epoch</dt><dd>${grouped(now.epoch)}</dd></div>
    <div><dt>train loss</dt><dd title=${exact(now.train)}>${three(now.train)}</dd></div>
    <div><dt>test loss</dt><dd title=${exact(now.test)}>${three(now.test)}</dd></div>
    <${Score} wanted=${seen} />
    <div class="wide rate"><dt>updates / s</dt><dd title=${exact(now.rate)}>${now.playing ? rate(now.rate) : "–"}</dd></div>
  </dl>`;
}

/** Accuracy on the test points where there are classes, R² where not. @param {{ wanted: boolean }} props */
function Score({ wanted }) {
  const regression = useRead(() => run.value?.network.problem === "regression");
  const reading = useProbe("metrics", "metrics", {}, wanted, useRate("metrics"));
  const words = useRead(() => (run.value?.network.slots ?? 1) > 1);
  const name = regression ? "r2" : "accuracy";
  const test = reading?.info[`${name}_test`] ?? null;
  const train = reading?.info[`${name}_train`] ?? null;
  const text = regression ? three : percent;
  return html`<div class="score" title=${`train ${exact(train)}, test ${exact(test)}`}>
    <dt>${regression ? "test R²" : words ? "characters" : "accuracy"}</dt><dd>${text(test)}</dd>
  </div>`;
}

export function Device() {
  const said = useRead(() => run.value && { device: run.value.device, program: run.value.program, precision: run.value.precision });
  const watching = useRead(() => run.value?.steering === false);
  const program = useRead(() => frame.value?.header.program ?? run.value?.program);
  if (!said) return null;
  return html`${watching && html`<span class="chip chip-watching" title="This page watches the run and can't steer it">watching</span>`}<span
    class="chip" title=${`${program} program, ${said.precision}`}>${said.device} · jax
    <span class="unseen">${program} program, ${said.precision}</span></span>`;
}
