"""Images on the device, and the order in which an epoch takes them."""

from functools import lru_cache

import jax
import numpy as np

from engine.data.images import Images
from engine.programs.packed import leaf
from engine.stack.program import Samples
from engine.streams import generator


@lru_cache(maxsize=2)
def placed(data: Images, rows: int) -> Samples:
    """All images on the device, with room for so many."""
    pixels, classes = (np.zeros((rows, *array.shape[1:]), array.dtype) for array in (data.pixels, data.classes))
    pixels[: len(data.pixels)], classes[: len(data.classes)] = data.pixels, data.classes
    samples: Samples = jax.device_put(Samples(leaf(pixels, np.uint8), leaf(classes, np.int32)))
    return samples


@lru_cache(maxsize=4)
def order(seed: str, shuffled: bool, epoch: int, count: int) -> np.ndarray:
    """The order of the training rows in an epoch."""
    rows = generator(seed, "batches", epoch).permutation(count) if shuffled else np.arange(count)
    return rows.astype(np.int32)
