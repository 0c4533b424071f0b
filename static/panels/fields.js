/** What a field of the catalog says, read once for all controls. */
import { catalog, data, run } from "../state/store.js";
import { at } from "../widgets/edit.js";
import { shortest } from "../widgets/format.js";

/** @typedef {import("../wire/types.js").Field} Field */
/** @typedef {{ key: any, label: string, help?: string, formula?: string, tasks?: string[] }} Option */

/** Headings, in the order of the panel; a group that is not named here comes after them under its own name. */
export const GROUPS = [
  { key: "data", label: "Data", open: true },
  { key: "features", label: "Features", open: true },
  { key: "learning", label: "Learning", open: true },
  { key: "regularization", label: "Regularization", open: true },
  { key: "initialization", label: "Initialization", open: true },
  { key: "display", label: "Display", open: true },
  { key: "stop", label: "Stop when", open: false },
  { key: "advanced", label: "Advanced", open: false },
];

/** @returns {{ key: string, label: string, open: boolean, fields: Field[] }[]} the catalog's fields by section */
export function sections() {
  // The layers are edited in the picture itself.
  const fields = (catalog.value?.fields ?? []).filter((field) => field.group !== "layers");
  const named = new Set(GROUPS.map((group) => group.key));
  const others = [...new Set(fields.map((field) => field.group))].filter((key) => key && !named.has(key));
  const all = [...GROUPS, ...others.map((key) => ({ key, label: key[0]?.toUpperCase() + key.slice(1).replaceAll("_", " "), open: false }))];
  return all
    .map((group) => ({ ...group, fields: fields.filter((field) => field.group === group.key) }))
    .filter((group) => group.fields.length > 0);
}

/** @param {Field} field @returns {boolean} whether the field means anything in this experiment */
export function applies(field) {
  if (field.family && field.family !== (run.value?.network.family ?? "points")) return false;
  const rule = field.shown_when;
  if (!rule) return true;
  const conditions = "path" in rule && "values" in rule ? { [String(rule["path"])]: rule["values"] } : rule;
  return Object.entries(conditions).every(([path, values]) => /** @type {any[]} */ (values).includes(at(run.value?.experiment, path)));
}

/** @param {Field} field @returns {Option[]} what there is to choose from, with its help */
export function optionsOf(field) {
  const tables = /** @type {Record<string, any>} */ (catalog.value ?? {});
  const table = field.table ?? (typeof field.choices === "string" ? field.choices : null);
  const entries = table ? /** @type {Option[]} */ (tables[table] ?? []) : [];
  if (!Array.isArray(field.choices)) return entries;
  return field.choices.map((key) => entries.find((entry) => entry.key === key) ?? { key, label: spoken(key) });
}

/** "float64" stays, "own_tail" becomes "own tail". @param {unknown} key */
function spoken(key) {
  return String(key).replaceAll("_", " ");
}

/** What a person should know of a value that is allowed and of no use; empty where all is well. @param {Field} field */
export function noteOn({ path }) {
  const batch = run.value?.experiment.batch;
  const count = data.value?.train.length ?? 0;
  if (path !== "batch.size" || !batch || batch.tail !== "carried" || !count || batch.size <= count) return "";
  return `There are ${count} training points, so that no batch is ever full and nothing is learned: take at most ${count}, or let the last batch be an update of its own (Advanced).`;
}

/** The sentence for a text that is no number. @param {Field} field @param {string} text */
export function notANumber(field, text) {
  return `${field.label}: expected ${rangeOf(field)}, got \u201c${text}\u201d.`;
}

/** @param {Field} field */
function rangeOf(field) {
  const kind = field.type === "integer" ? "a whole number" : "a number";
  const [low, high] = [field.minimum ?? null, field.maximum ?? null];
  if (low !== null && high !== null) return `${kind} from ${shortest(low)} to ${shortest(high)}`;
  if (low !== null) return `${kind}, at least ${shortest(low)}`;
  return high !== null ? `${kind}, at most ${shortest(high)}` : kind;
}
