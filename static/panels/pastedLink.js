/** A link pasted anywhere on the page opens, except where text is typed. */
import { openLink } from "../state/actions.js";
import { said } from "../widgets/edit.js";
import { dialog } from "./tools.js";

const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=range], [readonly]), textarea, [contenteditable]";
/** One word with a mark of links in it; what else is pasted by mistake is left alone. */
const LINK = /^\S*[#/=]\S*$/;

/** @returns {() => void} stops listening */
export function openPastedLinks() {
  /** @param {ClipboardEvent} event */
  function pasted(event) {
    const [on, data] = [/** @type {Element} */ (event.target), event.clipboardData];
    const text = data && !data.files.length ? data.getData("text/plain").trim() : "";
    if (!LINK.test(text) || event.defaultPrevented || on.closest(TYPING)) return;
    if (document.querySelector("dialog[open]") && dialog.value !== "link") return;
    event.preventDefault();
    dialog.value = "";
    said(openLink(text));
  }
  addEventListener("paste", pasted);
  return () => removeEventListener("paste", pasted);
}
