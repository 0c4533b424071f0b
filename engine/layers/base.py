"""What a layer is: a pure function of explicit parameters, for one sample, that also hands out its inner values."""

from collections.abc import Mapping
from typing import Any, Protocol

from jaxtyping import Array, Float

Taps = Mapping[str, Float[Array, "..."]]  # inner values by name: preactivations, outputs, …


class Layer(Protocol):
    """A layer of a network. `params` is the layer's own pytree of arrays."""

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Shape of what the layer takes."""
        ...

    @property
    def output_shape(self) -> tuple[int, ...]:
        """Shape of what it gives."""
        ...

    @property
    def parameters(self) -> int:
        """How many numbers the layer learns."""
        ...

    def apply(
        self, params: Any, inputs: Float[Array, "..."], nudge: Float[Array, "..."] | None = None
    ) -> tuple[Float[Array, "..."], Taps]:
        """Outputs and taps for one sample. `nudge` is added to the pre-activations: its gradient is δ."""
        ...
