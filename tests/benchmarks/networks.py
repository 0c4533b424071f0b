"""The networks that are measured: 2-8x6-1 has two features, six hidden layers of eight neurons, and one output."""

from __future__ import annotations

from typing import Any

FEATURES = ("x", "y", "x_squared", "y_squared", "x_times_y", "sin_x", "sin_y")
HIDDEN = {"2-4-2-1": (4, 2), "7-4-2-1": (4, 2), "2-8x6-1": (8,) * 6, "2-64-64-1": (64, 64)}
LARGE = "2-8x6-1"  # the one that is looked at


def document(net: str, **more: Any) -> dict[str, Any]:
    """An experiment: tanh, batches of 10, and 250 of 500 points to train on; the rest as the reference case."""
    return {
        "data": {"dataset": "spiral", "noise": 5, "train_percent": 50},
        "features": list(FEATURES[: int(net[0])]),
        "layers": [{"kind": "dense", "units": units, "activation": "tanh"} for units in HIDDEN[net]],
        "batch": {"size": 10},
        **more,
    }
