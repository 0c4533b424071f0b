"""The catalogue: every table and every field of the document as plain data, so that a page needs no list of its own."""

from functools import lru_cache
from typing import Any, Literal, get_args, get_origin

import numpy as np
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from engine.activations import ACTIVATIONS, VECTORS
from engine.data import DATASETS, IMAGE_SETS, CaptchaConfig, ImageSet, build
from engine.data.images import described
from engine.experiment import MAX_LAYERS, MAX_STACKED, MAX_STACKED_UNITS, MAX_UNITS, Experiment, HeadConfig
from engine.features import FEATURES
from engine.fields import bounds
from engine.initializers import INITIALIZERS
from engine.layers import LAYERS
from engine.losses import LOSSES
from engine.mechanics.slips import SLIPS
from engine.optimizers import OPTIMIZERS
from engine.probes import PROBES
from engine.registry import Registry
from engine.schedules import SCHEDULES
from engine.warming import warm

__all__ = ["catalog", "warm"]

_PREVIEWED = 200  # points of a data set's thumbnail


def _table(registry: Registry[Any], *names: str) -> list[dict[str, Any]]:
    return [_row(entry, *names) for entry in registry]


def _row(entry: Any, *names: str) -> dict[str, Any]:
    return {name: _plain(getattr(entry, name)) for name in ("key", "label", *names)}


def _plain(value: Any) -> Any:
    """Tuples as lists, and an infinite end of a range as None."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


def _preview(key: str) -> list[list[float]]:
    """Some points of a data set without noise, rounded to what a thumbnail can show."""
    data = build(key, 0.0, 50.0, Experiment().seed)
    rows = np.column_stack([data.points, data.labels])[:_PREVIEWED]
    return [[round(number, 3) for number in row] for row in rows.tolist()]


def _datasets() -> list[dict[str, Any]]:
    return [
        described(entry) if isinstance(entry, ImageSet) else {
            **_row(entry, "help", "family", "problem", "classes", "count", "source"), "preview": _preview(entry.key)
        }
        for entry in DATASETS
    ]  # fmt: skip


def _kind(annotation: Any, table: str | None) -> tuple[str, list[Any] | None, bool]:
    """`(type, choices, nullable)` of a field's annotation."""
    options = get_args(annotation)
    nullable = type(None) in options
    if nullable:
        annotation = next(option for option in options if option is not type(None))
    if get_origin(annotation) is Literal:
        return "choice", list(get_args(annotation)), nullable
    if get_origin(annotation) is tuple:
        return "choices", None, nullable
    if table:
        return "choice", None, nullable
    return {bool: "flag", int: "integer", float: "number"}.get(annotation, "text"), None, nullable


def _field(path: str, field: FieldInfo, extra: dict[str, Any]) -> dict[str, Any]:
    low, high, exclusive = bounds(field)
    kind, choices, nullable = _kind(field.annotation, extra.get("table"))
    default = None if field.default is PydanticUndefined else field.default
    return {
        "path": path,
        "type": kind,
        "choices": choices,
        "nullable": nullable,
        "default": list(default) if isinstance(default, tuple) else default,
        "minimum": low,
        "maximum": high,
        "minimum_excluded": exclusive,
        **dict.fromkeys(("table", "soft_minimum", "soft_maximum", "step", "steps", "shown_when", "most_on_points")),
        "log": False,
        "unit": "",
        **extra,
    }


def _fields(model: type[BaseModel], prefix: str = "") -> list[dict[str, Any]]:
    """Every declared field of the document, depth first; the layers' own stand under `layers[]`, with their `kind`."""
    found = []
    for name, field in model.model_fields.items():
        path = f"{prefix}{name}"
        extra = field.json_schema_extra
        if name == "layers":
            for layer in LAYERS:
                found += [{**each, "kind": layer.key} for each in _fields(layer.config, "layers[].")]
        elif model is CaptchaConfig and isinstance(extra, dict):
            obeying = [entry.key for entry in IMAGE_SETS if name in entry.dials]
            found.append(_field(path, field, {**extra, "shown_when": {"data.dataset": obeying}, "family": "images"}))
        elif model is HeadConfig and isinstance(extra, dict):
            several = [entry.key for entry in IMAGE_SETS if "length" in entry.dials]
            found.append(_field(path, field, {**extra, "shown_when": {"data.dataset": several}}))
        elif isinstance(extra, dict):
            found.append(_field(path, field, extra))
        elif isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            found += _fields(field.annotation, f"{path}.")
    return found


@lru_cache(maxsize=1)
def catalog() -> dict[str, Any]:
    """The document's default, its fields, and all tables with labels, formulas, help and ranges."""
    return {
        "default_experiment": Experiment().to_dict(),
        "fields": _fields(Experiment),
        "activations": _table(ACTIVATIONS, "formula", "help", "range", "source", "learns"),
        "layer_activations": [
            *_table(ACTIVATIONS, "formula", "help", "range", "source", "learns"),
            *(
                {
                    **_row(entry, "help", "range", "source", "learns", "group"),
                    "formula": entry.layer_formula,
                    "joint": True,
                }
                for entry in VECTORS
            ),
        ],
        "losses": _table(LOSSES, "formula", "help", "tasks", "source"),
        "optimizers": _table(OPTIMIZERS, "formula", "help", "uses", "decoupled", "source"),
        "initializers": _table(INITIALIZERS, "formula", "help", "source"),
        "schedules": _table(SCHEDULES, "formula", "help", "source"),
        "features": _table(FEATURES, "formula", "maximum"),
        "datasets": _datasets(),
        "layers": _table(LAYERS, "formula", "help", "source"),
        "slips": _table(SLIPS, "help"),
        "limits": {
            "layers": MAX_LAYERS,
            "units": MAX_UNITS,
            "stacked": MAX_STACKED,
            "stacked_units": MAX_STACKED_UNITS,
        },
        "probes": [
            {
                "key": probe.key,
                "help": probe.help,
                "params": probe.params.model_json_schema(),
                "arrays": probe.arrays,
                "family": probe.family,
            }
            for probe in PROBES
        ],
    }
