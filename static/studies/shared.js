/** What the studies share: a parameter of the address, the width of a phone, and keys heard before the page's own. */
import { study } from "../state/study.js";
import { useEffect, useRef, useState } from "../vendor/ui.js";
import { useRead } from "../widgets/pace.js";

const NARROW = "(max-width: 899px)";
/** Where a key is meant for the control that has the focus. */
const APART = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, .menu, .topbar, [role=grid], [role=slider]";

/** A parameter of the open study. @param {string} name @returns {string | undefined} */
export function useParam(name) {
  return useRead(() => study.value?.params[name], [name]);
}

/** A whole number of the address, or null. @param {string | undefined} text */
export function wholeNumber(text) {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

/** Whether the page is as narrow as a phone. */
export function useNarrow() {
  const [narrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const query = matchMedia(NARROW);
    const follow = () => setNarrow(query.matches);
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, []);
  return narrow;
}

/**
 * Keys of a study: what each does now, or nothing where it is not meant. None is heard where a control wants it or
 * something stands open over the page; Escape is kept from menus and fields alone.
 * @param {Record<string, (() => void) | false | null | undefined>} keys
 * @param {string} [apart] further places that have the keys for themselves
 */
export function useKeys(keys, apart) {
  const now = useRef({ keys, apart });
  now.current = { keys, apart };
  useEffect(() => {
    /** @param {KeyboardEvent} event */
    function pressed(event) {
      const act = now.current.keys[event.key];
      if (!act || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      const on = /** @type {Element} */ (event.target);
      const others = event.key === "Escape" ? "select, input" : [APART, now.current.apart].filter(Boolean).join(", ");
      if (on.closest(others) || document.querySelector("dialog[open], :popover-open")) return;
      act();
      event.preventDefault();
    }
    // Before the page's own keys, which listen on the window.
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}
