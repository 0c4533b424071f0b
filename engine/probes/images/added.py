"""The images that a person added to the training images, as they were added: without noise."""

import numpy as np

from engine.data.added import MOST_ADDED
from engine.data.shelf import ADDED
from engine.probes.base import PROBES, Probe, ProbeParams, ProbeResult
from engine.probes.images.base import StackSubject


def added(subject: StackSubject, _params: ProbeParams) -> ProbeResult:
    """The images with their labels, in the order in which they came."""
    data, named = subject.data, subject.experiment.data.added
    n = data.train_count
    info = {"most": MOST_ADDED, "train": n, "test": len(data.pixels) - n}
    classes = data.classes[n - data.added : n]
    pixels = np.zeros((0, *data.spec.shape), np.uint8) if named is None else ADDED.get(named, "data.added").pixels
    return ProbeResult({"pixels": pixels, "label": classes.astype(np.int32)}, info)


PROBES.register(
    Probe(
        "added", "The images that were added to the training images by hand, and how many there may be.",
        ProbeParams, added,
        {
            "pixels": "uint8 [images, height, width, channels], without noise",
            "label": "int32 [images, slots]: what stands there",
        },
        family="images",
    )
)  # fmt: skip
