"""What flows through the layers: the size of the gradients going back, the pre-activations going forward."""

from typing import Any

import numpy as np
from jaxtyping import Float, Int
from pydantic import Field

from engine.probes.base import PROBES, Probe, ProbeParams, ProbeResult, Subject
from engine.probes.images.layers import sizes as sizes_of_images
from engine.probes.images.layers import spread
from engine.probes.scales import steady
from engine.programs import observe, packed


def gradients(subject: Any, _params: ProbeParams) -> ProbeResult:
    """For each layer the root mean square of ∂loss/∂W over its weights, for the mean loss of the training set."""
    if subject.experiment.family == "images":
        return sizes_of_images(subject)
    sizes = packed.shapes(subject.experiment)
    found = observe.gradient()(subject.state.params, subject.wiring, subject.samples)
    layers = packed.unpack(found, sizes)
    rms = [float(np.sqrt(np.mean(np.square(w.astype(np.float64))))) if w.size else 0.0 for w, _ in layers]
    return ProbeResult({"rms": np.array(rms, np.float32)}, {"layers": len(sizes)})


class HistogramParams(ProbeParams):
    """How many bins a histogram has."""

    bins: int = Field(48, ge=2, le=400)


def histogram(z: Float[np.ndarray, " values"], bins: int, high: float) -> Int[np.ndarray, " bins"]:
    """How many of the values lie in each of `bins` equal parts of ±high; those beyond count at the ends.

    Several times as fast as `numpy.histogram`, which searches for edges that are evenly spaced here.
    """
    place = (z[np.isfinite(z)] + high) * (bins / (2 * high))
    return np.bincount(place.clip(0, bins - 1).astype(np.int64), minlength=bins)


def _spread(subject: Subject) -> list[np.ndarray]:
    """The pre-activations of each layer over units and training points."""
    n = subject.data.train_count
    seen = np.asarray(observe.values()(subject.state.params, subject.wiring, subject.samples.inputs).preactivations)
    sizes = packed.shapes(subject.experiment)
    return [seen[packed.slot_of(index, len(sizes) - 1), :n, :units].ravel() for index, (units, _) in enumerate(sizes)]


def preactivations(subject: Any, params: HistogramParams) -> ProbeResult:
    """For each layer the distribution of its pre-activations over units and training points."""
    values = spread(subject) if subject.experiment.family == "images" else _spread(subject)
    counts, highs = [], []
    for index, z in enumerate(values):
        high = steady(subject.scales, f"preactivations.{index}", np.abs(z[::4]))
        counts.append(histogram(z, params.bins, high))
        highs.append(high)
    lows = [-high for high in highs]
    return ProbeResult({"counts": np.array(counts, np.int32)}, {"low": lows, "high": highs, "bins": params.bins})


PROBES.register(
    Probe(
        "gradients", "How large the gradient is in each layer.", ProbeParams, gradients,
        {"rms": "float32 [layers]: root mean square of the mean loss's gradient over the layer's weights"},
        family=None,
    )
)  # fmt: skip
PROBES.register(
    Probe(
        "preactivations", "How the pre-activations of each layer are spread.", HistogramParams, preactivations,
        {"counts": "int32 [layers, bins]: over units and training points; values beyond the ends count at the ends"},
        family=None,
    )
)  # fmt: skip
