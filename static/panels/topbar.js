/** The top bar. */
import { catalog, failure, run } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { useRead } from "../widgets/pace.js";
import { MAKING_READY } from "../widgets/waiting.js";
import { Device, Stats } from "./stats.js";
import { Tools } from "./tools.js";
import { Speed, Transport } from "./transport.js";

export function TopBar() {
  const ready = useRead(() => run.value !== null);
  return html`<h1 class="brand">picture<span class="brand-v">v</span><span class="brand-is">is</span></h1>
    <${Transport} />
    ${ready ? html`<${Speed} /><${Stats} /><${Device} />` : html`<${Starting} />`}
    <${Tools} />`;
}

/** What stands here until there is a run, and stays when there will be none. */
function Starting() {
  const why = failure.value;
  const coming = useRead(() => (catalog.value ? MAKING_READY : "The engine is starting…"));
  if (!why) return html`<p class="starting" role="status"><span class="spinner" aria-hidden="true"></span>${coming}</p>`;
  return html`<p class="starting starting-failed" role="alert">${why}
    <button type="button" class="button" onClick=${() => location.reload()}>Try again</button></p>`;
}
