"""What an experiment begins with on a data set of another family: a network that can read it, and how that learns."""

from typing import Any

from engine.data import DATASETS, CaptchaConfig, ImageSet
from engine.experiment import Experiment

# What a machine has to see through, and a person still reads.
_HARD: dict[str, Any] = {"lines": 1, "rotation": 10.0, "warp": 20.0, "overlap": 10.0}
_SMALL = 4  # maps of this height are pooled no more


def starter(dataset: str, experiment: Experiment) -> dict[str, Any]:
    """The document to begin with on that data set; the seed stays."""
    entry = DATASETS[dataset]
    if not isinstance(entry, ImageSet):
        fresh = Experiment(seed=experiment.seed).to_dict()
        fresh["data"]["dataset"] = dataset
        return fresh
    spec = entry.spec(CaptchaConfig())
    data: dict[str, Any] = {
        "dataset": dataset,
        "noise": 0.0,
        "train_percent": 80.0,
        "count": min(5000, spec.most or 5000),
    }
    if entry.endless:
        data["fresh"] = True
    if entry.dials:
        data |= {"noise": 10.0, "captcha": {dial: value for dial, value in _HARD.items() if dial in entry.dials}}
    return {
        "seed": experiment.seed,
        "data": data,
        "layers": _layers(spec.shape[0], spec.slots),
        "head": {"sharing": "shared"},
        "loss": "cross_entropy",
        "optimizer": {"kind": "adam", "learning_rate": 0.002},
        "batch": {"size": 32, "order": "shuffled"},
        "initialization": {"scheme": "he"},
        "precision": "float32",
        "display": experiment.display.model_dump(),
    }


def _layers(height: int, slots: int) -> list[dict[str, Any]]:
    """Two convolutions with 8 and 16 kernels (twice as many for several characters), each followed by pooling where
    there is room; along a signal, three with 25 kernels in steps of 2."""
    if height == 1:
        step = {"kind": "conv1d", "channels": 25, "kernel": 3, "stride": 2, "activation": "relu"}
        return [step, step, step, {"kind": "flatten"}]
    layers: list[dict[str, Any]] = []
    for number in (16, 32) if slots > 1 else (8, 16):
        layers.append({"kind": "conv2d", "channels": number, "kernel": 3, "activation": "relu"})
        if height >= _SMALL:
            layers.append({"kind": "max_pool", "size": 2})
            height //= 2
    return layers if slots > 1 else [*layers, {"kind": "flatten"}]
