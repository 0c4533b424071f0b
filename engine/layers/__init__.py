"""Layers, one file each: every module here that defines a `LAYER` is in the table, by its `order`."""

from functools import reduce
from importlib import import_module
from operator import or_
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from pydantic import Discriminator, Tag

from engine.layers.base import (
    LAYERS,
    LOOKING,
    Layer,
    LayerConfig,
    LayerKind,
    Mode,
    Plane,
    Shape,
    StackLayer,
    Taps,
)
from engine.layers.dense import MAX_STACKED_UNITS, MAX_UNITS, Dense, DenseLayer

__all__ = [
    "LAYERS",
    "LOOKING",
    "MAX_STACKED_UNITS",
    "MAX_UNITS",
    "Dense",
    "DenseLayer",
    "Layer",
    "LayerConfig",
    "LayerKind",
    "LayerUnion",
    "Mode",
    "Plane",
    "Shape",
    "StackLayer",
    "Taps",
]

_modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
_found: list[LayerKind] = [module.LAYER for module in _modules if hasattr(module, "LAYER")]

for _layer in sorted(_found, key=lambda layer: layer.order):
    LAYERS.register(_layer)


def _kind(value: object) -> str | None:
    """Which layer a part of the document says it is; dense where it does not say."""
    kind = value.get("kind", Dense().kind) if isinstance(value, dict) else getattr(value, "kind", None)
    return kind if isinstance(kind, str) else None


if TYPE_CHECKING:
    LayerUnion: TypeAlias = Any  # the dense layers of a network on points have fields that not all have
else:
    # The config of any layer in the table, told by its `kind`.
    LayerUnion = Annotated[
        reduce(or_, (Annotated[layer.config, Tag(layer.key)] for layer in LAYERS)),
        Discriminator(
            _kind,
            custom_error_type="layer_kind",
            custom_error_message="Input should be an object",
        ),
    ]
