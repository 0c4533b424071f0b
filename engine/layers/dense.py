"""A fully connected layer: a = f(W x + b)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import jax.numpy as jnp
from jaxtyping import Array, Float

from engine.activations import ACTIVATIONS, VECTORS, LayerActivation
from engine.errors import InputError
from engine.fields import about
from engine.layers.base import LayerKind, Looks, Mode, Plane, Shape, Taps
from engine.layers.planes import learned, slopes_of
from engine.layers.shapes import in_words
from engine.parts import Part

MAX_UNITS = 64  # in a network on points
MAX_STACKED_UNITS = 512  # in one on images


@dataclass(frozen=True)
class DenseLayer:
    """`a = f(z)`, `z = W x + b` with W [units, inputs], b [units]; or `a = f(z, α)` with learned slopes α [units].

    Where it is `summed`, W x is written as products and their sums, which XLA joins with what stands around them; else
    as a dot, which it leaves to a library. A library is faster for many numbers, and costs a microsecond for a few.

    Source: Rumelhart, Hinton & Williams, Nature 323, equations 1 and 2, 1986.
    """

    units: int
    inputs: int
    activation: LayerActivation
    summed: bool = False

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
        products = jnp.sum(weights * inputs, axis=-1) if self.summed else weights @ inputs  # (units,)
        preactivations = products + biases
        if nudge is not None:
            preactivations = preactivations + nudge
        outputs = self.activation.at(preactivations, slopes[0] if slopes else None)
        return outputs, {"preactivations": preactivations, "outputs": outputs}


@dataclass(frozen=True)
class DenseStacked:
    """The dense layer in a stack: its arrays by name. `activation` is the key in the table."""

    units: int
    inputs: int
    activation: str

    @property
    def input_shape(self) -> Shape:
        """`(inputs,)`."""
        return (self.inputs,)

    @property
    def output_shape(self) -> Shape:
        """`(units,)`."""
        return (self.units,)

    @property
    def planes(self) -> tuple[Plane, ...]:
        """Weights [units, inputs], biases [units], and slopes [units] where they are learned."""
        return (
            Plane("weights", (self.units, self.inputs), ("units", "inputs"), "draw", self.inputs, shrunk=True),
            Plane("biases", (self.units,), ("units",), "bias"),
            *slopes_of(self.activation, self.units),
        )

    @property
    def parameters(self) -> int:
        """How many numbers it learns."""
        return learned(self.planes)

    @property
    def looks(self) -> Looks:
        """Everything."""
        return None

    def apply(
        self, planes: Mapping[str, Array], inputs: Float[Array, " inputs"], nudge: Float[Array, " units"] | None,
        mode: Mode,
    ) -> tuple[Float[Array, " units"], Taps]:  # fmt: skip
        """Outputs, and the taps `preactivations` and `outputs`, for one sample."""
        layer = DenseLayer(self.units, self.inputs, ACTIVATIONS[self.activation])
        return layer.apply(tuple(planes[plane.name] for plane in self.planes), inputs, nudge)


class Dense(Part):
    """A fully connected hidden layer: `a = f(W x + b)`."""

    kind: Literal["dense"] = "dense"
    units: int = about(
        2, "Neurons", "How many neurons the layer has.", "architecture", "layers", ge=1, le=MAX_STACKED_UNITS,
        soft=(1, 128), step=1, most_on_points=MAX_UNITS,
    )  # fmt: skip
    activation: str = about(
        "tanh", "Activation", "The function each neuron applies to its weighted sum.", "hyper", "layers",
        table="layer_activations",
    )  # fmt: skip

    @property
    def width(self) -> int:
        """Its units."""
        return self.units

    def build(self, input_shape: Shape, path: str) -> DenseStacked:
        """The layer for that many inputs; maps are refused, and activations of the whole layer."""
        if len(input_shape) != 1:
            raise InputError(path, "a flat input", in_words(input_shape), "Insert a flatten layer before it.")
        if self.activation in VECTORS:
            hint = f"{VECTORS[self.activation].label} is for hidden layers of a network on points."
            raise InputError(f"{path}.activation", "an activation of one number", self.activation, hint)
        return DenseStacked(self.units, input_shape[0], self.activation)


LAYER = LayerKind(
    key="dense",
    label="Dense",
    formula=r"a = f(Wx + b)",
    help="Every unit sees every input, each through a weight of its own.",
    config=Dense,
    source="Rumelhart, Hinton & Williams, Nature 323, equations 1 and 2, 1986",
    order=0,
)
