/** How often the panels ask for what costs the engine a pass over the data: over images much less often than over points. */
import { run } from "../state/store.js";
import { useRead } from "../widgets/pace.js";

/** Times a second, on points and on images. */
const HZ = {
  metrics: { points: 8, images: 1 },
  gradients: { points: 15, images: 2 },
  preactivations: { points: 15, images: 4 },
};

/** @param {keyof typeof HZ} probe */
export function useRate(probe) {
  return useRead(() => HZ[probe][run.value?.network.family ?? "points"], [probe]);
}
