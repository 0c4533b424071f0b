/** The data sets as pictures of their points, by the problem they pose. */
import { catalog, palette, theme } from "../state/store.js";
import { html, useEffect, useRef } from "../vendor/ui.js";
import { Segmented } from "../widgets/choose.js";
import { drawPoints } from "../widgets/points.js";

const PROBLEMS = [
  { key: "classification", label: "Classes", help: "Classification: tell the colors apart" },
  { key: "regression", label: "Values", help: "Regression: answer a number at each point" },
];
const TILE_PX = 44;

/** @param {import("./controls.js").ControlProps} props */
export function Datasets({ shown, edit }) {
  const all = catalog.value?.datasets ?? [];
  const chosen = all.find((entry) => entry.key === shown);
  const problem = chosen?.problem ?? "classification";
  /** The problem follows from the data set: switching it takes the first that poses it. @param {string} key */
  function pose(key) {
    const first = all.find((entry) => entry.problem === key);
    if (first && key !== problem) edit.send(first.key);
  }
  return html`<${Segmented} className="problem" label="Problem" value=${problem} options=${PROBLEMS} onChoose=${pose} />
    <div class="tiles" role="group" aria-label="Data set">
      ${all.filter((entry) => entry.problem === problem).map((entry) => html`<${Tile} key=${entry.key} entry=${entry}
        chosen=${entry.key === shown} onChoose=${() => entry.key !== shown && edit.send(entry.key)} />`)}
    </div>`;
}

/**
 * @param {{ entry: import("../wire/types.js").Catalog["datasets"][number], chosen: boolean, onChoose: () => void }} props
 */
function Tile({ entry, chosen, onChoose }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const look = `${theme.value} ${palette.value}`;
  useEffect(() => {
    if (canvas.current) drawPoints(canvas.current, TILE_PX, entry.preview, entry.classes);
  }, [entry, look]);
  return html`<button type="button" class="tile" aria-pressed=${chosen ? "true" : "false"} aria-label=${entry.label}
    title=${`${entry.label}: ${entry.help ?? ""}`} onClick=${onChoose}>
    <canvas ref=${canvas}></canvas></button>`;
}
