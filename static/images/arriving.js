/** Image files, ZIP files and folders that are dropped or pasted anywhere on the page. */

import { sampleName } from "../panels/names.js";
import { dialog } from "../panels/tools.js";
import { notify, withdraw } from "../state/notices.js";
import { run } from "../state/store.js";
import { openDrawing } from "./drawing.js";
import { givenDropped } from "./given.js";
import { takeFile } from "./paste.js";
import { bring } from "./uploading.js";

const NONE_READ = "This network reads no images. Choose a set of images under Data, then bring yours again.";

/** Without this the browser leaves the page to show what is dropped. */
export function listenForFiles() {
  addEventListener("dragover", (event) => holdsFiles(event.dataTransfer) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!holdsFiles(event.dataTransfer)) return;
    event.preventDefault();
    arrived(event.dataTransfer);
  });
  addEventListener("paste", (event) => {
    const given = event.clipboardData;
    // Cells of a table come as text and as a picture of it: they are meant as text.
    if (!holdsFiles(given) || given.types.includes("text/plain")) return;
    event.preventDefault();
    arrived(given);
  });
}

/** @param {DataTransfer | null} given @returns {given is DataTransfer} */
function holdsFiles(given) {
  return given?.types.includes("Files") ?? false;
}

/** @param {DataTransfer} given */
function arrived(given) {
  if (dialog.value === "upload" || isSet(given)) {
    dialog.value = "upload";
    void bring(givenDropped(given));
    return;
  }
  /** @type {HTMLDialogElement | null} */ (document.querySelector("dialog[open]"))?.close();
  if (!run.value) return void notify({ kind: "info", message: "The engine is still starting: bring the image again in a moment." });
  if (run.value.network.family !== "images" || sampleName(run.value.network) === "signal") {
    return void notify({ kind: "info", message: NONE_READ });
  }
  withdraw(({ message }) => message === NONE_READ);
  openDrawing();
  void takeFile(given.files[0]);
}

/** A ZIP file or a folder. @param {DataTransfer} given */
function isSet({ items, files }) {
  return /\.zip$/i.test(files[0]?.name ?? "") || [...items].some((item) => item.webkitGetAsEntry()?.isDirectory);
}
