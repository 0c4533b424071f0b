/** Typeset formulas; the library comes when the first formula shows. */
import { html, useEffect, useRef } from "../vendor/ui.js";

/** @type {Promise<typeof import("../vendor/katex.js")> | undefined} */
let library;

/** Loads the typesetter and its style sheet, once. */
export function loadTypesetter() {
  if (!library) {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = "/static/vendor/katex.css";
    document.head.append(sheet);
    library = import("../vendor/katex.js");
  }
  return library;
}

/** @param {{ tex: string, display?: boolean }} props */
export function Formula({ tex, display = false }) {
  const ref = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    let alive = true;
    loadTypesetter().then(({ default: katex }) => {
      if (alive && ref.current) katex.render(tex, ref.current, { displayMode: display, throwOnError: false });
    });
    return () => {
      alive = false;
    };
  }, [tex, display]);
  return html`<span class="formula" ref=${ref}></span>`;
}
