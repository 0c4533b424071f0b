"""A fully connected layer: a = f(W x + b)."""

from dataclasses import dataclass
from typing import Any

from jaxtyping import Array, Float

from engine.activations import Activation
from engine.layers.base import Taps


@dataclass(frozen=True)
class DenseLayer:
    """`a = f(z)`, `z = W x + b` with W [units, inputs], b [units]; or `a = f(z, α)` with learned slopes α [units].

    Source: Rumelhart, Hinton & Williams, Nature 323, equations 1 and 2, 1986.
    """

    units: int
    inputs: int
    activation: Activation

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
        """One weight for each link, one bias for each unit, and one slope where it is learned."""
        return self.units * (self.inputs + 1 + self.activation.learns)

    def apply(
        self,
        params: tuple[Any, ...],
        inputs: Float[Array, " inputs"],
        nudge: Float[Array, " units"] | None = None,
    ) -> tuple[Float[Array, " units"], Taps]:
        """Outputs, and the taps `preactivations` and `outputs`, for one sample.

        `params` are W and b, and α where it is learned.
        """
        weights, biases, *slopes = params
        preactivations = weights @ inputs + biases  # (units,)
        if nudge is not None:
            preactivations = preactivations + nudge
        outputs = self.activation.at(preactivations, slopes[0] if slopes else None)
        return outputs, {"preactivations": preactivations, "outputs": outputs}
