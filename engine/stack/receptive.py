"""Which pixels an output of a stack depends on, by the geometry of its layers alone.

Rows and columns are followed for themselves: what a place sees is a set of rows times a set of columns.

Source: Dumoulin and Visin, A guide to convolution arithmetic, 2016.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine.layers.base import Shape, StackLayer
from engine.layers.head import Head
from engine.layers.windows import Windows
from engine.stack.network import Stack


@dataclass(frozen=True)
class Reach:
    """What each place of a layer's maps sees: bool [places down, height] and [places across, width] of the image.

    Numbers without places see what `[0, 0]` sees; where maps have just been laid in a row, each number still sees
    what its place saw, with so many `channels` a place.
    """

    rows: np.ndarray
    columns: np.ndarray
    channels: int = 0

    def place(self, unit: int, row: int, column: int) -> tuple[int, int]:
        """Where a number stands: of those in a row the place they had in their maps."""
        return divmod(unit // self.channels, len(self.columns)) if self.channels else (row, column)


@lru_cache(maxsize=128)
def reaches(net: Stack) -> tuple[Reach, ...]:
    """What the outputs of every layer see, the head last: one place down, and one across for each of its slots."""
    reach, found = _pixels(net), []
    for layer in net.layers:
        reach = _through(layer, reach)
        found.append(reach)
    return tuple(found)


def receptive_field(
    net: Stack, layer: int, unit: int, row: int = 0, column: int = 0, looks: int | None = None
) -> list[int]:
    """`[top, left, bottom, right]`: the pixels that an output of a layer depends on, ends counted; the bottom stands
    above the top where it depends on none. A unit of the head counts over its slots.

    Inside a layer that looks more than once, the maps see what so many of its `looks` have seen.
    """
    reach = reaches(net)[layer] if looks is None else _inside(net, layer, looks)
    if net.layers[layer] is net.head:
        down, across = 0, unit // net.head.classes
    else:
        down, across = reach.place(unit, row, column)
    (top, bottom), (left, right) = _ends(reach.rows[down]), _ends(reach.columns[across])
    return [top, left, bottom, right]


def ends(net: Stack, layer: int) -> dict[str, list[list[int]]]:
    """First and last pixel that each place of a layer sees, down and across: a field is one of each."""
    reach = reaches(net)[layer]
    return {name: [_ends(seen) for seen in getattr(reach, name)] for name in ("rows", "columns")}


def _pixels(net: Stack) -> Reach:
    height, width, _ = net.input_shape
    return Reach(np.eye(height, dtype=bool), np.eye(width, dtype=bool))


def _inside(net: Stack, layer: int, looks: int) -> Reach:
    return _through(net.layers[layer], reaches(net)[layer - 1] if layer else _pixels(net), looks)


def _ends(seen: np.ndarray) -> list[int]:
    at = np.flatnonzero(seen)
    return [int(at[0]), int(at[-1])] if at.size else [0, -1]


def _through(layer: StackLayer, reach: Reach, looks: int | None = None) -> Reach:
    if isinstance(layer, Head):
        return _answered(layer, reach)
    if layer.looks is None:
        return Reach(_any(reach.rows), _any(reach.columns))
    rows, columns = reach.rows, reach.columns
    for down, across in layer.looks[:looks]:
        rows, columns = _slid(down, rows), _slid(across, columns)
    return Reach(rows, columns, reach.channels or _laid_out(layer.input_shape, layer.output_shape))


def _answered(head: Head, reach: Reach) -> Reach:
    parts = [slice(slot * head.columns, (slot + 1) * head.columns) if head.shared else slice(None)
             for slot in range(head.slots)]  # fmt: skip
    return Reach(_any(reach.rows), np.concatenate([_any(reach.columns[part]) for part in parts]))


def _laid_out(before: Shape, after: Shape) -> int:
    return before[-1] if len(before) == 3 and len(after) == 1 else 0


def _slid(windows: Windows, reach: np.ndarray) -> np.ndarray:
    """What windows along an axis see of what its places see."""
    places = np.arange(windows.size) * windows.dilation
    seen = [windows.first(window) + places for window in range(windows.count)]
    return np.stack([reach[at[(at >= 0) & (at < windows.length)]].any(axis=0) for at in seen])


def _any(reach: np.ndarray) -> np.ndarray:
    return np.asarray(reach.any(axis=0, keepdims=True))
