"""The Experiment: one document that says everything about a training run, and what a change of each field touches."""

from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from engine.data import DATASETS, IMAGE_SETS, CaptchaConfig, ImageSet, Spec
from engine.data.added import fits
from engine.data.shelf import ADDED
from engine.errors import InputError
from engine.features import FEATURES
from engine.fields import about
from engine.layers import MAX_STACKED_UNITS, MAX_UNITS, Dense, LayerUnion, Shape
from engine.layers.head import head
from engine.losses import LOSSES
from engine.parts import Part

__all__ = ["MAX_LAYERS", "MAX_STACKED", "MAX_STACKED_UNITS", "MAX_UNITS", "Dense", "Experiment"]

MAX_LAYERS = 8  # of a network on points
MAX_STACKED = 24  # of a network on images


class DataConfig(Part):
    """Which points are learned from."""

    dataset: str = about("spiral", "Data set", "The points to learn from.", "data", "data", table="datasets")
    noise: float = about(
        5.0, "Noise", "How much the points or their labels are disturbed.", "data", "data",
        ge=0, le=1000, soft=(0, 50), step=5, unit="%",
    )  # fmt: skip
    train_percent: float = about(
        50.0, "Training share", "The share of the points that is trained on; the rest tests.", "data", "data",
        ge=0, le=100, soft=(10, 90), step=10, unit="%",
    )  # fmt: skip
    count: int = about(
        5000, "Images", "How many images are taken of the set, or made.", "data", "data", ge=4, le=70_000,
        soft=(500, 20_000), step=500, family="images",
    )  # fmt: skip
    shuffled: bool = about(
        False, "Shuffle positions", "The pixels of every image change places, all in the same way. A dense network "
        "does not mind; convolution, which looks at neighbors, does. Those of what you draw change places too.", "data",
        "data", family="images",
    )  # fmt: skip
    fresh: bool = about(
        False, "New every epoch", "Each epoch learns from images made for it, so that none comes twice; the test "
        "images stay. Off, the same ones come again and again, and can be learned by heart.", "data", "data",
        shown_when={"data.dataset": [entry.key for entry in IMAGE_SETS if entry.endless]}, family="images",
    )  # fmt: skip
    added: str | None = about(
        None, "Your images", "Drawn or chosen by you and added to the training images, each with its label.", "data",
        "data", family="images", max_length=64,
    )  # fmt: skip
    captcha: CaptchaConfig = CaptchaConfig()

    @property
    def drawn(self) -> "DataConfig":
        """What is asked of the set at a time, whatever the next epoch learns from and whatever is added."""
        return self.model_copy(update={"fresh": False, "added": None})


class HeadConfig(Part):
    """How a network answers for several characters at once."""

    sharing: Literal["shared", "own"] = about(
        "shared", "Heads", "One head for every place, so that a character learned in one place is known in all, or a "
        "head of its own for each place.", "architecture", "layers", family="images",
    )  # fmt: skip


