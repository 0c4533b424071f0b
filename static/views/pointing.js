/** What the pointer or the keyboard's focus is on. */

import { hover, samePick } from "../state/store.js";
import { computed, signal } from "../vendor/ui.js";

/** @typedef {import("../state/store.js").Pick} Pick */

/** The unit or feature that the keyboard stands on. */
export const focused = signal(/** @type {Pick | null} */ (null));

/** What stands out in the picture. */
export const pointed = computed(() => hover.value ?? focused.value);

/** @param {Pick | null} pick */
export function setHover(pick) {
  if (!samePick(hover.peek(), pick)) hover.value = pick;
}
