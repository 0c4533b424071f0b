/** The keyboard, in a dialog. */
import { shownFamily } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { Dialog } from "../widgets/dialog.js";
import { KEYS } from "../keyboard.js";
import { dialog } from "./tools.js";

export function HelpDialog() {
  const open = dialog.value === "help";
  return html`<${Dialog} title="Keyboard" open=${open} onClose=${() => (dialog.value = "")}>
    <dl class="keys-list">
      ${KEYS.map(({ keys, what }) => html`<dt>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt><dd>${what}</dd>`)}
    </dl>
    <h3>How to read the picture</h3>
    ${shownFamily.value === "images" ? html`<p class="quiet">Each square is a map: what one kernel finds at every place of the image; one color for negative, the other for
      positive, paper for zero. The small square before a map is its kernel. Point at a map to see which maps it listens to; click it
      to open it, down to one position with its numbers.</p>` : html`<p class="quiet">Each small picture is what one neuron answers over the plane of the data: one color for negative, the other for
      positive, paper for zero. Each curve is a weight: its color is the sign, its width the size. Click anything to see its numbers;
      click a setting's name to see what it does.</p>`}
  <//>`;
}
