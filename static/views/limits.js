/** How large a network may grow, as the catalog says. */

import { catalog } from "../state/store.js";

/** @returns {{ layers: number, units: number }} */
export function limits() {
  const { layers = Infinity, units = Infinity } = catalog.value?.limits ?? {};
  return { layers, units };
}
