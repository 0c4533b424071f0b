/** Runs before the first paint, so that the page never flashes in the wrong colors. A classic script on purpose. */
(() => {
  /** @type {{ scheme?: string, palette?: string }} */
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem("picturevis.appearance") ?? "{}") ?? {};
  } catch {
    // Nothing kept, or storage refused: the system's own setting stands.
  }
  const dark = kept.scheme === "dark" || (kept.scheme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  const root = document.documentElement;
  root.dataset["scheme"] = dark ? "dark" : "light";
  if (kept.palette) root.dataset["palette"] = kept.palette;
})();
