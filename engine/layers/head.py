"""The output layer of a stack: one answer, or one for each slot of a CAPTCHA, with heads of their own or one shared."""

from collections.abc import Mapping
from dataclasses import dataclass

import jax.numpy as jnp
from jaxtyping import Array, Float

from engine.activations import ACTIVATIONS
from engine.errors import InputError
from engine.layers.base import Looks, Mode, Plane, Shape, Taps


@dataclass(frozen=True)
class Head:
    """`z_s = W_s x_s + b_s` for each slot s, and `a = f(z)`.

    Own heads all read everything, each with weights of its own. A shared head is one matrix for all slots: slot s reads
    the columns of the maps that stand over its place, so that what is learned of a character in one place is known in
    all (`W_s = W`). Columns that do not divide among the slots are left out at the right.

    Source: Goodfellow et al., Multi-digit Number Recognition, 2014, for one softmax a character on one body.
    """

    input_shape: Shape
    slots: int
    classes: int
    activation: str  # its key in the table
    shared: bool = False

    @property
    def output_shape(self) -> Shape:
        """`(slots, classes)`."""
        return (self.slots, self.classes)

    @property
    def columns(self) -> int:
        """How many columns of the maps one slot of a shared head reads."""
        return self.input_shape[1] // self.slots

    @property
    def inputs(self) -> int:
        """How many numbers one slot reads."""
        if self.shared:
            height, _, channels = self.input_shape
            return height * self.columns * channels
        count = 1
        for length in self.input_shape:
            count *= length
        return count

    @property
    def units(self) -> int:
        """Rows of the matrix: one a class, for every slot or for all together."""
        return self.classes if self.shared else self.slots * self.classes

    @property
    def planes(self) -> tuple[Plane, ...]:
        """One matrix and its biases."""
        return (
            Plane("weights", (self.units, self.inputs), ("units", "inputs"), "draw", self.inputs, shrunk=True),
            Plane("biases", (self.units,), ("units",), "bias"),
        )

    @property
    def parameters(self) -> int:
        """How many numbers the layer learns."""
        return sum(plane.size for plane in self.planes)

    @property
    def looks(self) -> Looks:
        """Everything; what one slot of a shared head sees is said by `columns`."""
        return None

    def apply(
        self, planes: Mapping[str, Array], inputs: Float[Array, "..."], nudge: Float[Array, "..."] | None, mode: Mode
    ) -> tuple[Float[Array, "slots classes"], Taps]:
        """Outputs and the taps `preactivations` and `outputs` [slots, classes] for one sample."""
        if self.shared:
            used = inputs[:, : self.columns * self.slots]  # (height, slots * columns, channels)
            height, _, channels = self.input_shape
            parted = used.reshape(height, self.slots, self.columns, channels)
            seen = jnp.moveaxis(parted, 1, 0).reshape(self.slots, self.inputs)
            z = seen @ planes["weights"].T + planes["biases"]  # (slots, classes)
        else:
            z = (planes["weights"] @ inputs.reshape(-1) + planes["biases"]).reshape(self.slots, self.classes)
        if nudge is not None:
            z = z + nudge
        outputs = ACTIVATIONS[self.activation].fn(z)
        return outputs, {"preactivations": z, "outputs": outputs}


def head(input_shape: Shape, slots: int, classes: int, activation: str, shared: bool) -> Head:
    """The output layer; raises `InputError` where a shared head has nothing to share out."""
    shared = shared and slots > 1
    if shared and len(input_shape) != 3:
        raise InputError(
            "head.sharing", "maps for each slot to read its own columns of", f"{input_shape[0]} numbers in a row",
            "Remove the flatten layer, or let each slot have a head of its own.",
        )  # fmt: skip
    if shared and input_shape[1] < slots:
        raise InputError(
            "head.sharing", f"maps at least {slots} columns wide, one a slot", f"maps of width {input_shape[1]}",
            "Pool less, or let each slot have a head of its own.",
        )  # fmt: skip
    return Head(input_shape, slots, classes, activation, shared)
