/** The data sets, by the problem they pose: those of points as pictures, those of images by name with source and licence. */
import { catalog, palette, theme } from "../state/store.js";
import { html, useEffect, useRef } from "../vendor/ui.js";
import { Segmented } from "../widgets/choose.js";
import { drawPoints } from "../widgets/points.js";
import { dialog } from "./tools.js";

const PROBLEMS = [
  { key: "classification", label: "Classes", help: "Classification: tell the colors apart" },
  { key: "regression", label: "Values", help: "Regression: answer a number at each point" },
  { key: "images", label: "Images", help: "Read what stands in an image" },
];
const TILE_PX = 44;

/** @param {import("./controls.js").ControlProps} props */
export function Datasets({ shown, edit }) {
  const all = catalog.value?.datasets ?? [];
  const chosen = all.find((entry) => entry.key === shown);
  const problem = chosen ? posedBy(chosen) : "classification";
  const offered = all.filter((entry) => posedBy(entry) === problem);
  /** The problem follows from the data set: switching it takes the first that poses it. @param {string} key */
  function pose(key) {
    const first = all.find((entry) => posedBy(entry) === key);
    if (first && key !== problem) edit.send(first.key);
  }
  return html`<${Segmented} className="problem" label="Problem" value=${problem} options=${PROBLEMS} onChoose=${pose} />
    ${problem === "images"
      ? html`<${ImageSets} offered=${offered} shown=${shown} edit=${edit} />`
      : html`<div class="tiles" role="group" aria-label="Data set">
      ${offered.map((entry) => html`<${Tile} key=${entry.key} entry=${entry}
        chosen=${entry.key === shown} onChoose=${() => entry.key !== shown && edit.send(entry.key)} />`)}
    </div>`}`;
}

/** @param {import("../wire/types.js").DataSetEntry} entry */
function posedBy(entry) {
  return entry.family === "images" ? "images" : entry.problem;
}

/** @param {{ offered: import("../wire/types.js").DataSetEntry[], shown: string, edit: import("../widgets/edit.js").Edit }} props */
function ImageSets({ offered, shown, edit }) {
  return html`<div class="image-sets" role="group" aria-label="Data set">
    ${offered.map((entry) => {
      const chosen = entry.key === shown;
      return html`<button type="button" key=${entry.key} class="image-set" aria-pressed=${chosen ? "true" : "false"} title=${`${entry.help} ${entry.lacking ?? ""}`.trim()} data-lacking=${entry.lacking ? "" : undefined}
          onClick=${() => !chosen && edit.send(entry.key)}><b>${entry.label}</b><span>${entry.lacking ? "not here" : entry.shape?.slice(0, 2).join(" × ")}</span></button>
        ${chosen && html`<p class="image-set-source">${entry.source}. ${entry.licence && html`Licence: ${entry.licence}.`}</p>`}`;
    })}
    <button type="button" class="image-set image-set-more" aria-haspopup="dialog" onClick=${() => (dialog.value = "upload")}>Images of your own…</button>
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
