"""The plane as a grid of points: row 0 is y = +6, column 0 is x = -6, both ends included."""

from collections.abc import Sequence
from functools import lru_cache

import jax
import numpy as np

from engine.network import features_of
from engine.programs import observe

EXTENT = 6.0
SMALL, LARGE = 2560, 10240  # points of a block: a grid of 50 x 50 fits the small one, 100 x 100 the large one


@lru_cache(maxsize=16)
def points(resolution: int) -> np.ndarray:
    """The grid's points [resolution², 2], row by row."""
    axis = np.linspace(-EXTENT, EXTENT, resolution)
    x, y = np.meshgrid(axis, -axis)
    return np.stack([x.ravel(), y.ravel()], axis=1)


@lru_cache(maxsize=32)
def inputs(features: tuple[str, ...], resolution: int) -> np.ndarray:
    """The features at every point of the grid [resolution², features], in float64."""
    return features_of(features, points(resolution))


@lru_cache(maxsize=32)
def blocks(features: tuple[str, ...], resolution: int, width: int, block: int) -> list[jax.Array]:
    """The same on the device in float32, points as columns, in blocks of so many: no resolution compiles anything."""
    parts = observe.blocks(inputs(features, resolution), width, np.float32, block)
    return [jax.device_put(np.ascontiguousarray(part.T)) for part in parts]


def joined(parts: Sequence[np.ndarray], resolution: int) -> np.ndarray:
    """What was found at the points of the blocks, as columns, without what stands beyond the grid's points."""
    whole = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=-1)
    return whole[..., : resolution**2]
