/** What went wrong or what a person should know, each with its mend as a button where there is one. */
import { dismiss, restore } from "../state/actions.js";
import { connection, notices, run, selection } from "../state/store.js";
import { html, signal } from "../vendor/ui.js";
import { said, useSteering } from "../widgets/edit.js";
import { icon } from "../widgets/icons.js";
import { useRead } from "../widgets/pace.js";

/** The stop and the list of an import that were already read, by run. */
const read = signal("");

export function Notices() {
  return html`<${Lost} /><${Stopped} /><${Imported} />
    ${notices.value.map((notice) => html`<${One} key=${notice.id} notice=${notice} />`)}`;
}

function Lost() {
  return connection.value === "lost"
    ? html`<div class="notice notice-error" role="alert"><p
      class="notice-text"><b>The connection is lost.</b> What you see is the last that came; trying again…</p></div>`
    : null;
}

function Stopped() {
  const stop = useRead(() => run.value?.stopped ?? null);
  const steering = useSteering();
  const key = stop && `${run.peek()?.id}:${stop.reason}:${stop.epoch}:${stop.message}`;
  if (!stop || read.value === key) return null;
  const alarm = stop.reason === "diverged";
  return html`<div class=${`notice ${alarm ? "notice-error" : ""}`} role=${alarm ? "alert" : "status"}>
    <p class="notice-text">${stop.message}</p>
    <div class="notice-actions">
      ${stop.can_restore && steering && html`<button type="button" class="button button-small button-solid"
        onClick=${() => said(restore())}>Restore the last good state</button>`}
      ${stop.layer !== null && stop.layer !== undefined && html`<button type="button" class="button button-small"
        onClick=${() => (selection.value = { kind: "layer", layer: /** @type {number} */ (stop.layer) })}>Show the layer</button>`}
      <${Close} onClick=${() => (read.value = key ?? "")} />
    </div>
  </div>`;
}

function Imported() {
  const asked = useRead(() => JSON.stringify(run.value?.notices ?? []));
  const key = `${run.peek()?.id}:${asked}`;
  const list = /** @type {import("../wire/types.js").ImportNotice[]} */ (JSON.parse(asked));
  if (!list.length || read.value === key) return null;
  return html`<div class="notice" role="status">
    <div class="notice-text"><b>Opened, but not all the link asked for could be honored:</b>
      <ul>${list.map((item) => html`<li><b>${item.key}</b>${item.asked == null || item.asked === "" ? "" : ` = ${item.asked}`}: ${item.why}${item.used == null ? "" : ` Used: ${item.used}.`}</li>`)}</ul>
    </div>
    <div class="notice-actions"><${Close} onClick=${() => (read.value = key)} /></div>
  </div>`;
}

/** @param {{ notice: import("../state/store.js").Notice }} props */
function One({ notice }) {
  const close = () => dismiss(notice.id);
  return html`<div class=${`notice ${notice.kind === "error" ? "notice-error" : ""}`}
    role=${notice.kind === "error" ? "alert" : "status"}>
    <p class="notice-text">${notice.message}</p>
    <div class="notice-actions">
      ${notice.actions?.map(({ label, act }) => html`<button type="button" class="button button-small"
        onClick=${() => { close(); said(act()); }}>${label}</button>`)}
      <${Close} onClick=${close} />
    </div>
  </div>`;
}

/** @param {{ onClick: () => void }} props */
function Close({ onClick }) {
  return html`<button type="button" class="bare" aria-label="Dismiss" onClick=${onClick}>${icon("close")}</button>`;
}
