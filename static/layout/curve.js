/**
 * The one shape of all edges: the cubic Bézier (0,0) (½,0) (½,1) (1,1), as height over run.
 *
 * Every edge is this curve stretched between two ports, so that drawing and hit testing share one table.
 */

const STEPS = 512;
const heights = new Float64Array(STEPS + 1);
const slopes = new Float64Array(STEPS + 1);
fill();

/**
 * Height of the curve at a share of its run, both 0 to 1.
 * @param {number} along
 */
export function heightAt(along) {
  return read(heights, along);
}

/**
 * d height / d run there, 0 to 2.
 * @param {number} along
 */
export function slopeAt(along) {
  return read(slopes, along);
}

/**
 * @param {Float64Array} table
 * @param {number} along
 */
function read(table, along) {
  const at = Math.min(1, Math.max(0, along)) * STEPS;
  const low = Math.min(STEPS - 1, Math.floor(at));
  return table[low] + (table[low + 1] - table[low]) * (at - low);
}

function fill() {
  for (let step = 0; step <= STEPS; step += 1) {
    const t = parameterAt(step / STEPS);
    // y = 3t² - 2t³,  dy/dx = (6t - 6t²) / (3/2 - 3t + 3t²)
    heights[step] = t * t * (3 - 2 * t);
    slopes[step] = (6 * t * (1 - t)) / (1.5 - 3 * t + 3 * t * t);
  }
}

/**
 * The curve's parameter t where x(t) = 3/2 t - 3/2 t² + t³ is the run asked for; Newton, x' >= 3/4.
 * @param {number} run
 */
function parameterAt(run) {
  let t = run;
  for (let pass = 0; pass < 8; pass += 1) {
    t -= (t * (1.5 + t * (t - 1.5)) - run) / (1.5 - 3 * t + 3 * t * t);
  }
  return Math.min(1, Math.max(0, t));
}
