/** The arrow keys in the sum: up and down from bar to bar, Home and End to the first and the last. */

/** @param {KeyboardEvent & { currentTarget: HTMLElement }} event of the sum */
export function walkBars(event) {
  const on = /** @type {HTMLElement} */ (event.target);
  if (event.defaultPrevented || !on.matches("[data-bar]")) return;
  const bars = /** @type {HTMLElement[]} */ ([...event.currentTarget.querySelectorAll("[data-bar]")]);
  const here = bars.indexOf(on);
  const to = { ArrowUp: here - 1, ArrowDown: here + 1, ArrowLeft: here, ArrowRight: here, Home: 0, End: bars.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  bars[to]?.focus();
}
