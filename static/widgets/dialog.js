/** The browser's own modal dialog. */
import { html, useLayoutEffect, useRef } from "../vendor/ui.js";
import { icon } from "./icons.js";

/**
 * @param {{ title: string, open: boolean, onClose: () => void, children?: any }} props
 */
export function Dialog({ title, open, onClose, children }) {
  const ref = useRef(/** @type {HTMLDialogElement | null} */ (null));
  // With its content: an effect comes a frame later, and Escape in between would have closed what then opens.
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (open && dialog && !dialog.open) dialog.showModal();
    if (!open && dialog?.open) dialog.close();
  }, [open]);
  return html`<dialog ref=${ref} class="dialog" aria-label=${title} onClose=${onClose}
    onClick=${(/** @type {any} */ event) => event.target === ref.current && onClose()}>
    ${open &&
    html`<div class="dialog-head"><h2>${title}</h2>
        <button type="button" class="bare" aria-label="Close" onClick=${onClose}>${icon("close")}</button></div>
      ${children}`}
  </dialog>`;
}
