"""TensorFlow Playground's links: read one as an experiment, write an experiment as one."""

import math
import re
from dataclasses import dataclass, field
from random import SystemRandom
from typing import Any

from engine.errors import InputError
from engine.experiment import MAX_LAYERS, MAX_UNITS, Experiment
from engine.features import FEATURES
from engine.imported import Imported, Notice
from engine.playground.javascript import javascript_number
from engine.playground.limits import Rule, batch_size, train_percent, within
from engine.validation import validate

ADDRESS = "https://playground.tensorflow.org/"
_HOST = "playground.tensorflow.org"
_EXPECTED = "a TensorFlow Playground link"
_EXAMPLE = f"Try {ADDRESS}#dataset=spiral&networkShape=4,2&seed=0.16152"
_LONGEST = 8192

_ACTIVATIONS = ("relu", "tanh", "sigmoid", "linear")
_DATASETS = ("circle", "xor", "gauss", "spiral")
_REG_DATASETS = ("reg-plane", "reg-gauss")
_FEATURE_KEYS = {feature.playground: feature for feature in FEATURES}
_ON_BY_DEFAULT = ("x", "y")
# In the order that Playground writes them.
_KEYS = (
    "activation", "regularization", "batchSize", "dataset", "regDataset", "learningRate", "regularizationRate", "noise",
    "networkShape", "seed", "showTestData", "discretize", "percTrainData", "x", "y", "xTimesY", "xSquared", "ySquared",
    "cosX", "sinX", "cosY", "sinY", "collectStats", "tutorial", "problem", "initZero", "hideText",
)  # fmt: skip
_HIDE = "_hide"


def fresh_seed() -> str:
    """A new seed as Playground invents them: a random number's first 5 decimals."""
    return f"{SystemRandom().random():.5f}"


def parse(text: str) -> Imported:
    """The experiment of a link, given as a whole address or as what follows its `#`.

    Follows Playground's own reading to the letter: no percent-decoding, the last of two equal keys wins, `0` is true.
    Raises `InputError` for what is no link of Playground's.
    """
    link = _Link(_pairs(text))
    problem = link.choice("problem", ("classification", "regression"), "classification")
    datasets = {
        "classification": link.choice("dataset", _DATASETS, "circle"),
        "regression": link.choice("regDataset", _REG_DATASETS, "reg-plane"),
    }
    activation = link.choice("activation", _ACTIVATIONS, "tanh")
    penalty = link.choice("regularization", ("none", "L1", "L2"), "none")
    penalty_rate = link.number("regularizationRate", 0.0, within(-1000, 1000, 0.0))
    document = {
        "seed": link.seed(),
        "data": {
            "dataset": datasets[problem],
            "noise": link.number("noise", 0.0, within(0, 1000, 0.0)),
            "train_percent": link.number("percTrainData", 50.0, train_percent),
        },
        "features": link.features(),
        "layers": [{"kind": "dense", "units": units, "activation": activation} for units in link.units()],
        "loss": "squared_error",
        "optimizer": {"kind": "sgd", "learning_rate": link.number("learningRate", 0.03, within(0, 1000, 0.03))},
        "schedule": {"kind": "constant"},
        "regularization": {
            "l1": penalty_rate if penalty == "L1" else 0.0,
            "l2": penalty_rate if penalty == "L2" else 0.0,
            "dropout": 0.0,
            "dead_links": True,
        },
        "batch": {"size": int(link.number("batchSize", 10.0, batch_size)), "order": "fixed", "tail": "carried"},
        "initialization": {"scheme": "zeros" if link.flag("initZero") else "uniform", "start": 0},
        "precision": "float64",
        "display": {"show_test": link.flag("showTestData"), "discretize": link.flag("discretize")},
    }
    link.note_the_rest()
    return Imported(validate(document), link.notices)


def _pairs(text: str) -> dict[str, str | None]:
    """The keys of a link and their values as text, None where a key has no `=`."""
    if len(text) > _LONGEST:
        raise InputError("playground_link", f"at most {_LONGEST} characters", f"{len(text)} characters")
    address, mark, after = text.strip().partition("#")
    is_address = "://" in address or address.startswith(_HOST)
    fragment = after if mark or is_address else address
    pairs: dict[str, str | None] = {}
    for part in fragment.split("&"):
        name, equals, rest = part.partition("=")
        pairs[name] = rest.split("=")[0] if equals else None
    if not (
        _HOST in address
        or any(value is not None and (name in _KEYS or name.endswith(_HIDE)) for name, value in pairs.items())
    ):
        raise InputError("playground_link", _EXPECTED, text, _EXAMPLE)
    return pairs


