"""Average pooling: the mean of every window."""

from typing import Literal

from engine.layers.base import LayerKind, Shape
from engine.layers.pool import Pool, PoolLayer


class AveragePool(Pool):
    """The mean of every window."""

    kind: Literal["average_pool"] = "average_pool"

    def build(self, input_shape: Shape, path: str) -> PoolLayer:
        """The layer for maps of that shape; windows larger than they are are refused."""
        return self.over(input_shape, path, "average")


LAYER = LayerKind(
    key="average_pool",
    label="Average pooling",
    formula=r"a[p, c] = \tfrac{1}{k^2}\sum_u x[p\,s+u,\,c]",
    help="Takes the mean of every window: smaller and smoother maps.",
    config=AveragePool,
    source="LeCun et al., Gradient-Based Learning Applied to Document Recognition, Proceedings of the IEEE 86, 1998",
    order=4,
)