class OptimizerConfig(Part):
    """How a gradient becomes a step."""

    kind: str = about("sgd", "Optimizer", "How a gradient becomes a step.", "hyper", "learning", table="optimizers")
    learning_rate: float = about(
        0.03, "Learning rate", "How far a step goes: w ← w − η · direction.", "hyper", "learning",
        ge=0, le=1000, soft=(1e-5, 10), log=True,
        steps=[0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    )  # fmt: skip
    momentum: float = about(
        0.9, "Momentum", "How much of the last direction is kept (β₁ of Adam).", "hyper", "learning",
        ge=0, le=0.99999, step=0.01, shown_when={"optimizer.kind": ["momentum", "nesterov", "adam", "adamw"]},
    )  # fmt: skip
    decay: float = about(
        0.9, "Decay", "ρ of RMSprop: how much of the mean square is kept.", "hyper", "learning",
        ge=0, le=0.99999, step=0.01, shown_when={"optimizer.kind": ["rmsprop"]},
    )  # fmt: skip
    decay2: float = about(
        0.999, "Second decay", "β₂ of Adam: how much of the mean square is kept.", "hyper", "learning",
        ge=0, le=0.99999, step=0.001, shown_when={"optimizer.kind": ["adam", "adamw"]},
    )  # fmt: skip
    epsilon: float = about(
        1e-8, "Epsilon", "Added to the root of the mean square, so that nothing is divided by zero.", "hyper",
        "advanced", gt=0, le=1, log=True, shown_when={"optimizer.kind": ["adagrad", "rmsprop", "adam", "adamw"]},
    )  # fmt: skip
    weight_decay: float = about(
        0.01, "Weight decay", "AdamW's own shrinking of the weights, apart from the gradient.", "hyper", "learning",
        ge=0, le=10, soft=(0, 1), step=0.01, shown_when={"optimizer.kind": ["adamw"]},
    )  # fmt: skip


class ScheduleConfig(Part):
    """How the learning rate changes with the epochs."""

    kind: str = about(
        "constant", "Schedule", "How the learning rate changes with the epochs.", "hyper", "learning",
        table="schedules",
    )  # fmt: skip
    epochs: float = about(
        100.0, "Schedule length", "The epochs of one step, of the cosine, or of the warm-up.", "hyper", "learning",
        gt=0, le=1e7, soft=(1, 1000), step=1, unit="epochs",
        shown_when={"schedule.kind": ["step", "cosine", "warm_up"]},
    )  # fmt: skip
    factor: float = about(
        0.1, "Schedule factor", "What a step multiplies the rate by; where the cosine ends.", "hyper", "learning",
        ge=0, le=1, step=0.05, shown_when={"schedule.kind": ["step", "cosine"]},
    )  # fmt: skip


_RATES: list[float] = [0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10]


class RegularizationConfig(Part):
    """What keeps the weights small or the units independent."""

    l1: float = about(
        0.0, "L1 rate", "Adds l1 · Σ|w| to the objective: pulls every weight towards zero by the same amount.",
        "hyper", "regularization", ge=-1000, le=1000, soft=(0, 10), steps=_RATES,
    )  # fmt: skip
    l2: float = about(
        0.0, "L2 rate", "Adds l2/2 · Σw² to the objective (λ = l2 · n in λ/2n Σw²): shrinks every weight by a share.",
        "hyper", "regularization", ge=-1000, le=1000, soft=(0, 10), steps=_RATES,
    )  # fmt: skip
    dropout: float = about(
        0.0, "Dropout", "The share of hidden units left out of each sample's update.", "hyper", "regularization",
        ge=0, le=0.95, step=0.05, family="points",
    )  # fmt: skip
    dead_links: bool = about(
        True, "L1 cuts links", "A link that L1 pushes across zero is set to zero and learns no more while L1 is on, "
        "as TensorFlow Playground does.", "hyper", "advanced", family="points",
    )  # fmt: skip


class BatchConfig(Part):
    """How the training points are gathered into updates."""

    size: int = about(
        10, "Batch size", "How many points are averaged for one update.", "hyper", "data",
        ge=1, le=4096, soft=(1, 30), step=1,
    )  # fmt: skip
    order: Literal["fixed", "shuffled"] = about(
        "fixed", "Order", "Whether the points are visited in the same order each epoch or in a new one.", "hyper",
        "advanced",
    )  # fmt: skip
    tail: Literal["carried", "own"] = about(
        "carried", "Last batch", "Points that do not fill a batch: carried into the next epoch's first batch "
        "(as TensorFlow Playground does), or an update of their own.", "hyper", "advanced", family="points",
    )  # fmt: skip


class InitializationConfig(Part):
    """Where the weights start."""

    scheme: str = about(
        "uniform", "Scheme", "How the first weights are drawn. A change starts the training again.", "weights",
        "initialization", table="initializers",
    )  # fmt: skip
    start: int = about(
        0, "Start", "Which start of this seed: 0 is the first, each new start counts one up.", "weights",
        "initialization", ge=0, le=100_000, soft=(0, 20), step=1,
    )  # fmt: skip


class StopConfig(Part):
    """When the training stops by itself."""

    epochs: int | None = about(
        None, "Stop after", "Stop when this many epochs are done.", "hyper", "stop", ge=1, le=10**9, unit="epochs"
    )
    target_loss: float | None = about(
        None, "Stop at test loss", "Stop when the test loss is this or less.", "hyper", "stop", ge=0, le=1e6
    )
    patience_epochs: int | None = about(
        None, "Stop on a plateau", "Stop when the test loss has not fallen for this many epochs.", "hyper", "stop",
        ge=1, le=10**9, unit="epochs",
    )  # fmt: skip


class DisplayConfig(Part):
    """What the page shows; nothing of the training."""

    show_test: bool = about(False, "Show test data", "Draw the test points too.", "display", "display", family="points")
    discretize: bool = about(
        False, "Discretize output", "Paint the maps in two colors only.", "display", "display", family="points"
    )


class Experiment(Part):
    """Everything about a run but its weights: data, network, cost, optimizer, seeds."""

    seed: str = about(
        "0.16152", "Seed", "Data, first weights, shuffling and dropout all follow from this text.", "data",
        "initialization", max_length=200,
    )  # fmt: skip
    data: DataConfig = DataConfig()
    features: tuple[str, ...] = Field(
        tuple(FEATURES.keys()),
        strict=False,
        json_schema_extra={
            "label": "Features", "help": "What the network is shown of each point.", "touches": "architecture",
            "group": "features", "table": "features", "family": "points",
        },
    )  # fmt: skip
    layers: tuple[LayerUnion, ...] = Field(
        (Dense(units=4), Dense(units=2)),
        strict=False,
        max_length=MAX_STACKED,
        json_schema_extra={
            "label": "Hidden layers", "help": "The layers between the features and the output.",
            "touches": "architecture", "group": "layers",
        },
    )  # fmt: skip
    head: HeadConfig = HeadConfig()
    loss: str = about("squared_error", "Loss", "What the training makes small.", "hyper", "learning", table="losses")
    optimizer: OptimizerConfig = OptimizerConfig()
    schedule: ScheduleConfig = ScheduleConfig()
    regularization: RegularizationConfig = RegularizationConfig()
    batch: BatchConfig = BatchConfig()
    initialization: InitializationConfig = InitializationConfig()
    precision: Literal["float32", "float64"] = about(
        "float64", "Precision", "The numbers the engine computes with.", "hyper", "advanced"
    )
    stop: StopConfig = StopConfig()
    display: DisplayConfig = DisplayConfig()

    @field_validator("features")
    @classmethod
    def _features(cls, keys: tuple[str, ...]) -> tuple[str, ...]:
        for index, key in enumerate(keys):
            FEATURES.get(key, f"features[{index}]")
        if len(set(keys)) != len(keys):
            raise InputError("features", "each feature once", list(keys))
        return tuple(key for key in FEATURES.keys() if key in keys)  # noqa: SIM118 - a registry, not a dict

    @field_validator("seed")
    @classmethod
    def _seed(cls, seed: str) -> str:
        if not seed.strip():
            raise InputError("seed", "a text that is not blank", seed, "Try 0.16152.")
        return seed

    @model_validator(mode="after")
    def _layers_fit(self) -> "Experiment":
        if self.family == "images":
            shape: Shape = self.spec.shape
            for index, layer in enumerate(self.layers):
                shape = layer.build(shape, f"layers[{index}]").output_shape
            head(shape, self.spec.slots, self.classes, "linear", self.head.sharing == "shared")
            return self
        for index, layer in enumerate(self.layers):
            if not isinstance(layer, Dense):
                hint = "Choose a data set of images first, or a dense layer."
                raise InputError(f"layers[{index}].kind", "dense for a network on points", layer.kind, hint)
            if layer.units > MAX_UNITS:
                expected = f"1 to {MAX_UNITS} for a network on points"
                raise InputError(f"layers[{index}].units", expected, layer.units)
        if len(self.layers) > MAX_LAYERS:
            raise InputError("layers", f"at most {MAX_LAYERS} layers for a network on points", len(self.layers))
        return self

    @model_validator(mode="after")
    def _added_fit(self) -> "Experiment":
        if self.data.added is None:
            return self
        if self.family != "images":
            raise InputError("data.added", "null for a network on points", self.data.added)
        added, spec = ADDED.get(self.data.added, "data.added"), self.spec
        if not fits(added, spec):
            got = f"images of shape {list(added.pixels.shape[1:])} with labels of their own"
            wanted = f"images of shape {list(spec.shape)}, labelled as those of {self.data.dataset}"
            raise InputError("data.added", wanted, got, "Leave them out: null.")
        return self

    @model_validator(mode="after")
    def _loss_fits(self) -> "Experiment":
        loss = LOSSES.get(self.loss, "loss")
        if self.problem not in loss.tasks:
            fitting = [entry.key for entry in LOSSES if self.problem in entry.tasks]
            raise InputError("loss", f"one for {self.problem}: {', '.join(fitting)}", self.loss)
        return self

    @property
    def family(self) -> str:
        """`points` or `images`: what the network is shown."""
        return DATASETS[self.data.dataset].family

    @property
    def spec(self) -> Spec:
        """What the images look like."""
        entry = DATASETS[self.data.dataset]
        assert isinstance(entry, ImageSet), "points have no such spec"
        return entry.spec(self.data.captcha)

    @property
    def endless(self) -> bool:
        """Whether there can be new images for each epoch."""
        entry = DATASETS[self.data.dataset]
        return isinstance(entry, ImageSet) and entry.endless

    @property
    def renews(self) -> bool:
        """Whether each epoch learns from new images."""
        return self.data.fresh and self.endless

    @property
    def problem(self) -> str:
        """`classification` or `regression`, as the data set has it."""
        return DATASETS[self.data.dataset].problem

    @property
    def classes(self) -> int:
        """How many classes the data set has; 0 for regression."""
        entry = DATASETS[self.data.dataset]
        return len(self.spec.alphabet) if isinstance(entry, ImageSet) else entry.classes

    @property
    def outputs(self) -> int:
        """Numbers that the network answers: one, or one a class where there are more than two, for each slot."""
        if self.family == "images":
            return self.classes * self.spec.slots
        return self.classes if self.classes > 2 else 1

    def to_dict(self) -> dict[str, Any]:
        """The document as plain JSON data."""
        return self.model_dump(mode="json")
