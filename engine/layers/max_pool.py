"""Max pooling: the largest number of every window."""

from typing import Literal

from engine.layers.base import LayerKind, Shape
from engine.layers.pool import Pool, PoolLayer


class MaxPool(Pool):
    """The largest number of every window."""

    kind: Literal["max_pool"] = "max_pool"

    def build(self, input_shape: Shape, path: str) -> PoolLayer:
        """The layer for maps of that shape; windows larger than they are are refused."""
        return self.over(input_shape, path, "max")


LAYER = LayerKind(
    key="max_pool",
    label="Max pooling",
    formula=r"a[p, c] = \max_u x[p\,s+u,\,c]",
    help="Keeps the largest number of every window: that something was found stays, where exactly is forgotten.",
    config=MaxPool,
    source="Ranzato, Huang, Boureau, LeCun, Unsupervised Learning of Invariant Feature Hierarchies, CVPR 2007",
    order=3,
)
