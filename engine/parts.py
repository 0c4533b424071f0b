"""The tables that the document names entries of, and what every part of the document checks of itself."""

from typing import Any

from pydantic import model_validator

from engine.activations import ACTIVATIONS, OF_LAYERS
from engine.data import DATASETS
from engine.features import FEATURES
from engine.fields import Document
from engine.initializers import INITIALIZERS
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from engine.registry import Registry
from engine.schedules import SCHEDULES

TABLES: dict[str, Registry[Any]] = {
    "activations": ACTIVATIONS,
    "layer_activations": OF_LAYERS,
    "datasets": DATASETS,
    "features": FEATURES,
    "initializers": INITIALIZERS,
    "losses": LOSSES,
    "optimizers": OPTIMIZERS,
    "schedules": SCHEDULES,
}


class Part(Document):
    """A part of the document: what it names in a table is there."""

    @model_validator(mode="after")
    def _known(self) -> "Part":
        for name, field in type(self).model_fields.items():
            extra, value = field.json_schema_extra, getattr(self, name)
            if isinstance(extra, dict) and extra.get("table") and isinstance(value, str):
                TABLES[str(extra["table"])].get(value, name)
        return self
