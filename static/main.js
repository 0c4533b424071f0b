/** Puts the page together: each region of the shell gets its part as soon as there is something to show in it. */
import { listen } from "./keyboard.js";
import { Charts } from "./panels/charts.js";
import { beginFolds, FoldHandles, Tabs } from "./panels/folds.js";
import { HelpDialog } from "./panels/help.js";
import { Inspector } from "./panels/inspector.js";
import { LinkDialog } from "./panels/link.js";
import { Notices } from "./panels/notices.js";
import { openPastedLinks } from "./panels/pastedLink.js";
import { Settings } from "./panels/settings.js";
import { dialog } from "./panels/tools.js";
import { TopBar } from "./panels/topbar.js";
import { start } from "./state/actions.js";
import { beginStudy, study } from "./state/study.js";
import { followAdded } from "./state/leftOut.js";
import { catalog, connection, run, shownFamily } from "./state/store.js";
import { listenForFiles } from "./images/arriving.js";
import { MistakesDialog } from "./images/learned/mistakes.js";
import { UploadDialog } from "./images/upload.js";
import { ImagesView } from "./images/view.js";
import { effect, html, render } from "./vendor/ui.js";
import { StudyHost } from "./studies/host.js";
import { NetworkView } from "./views/network.js";

/** @param {string} id @param {unknown} content */
function fill(id, content) {
  const region = document.getElementById(id);
  if (!region) return;
  region.replaceChildren();
  render(/** @type {any} */ (content), region);
}

/** The network, unless a study stands in its place: what nobody sees costs nothing. */
function Picture() {
  if (study.value) return null;
  const View = shownFamily.value === "images" ? ImagesView : NetworkView;
  return html`<div class="canvas"><${View} /></div><${FoldHandles} />`;
}

function fillPanels() {
  fill("settings", html`<${Settings} />`);
  fill("picture", html`<${Picture} />`);
  fill("inspector", html`<${Inspector} />`);
  fill("charts", html`<${Charts} />`);
}

beginFolds();
beginStudy();
followAdded();
fill("topbar", html`<${TopBar} />`);
fill("tabs", html`<${Tabs} />`);
fill("study", html`<${StudyHost} />`);
fill("notices", html`<${Notices} />`);
fill("dialogs", html`<${LinkDialog} /><${HelpDialog} /><${MistakesDialog} /><${UploadDialog} />`);
listen(() => (dialog.value = "help"));
openPastedLinks();
listenForFiles();

// The skeleton stays until there is a network to show.
const stop = effect(() => {
  if (!catalog.value || !run.value) return;
  queueMicrotask(() => stop());
  fillPanels();
});

// What is only a record looks it.
effect(() => {
  document.body.dataset["connection"] = connection.value;
});

// A link given on the command line opens where the address names nothing else.
const given = document.querySelector("meta[name=picturevis-link]")?.getAttribute("content");
if (given && !location.hash) history.replaceState(history.state, "", `#${given}`);

void start();
