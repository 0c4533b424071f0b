"""What a layer is: a config of the document that, given the shape it is fed, becomes a pure function of its planes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from jaxtyping import Array, Float

from engine.layers.shapes import Shape as Shape
from engine.layers.windows import Looks as Looks
from engine.registry import Registry

Taps = Mapping[str, Float[Array, "..."]]  # inner values by name: preactivations, outputs, …

Axis = Literal["units", "inputs", "kernel"]
Start = Literal["draw", "bias", "slope", "zero", "one"]


@dataclass(frozen=True)
class Plane:
    """One array that a layer learns, or keeps as a running average, by name.

    `axes` says what each axis counts, so that surgery knows which entries an edit keeps: the layer's own `units`, the
    `inputs` it is fed (channels of maps, or numbers), or places in a `kernel`. `start` is where it begins: drawn by
    the initializer for `fan_in` inputs, its bias, PReLU's first slope, 0 or 1. L1, L2 and weight decay act on planes
    that are `shrunk`; a plane that is not `learned` is an average over the batches of training. A layer does without a
    `bypass` where it has as many units as inputs: there each unit takes its own input as it is.
    """

    name: str
    shape: tuple[int, ...]
    axes: tuple[Axis, ...]
    start: Start
    fan_in: int = 0
    shrunk: bool = False
    learned: bool = True
    bypass: bool = False

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        size = 1
        for length in self.shape:
            size *= length
        return size


@dataclass(frozen=True)
class Mode:
    """What a layer does differently while the network is trained: `key` is the sample's own random key (uint32[2]) for
    dropout, `batch` the name of the mapped axis over which batch normalization takes its averages."""

    training: bool = False
    key: Any = None
    batch: str | None = None


LOOKING = Mode()  # not training: nothing is dropped, running averages stand in for the batch's


class Layer(Protocol):
    """A layer with its shapes known. Hashable, so that a program compiled for it is found again."""

    @property
    def input_shape(self) -> Shape:
        """Shape of what the layer takes, of one sample."""
        ...

    @property
    def output_shape(self) -> Shape:
        """Shape of what it gives."""
        ...

    @property
    def parameters(self) -> int:
        """How many numbers the layer learns."""
        ...


class StackLayer(Layer, Protocol):
    """A layer of a stack, of any kind: what it learns is a mapping of arrays by name."""

    @property
    def planes(self) -> tuple[Plane, ...]:
        """What the layer learns and what it averages."""
        ...

    @property
    def looks(self) -> Looks:
        """Through which windows a place of its outputs sees its inputs, one after the other: none where it sees its
        own place alone. None: every output sees all of them."""
        ...

    def apply(
        self, planes: Mapping[str, Array], inputs: Float[Array, "..."], nudge: Float[Array, "..."] | None, mode: Mode
    ) -> tuple[Float[Array, "..."], Taps]:
        """Outputs and taps for one sample; `vmap` at the call.

        Taps are `preactivations` (where the layer has an activation) and `outputs`; a layer that averages hands the new
        averages out under their planes' names, equal for every sample of the batch. `nudge` is added to the
        pre-activations, or to the outputs where there are none: its gradient is δ.
        """
        ...


class Fixed:
    """What a layer that learns nothing says of that."""

    @property
    def planes(self) -> tuple[Plane, ...]:
        """None: nothing is learned."""
        return ()

    @property
    def parameters(self) -> int:
        """None."""
        return 0


class LayerConfig(Protocol):
    """A layer as the document says it."""

    @property
    def kind(self) -> str:
        """Which layer it is."""
        ...

    @property
    def width(self) -> int:
        """Units or channels of its own; 0 for a layer that has as many as it is fed."""
        ...

    def build(self, input_shape: Shape, path: str) -> StackLayer:
        """The layer for inputs of that shape; raises `InputError` at `path` with the shapes and the mend."""
        ...


@dataclass(frozen=True)
class LayerKind:
    """A kind of layer that a network can have: `config` is its part of the document, `formula` TeX of its outputs.

    `order` is the place in the menu.
    """

    key: str
    label: str
    formula: str
    help: str
    config: type[Any]
    source: str
    order: int


LAYERS: Registry[LayerKind] = Registry("layer")
