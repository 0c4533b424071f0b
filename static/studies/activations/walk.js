/** The arrow keys in the table: up and down to the same place of the row beside, left and right along a row or its switches. */

/** @param {KeyboardEvent & { currentTarget: HTMLElement }} event of the list */
export function walk(event) {
  const on = /** @type {HTMLElement} */ (event.target);
  const along = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const across = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (event.defaultPrevented || on.dataset["cell"] === undefined || !(along || across)) return;
  event.preventDefault();
  const row = on.closest(".act-row");
  const cells = cellsOf(row ?? on.closest(".act-switches"));
  const here = cells.indexOf(on);
  if (along) return focus(cells[here + along]);
  if (!row) return;
  const rows = [...event.currentTarget.querySelectorAll(".act-row")];
  const others = cellsOf(rows[rows.indexOf(row) + Number(across)]);
  focus(others[here] ?? others[0]);
}

/** @param {Element | null | undefined} place @returns {HTMLElement[]} */
function cellsOf(place) {
  return [.../** @type {NodeListOf<HTMLElement>} */ (place?.querySelectorAll("[data-cell]:not(:disabled)") ?? [])];
}

/** @param {HTMLElement | undefined} cell */
function focus(cell) {
  cell?.focus();
}
