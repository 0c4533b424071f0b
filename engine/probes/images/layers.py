"""Layer by layer: the numbers a stack has learned, the size of its gradients, the spread of its pre-activations."""

import jax
import numpy as np

from engine.probes.base import ProbeResult
from engine.probes.images.base import StackSubject
from engine.stack.program import BLOCK, SPREAD, backward, forward


def planes(subject: StackSubject) -> ProbeResult:
    """Every plane of every layer as float32, under its name."""
    arrays = {
        f"{name}.{index}": np.asarray(plane, np.float32)
        for index, layer in enumerate(subject.stacked.params(subject.state))
        for name, plane in layer.items()
    }
    return ProbeResult(arrays, {"layers": len(subject.stacked.stack.layers)})


def sizes(subject: StackSubject) -> ProbeResult:
    """For each layer the root mean square of ∂loss/∂W over its weights, for the mean loss of the first training images.

    A layer without weights has 0.
    """
    found = backward(subject.stacked.stack, subject.experiment.precision)(subject.state, *_block(subject, BLOCK))
    rms = []
    for layer in found:
        parts = [np.asarray(g, np.float64).ravel() for name, g in layer.items() if name.startswith("weights")]
        rms.append(float(np.sqrt(np.mean(np.square(np.concatenate(parts))))) if parts else 0.0)
    return ProbeResult({"rms": np.array(rms, np.float32)}, {"layers": len(rms)})


def spread(subject: StackSubject) -> list[np.ndarray]:
    """The pre-activations of each layer over the first training images, the outputs of a layer that has none."""
    pixels, _ = _block(subject, SPREAD)
    taps = forward(subject.stacked.stack, subject.experiment.precision)(subject.state, pixels)
    return [np.asarray(tap.get("preactivations", tap["outputs"]), np.float32).ravel() for tap in taps]


def _block(subject: StackSubject, size: int) -> tuple[jax.Array, jax.Array]:
    """So many training images, again from the first where there are fewer, so that no number of them compiles."""
    data = subject.data
    rows = np.arange(size) % max(1, data.train_count)
    placed: tuple[jax.Array, jax.Array] = jax.device_put((data.pixels[rows], data.classes[rows]))
    return placed