@dataclass
class _Link:
    """The reading of one link, which gathers notices on its way."""

    pairs: dict[str, str | None]
    notices: list[Notice] = field(default_factory=list)

    def text(self, key: str) -> str | None:
        """The value of a key, None where it is missing or blank."""
        value = self.pairs.get(key)
        return value if value is not None and value.strip() else None

    def note(self, key: str, asked: str, used: object, why: str) -> None:
        self.notices.append({"key": key, "asked": asked, "used": str(used), "why": why})

    def choice(self, key: str, known: tuple[str, ...], default: str) -> str:
        value = self.text(key)
        if value is None or value in known:
            return value or default
        self.note(key, value, default, f"Playground knows {', '.join(known)}, and takes its default for all else.")
        return default

    def flag(self, key: str, default: bool = False) -> bool:
        """Playground's truth: only the text `false` is false."""
        value = self.text(key)
        return default if value is None else value != "false"

    def number(self, key: str, default: float, rule: Rule) -> float:
        value = self.text(key)
        if value is None:
            return default
        asked = javascript_number(value)
        used, why = rule(asked)
        if used != asked:
            self.note(key, value, _plain(used), why)
        return used

    def seed(self) -> str:
        value = self.text("seed")
        if value is None:
            seed = fresh_seed()
            self.note("seed", "", seed, "The link has no seed, so every visit to it is another run: here is a new one.")
            return seed
        if len(value) > 200:
            self.note("seed", value, value[:200], "A seed has at most 200 characters here.")
        return value[:200]

    def features(self) -> list[str]:
        return [
            feature.key
            for key, feature in _FEATURE_KEYS.items()
            if self.flag(key, key in _ON_BY_DEFAULT) and self.pairs.get(key + _HIDE) != "true"
        ]

    def units(self) -> list[int]:
        """Units of each hidden layer."""
        if "networkShape" not in self.pairs:
            return [4, 2]
        value = self.pairs["networkShape"]
        if value is None:
            raise InputError("playground_link.networkShape", "a list of numbers", "no value", "Try networkShape=4,2")
        if not value.strip():
            return []
        layers = []
        for text in value.split(","):
            asked = javascript_number(text)
            # Playground adds units while it has counted fewer than asked: 2.5 makes 3, NaN none.
            units = 0 if math.isnan(asked) else math.ceil(min(max(asked, 0), MAX_UNITS))
            if units == 0:
                self.note("networkShape", text, "no such layer", "A layer has at least one unit here.")
                continue
            if units != asked:
                why = f"A layer has at most {MAX_UNITS} units here." if asked > units else "Playground rounds up."
                self.note("networkShape", text, units, why)
            layers.append(units)
        if len(layers) > MAX_LAYERS:
            why = f"A network has at most {MAX_LAYERS} hidden layers here."
            self.note("networkShape", f"{len(layers)} layers", f"the first {MAX_LAYERS}", why)
        return layers[:MAX_LAYERS]

    def note_the_rest(self) -> None:
        """Notices for the keys that have no place in an experiment."""
        for key, value in self.pairs.items():
            if key.endswith(_HIDE):
                if value == "true" and key.removesuffix(_HIDE) not in _FEATURE_KEYS:
                    self.note(key, value, "shown", "It only hides a control of Playground's own page.")
            elif self.text(key) is None:
                continue
            elif key in ("cosX", "cosY") and self.flag(key):
                self.note(key, str(value), "off", "Playground has the key, but no such input.")
            elif key == "tutorial":
                self.note(key, str(value), "none", "Playground ships no tutorials.")
            elif key == "hideText" and self.flag(key):
                self.note(key, str(value), "nothing", "It only hides the article below Playground's own page.")
            elif key not in _KEYS:
                self.note(key, str(value), "nothing", "Playground knows no such key.")


_SAFE_SEED = re.compile(r"[A-Za-z0-9._~*+,:;@/?()!$-]+")


def write(experiment: Experiment) -> str | None:
    """The Playground link that trains the same numbers, None where there is none.

    `parse(write(e)).experiment` is e, but for settings that e has and does not use.
    """
    if not _expressible(experiment):
        return None
    regression = experiment.problem == "regression"
    penalty = experiment.regularization
    values: dict[str, Any] = {
        "activation": experiment.layers[0].activation if experiment.layers else "tanh",
        "regularization": "L1" if penalty.l1 else "L2" if penalty.l2 else None,
        "batchSize": experiment.batch.size,
        "dataset": "circle" if regression else experiment.data.dataset,
        "regDataset": experiment.data.dataset if regression else "reg-plane",
        "learningRate": experiment.optimizer.learning_rate,
        "regularizationRate": penalty.l1 or penalty.l2,
        "noise": experiment.data.noise,
        "networkShape": ",".join(str(layer.units) for layer in experiment.layers),
        "seed": experiment.seed,
        "showTestData": experiment.display.show_test,
        "discretize": experiment.display.discretize,
        "percTrainData": experiment.data.train_percent,
        "cosX": False,
        "cosY": False,
        "collectStats": False,
        "problem": experiment.problem,
        "initZero": experiment.initialization.scheme == "zeros",
        "hideText": False,
    }
    values |= {key: feature.key in experiment.features for key, feature in _FEATURE_KEYS.items()}
    written = [f"{key}={_plain(values[key])}" for key in _KEYS if values.get(key) is not None]
    return f"{ADDRESS}#{'&'.join(written)}"


def _expressible(experiment: Experiment) -> bool:
    """Whether Playground can train this experiment, number for number."""
    if experiment.family != "points":
        return False
    activations = {layer.activation for layer in experiment.layers}
    start = experiment.initialization
    penalty = experiment.regularization
    return (
        experiment.data.dataset in _DATASETS + _REG_DATASETS
        and _SAFE_SEED.fullmatch(experiment.seed) is not None
        and len(activations) <= 1
        and activations <= set(_ACTIVATIONS)
        and experiment.loss == "squared_error"
        and experiment.optimizer.kind == "sgd"
        and experiment.schedule.kind == "constant"
        and penalty.dropout == 0
        and not (penalty.l1 and penalty.l2)
        and (penalty.dead_links or not penalty.l1)
        and (experiment.batch.order, experiment.batch.tail) == ("fixed", "carried")
        and start.scheme in ("uniform", "zeros")
        and (start.start == 0 or start.scheme == "zeros")
        and experiment.precision == "float64"
        and experiment.stop == type(experiment.stop)()
    )


def _plain(value: object) -> str:
    """A value as Playground writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
