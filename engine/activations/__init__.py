"""The activation table: what a neuron applies to its weighted sum, each written for arrays of any shape and dtype.

A module holds one family; every entry in a module's `FAMILY` is in the table, by its `order`.
"""

from importlib import import_module
from pkgutil import iter_modules

from engine.activations.base import ACTIVATIONS, Activation, Elementwise, value_and_slope
from engine.activations.rectifiers import softplus
from engine.activations.vectors import VECTORS, VectorActivation
from engine.registry import Registry

__all__ = [
    "ACTIVATIONS", "OF_LAYERS", "VECTORS", "Activation", "Elementwise", "LayerActivation", "VectorActivation", "joint",
    "softplus", "value_and_slope",
]  # fmt: skip

LayerActivation = Activation | VectorActivation

_modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
_found: list[Activation] = [entry for module in _modules for entry in getattr(module, "FAMILY", ())]

for _place, _activation in enumerate(sorted(_found, key=lambda activation: activation.order)):
    assert _activation.order == _place, f"activation {_activation.key} stands at {_activation.order}, {_place} is free"
    ACTIVATIONS.register(_activation)

# All that a hidden layer of a network on points may have: those of one number, then those of the whole layer.
OF_LAYERS: Registry[LayerActivation] = Registry("activation")
for _any in (*ACTIVATIONS, *VECTORS):
    OF_LAYERS.register(_any)


def joint(key: str) -> VectorActivation | None:
    """The activation of that key where it is one of a whole layer; it has no slope a unit."""
    entry = OF_LAYERS[key]
    return entry if isinstance(entry, VectorActivation) else None
