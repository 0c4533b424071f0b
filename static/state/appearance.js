/** What a person chose for this browser (scheme, palette, dashes): kept, and put on <html> for the style sheets. */

import { effect, untracked } from "../vendor/ui.js";
import { appearance, dashes, palette, scheme, systemTheme, theme } from "./store.js";

const KEY = "picturevis.appearance";

/** Reads what was kept and follows the signals from then on. */
export function beginAppearance() {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => (systemTheme.value = dark.matches ? "dark" : "light");
  dark.addEventListener("change", follow);
  follow();
  restoreKept();
  effect(() => {
    const root = document.documentElement;
    root.dataset.scheme = theme.value;
    root.dataset.palette = palette.value;
    untracked(() => (appearance.value += 1));
  });
  effect(() => {
    const kept = { scheme: scheme.value, palette: palette.value, dashes: dashes.value };
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // A browser that keeps nothing still shows everything.
    }
  });
}

function restoreKept() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    if (["light", "dark", "system"].includes(kept.scheme)) scheme.value = kept.scheme;
    if (typeof kept.palette === "string") palette.value = kept.palette;
    if (typeof kept.dashes === "boolean") dashes.value = kept.dashes;
  } catch {
    // As above.
  }
}
