"""A fully connected layer: a = f(W x + b)."""

from collections.abc import Callable
from dataclasses import dataclass

from jaxtyping import Array, Float

from engine.layers.base import Taps


@dataclass(frozen=True)
class DenseLayer:
    """`a = f(z)`, `z = W x + b` with W [units, inputs], b [units].

    Source: Rumelhart, Hinton & Williams, Nature 323, equations 1 and 2, 1986.
    """

    units: int
    inputs: int
    activation: Callable[[Array], Array]

    @property
    def input_shape(self) -> tuple[int, ...]:
        """`(inputs,)`."""
        return (self.inputs,)

    @property
    def output_shape(self) -> tuple[int, ...]:
        """`(units,)`."""
        return (self.units,)

    @property
    def parameters(self) -> int:
        """One weight for each link and one bias for each unit."""
        return self.units * self.inputs + self.units

    def apply(
        self,
        params: tuple[Float[Array, "units inputs"], Float[Array, " units"]],
        inputs: Float[Array, " inputs"],
        nudge: Float[Array, " units"] | None = None,
    ) -> tuple[Float[Array, " units"], Taps]:
        """Outputs, and the taps `preactivations` and `outputs`, for one sample."""
        weights, biases = params
        preactivations = weights @ inputs + biases  # (units,)
        if nudge is not None:
            preactivations = preactivations + nudge
        outputs = self.activation(preactivations)
        return outputs, {"preactivations": preactivations, "outputs": outputs}
