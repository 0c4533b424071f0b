/** What a person hands in as a set: a ZIP file, or a folder, chosen or dropped, with the path of each file in it. */

/** @typedef {import("../wire/zip.js").Packed} Packed */
/** @typedef {{ name: string, archive?: Blob, files?: Packed[] }} Given */

/** @param {File[]} chosen of an input for a file, or for a whole folder @returns {Given | null} */
export function givenFiles(chosen) {
  const [first] = chosen;
  if (!first) return null;
  const files = chosen.map((file) => ({ path: file.webkitRelativePath || file.name, file }));
  if (files[0].path.includes("/")) return { name: files[0].path.split("/")[0], files };
  return { name: first.name.replace(/\.zip$/i, ""), archive: first };
}

/** @param {DataTransfer | null} dropped @returns {Promise<Given | null>} */
export async function givenDropped(dropped) {
  // The entries are gone once the event is over: they are taken before anything is waited for.
  const entries = [...(dropped?.items ?? [])].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const folders = entries.filter((entry) => entry.isDirectory);
  if (!folders.length) return givenFiles([...(dropped?.files ?? [])].slice(0, 1));
  const files = (await Promise.all(folders.map(inside))).flat();
  return { name: folders[0].name, files };
}

/** @param {FileSystemEntry} entry @returns {Promise<Packed[]>} */
async function inside(entry) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject));
    return [{ path: entry.fullPath.slice(1), file }];
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  /** @type {FileSystemEntry[]} */
  const found = [];
  // A reader hands out a hundred at a time, and none at the end.
  for (;;) {
    const some = await new Promise((/** @type {(entries: FileSystemEntry[]) => void} */ resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) break;
    found.push(...some);
  }
  return (await Promise.all(found.map(inside))).flat();
}
