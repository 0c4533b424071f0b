"""The edits that a person or a program can make to a run, as plain messages; and the words for them."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.errors import Location, dotted, written
from engine.experiment import MAX_STACKED_UNITS, Experiment
from engine.parts import TABLES
from engine.validation import field_at


class Message(BaseModel):
    """The base of the edits. Edits in a row that share a `group` are one step of undo: a drag."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
    group: str | None = Field(None, max_length=100)


class Patch(Message):
    """Change the document by a JSON merge patch (RFC 7396); null gives a field its default back."""

    type: Literal["edit"] = "edit"
    patch: dict[str, Any]


class InsertLayer(Message):
    """Insert a hidden layer before hidden layer `at` (or after the last). By default it is as wide as what feeds it; on
    images as the nearest one of its kind where that is wider."""

    type: Literal["insert_layer"] = "insert_layer"
    at: int = Field(ge=0)
    units: int | None = Field(None, ge=1, le=MAX_STACKED_UNITS)
    activation: str | None = None
    kind: str | None = None  # of a network on images; a fully connected layer if not said


class RemoveLayer(Message):
    """Remove a hidden layer."""

    type: Literal["remove_layer"] = "remove_layer"
    at: int = Field(ge=0)


class AddUnit(Message):
    """Add a neuron at the end of a hidden layer."""

    type: Literal["add_unit"] = "add_unit"
    layer: int = Field(ge=0)


class RemoveUnit(Message):
    """Remove one neuron of a hidden layer."""

    type: Literal["remove_unit"] = "remove_unit"
    layer: int = Field(ge=0)
    unit: int = Field(ge=0)


class CollapseLinear(Message):
    """Multiply every linear hidden layer's matrix into the next one's: `W' = W_next W`, `b' = W_next b + b_next`."""

    type: Literal["collapse_linear"] = "collapse_linear"


class SetWeight(Message):
    """Set one weight; the output layer comes after the last hidden one."""

    type: Literal["set_weight"] = "set_weight"
    layer: int = Field(ge=0)
    unit: int = Field(ge=0)
    input: int = Field(ge=0)
    value: float = Field(ge=-1e6, le=1e6)


class SetBias(Message):
    """Set one bias."""

    type: Literal["set_bias"] = "set_bias"
    layer: int = Field(ge=0)
    unit: int = Field(ge=0)
    value: float = Field(ge=-1e6, le=1e6)


class SetSlope(Message):
    """Set the slope that a unit of a PReLU layer has learned."""

    type: Literal["set_slope"] = "set_slope"
    layer: int = Field(ge=0)
    unit: int = Field(ge=0)
    value: float = Field(ge=-1e6, le=1e6)


class AddImage(Message):
    """Add an image to those that are trained on: from now on the batches of every epoch have it among them."""

    type: Literal["add_image"] = "add_image"
    pixels: str = Field(max_length=400_000, description="Base64 of height x width x channels bytes; 255 is full ink.")
    label: str = Field(max_length=100, description="The name of its class; of several characters the text.")


class RemoveImage(Message):
    """Remove one of the images that were added."""

    type: Literal["remove_image"] = "remove_image"
    index: int = Field(ge=0)


Edit = Annotated[
    Patch
    | InsertLayer
    | RemoveLayer
    | AddUnit
    | RemoveUnit
    | CollapseLinear
    | SetWeight
    | SetBias
    | SetSlope
    | AddImage
    | RemoveImage,
    Field(discriminator="type"),
]


def changes(before: Any, after: Any, path: str = "") -> list[tuple[str, Any, Any]]:
    """The leaves where two documents differ: `(path, before, after)`; a list counts as one leaf."""
    if isinstance(before, dict) and isinstance(after, dict):
        found = []
        for key in before:
            found += changes(before[key], after.get(key), f"{path}.{key}" if path else key)
        return found
    return [] if before == after else [(path, before, after)]


def touched(before: Experiment, after: Experiment) -> list[str]:
    """What the step from one document to the other touches, by the fields' own declarations."""
    kinds = []
    for path, *values in changes(before.to_dict(), after.to_dict()):
        if path == "layers" and _unbent(values[0]) == _unbent(values[1]):
            kinds.append("hyper")  # only activations changed
            continue
        field = field_at(tuple(path.split(".")))
        extra = field.json_schema_extra if field else None
        kinds.append(str(extra["touches"]) if isinstance(extra, dict) else "hyper")
    return sorted(set(kinds))


def _unbent(layers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The layers without their activations."""
    return [{name: value for name, value in layer.items() if name != "activation"} for layer in layers]


_WEIGHTIEST = ("architecture", "data", "weights", "hyper", "display")


def words(before: Experiment, after: Experiment) -> str:
    """The step from one document to the other in a few words, for the undo button: the weightiest change, and how many
    there are beside it."""
    found = [(*each, *_declared(tuple(each[0].split(".")))) for each in changes(before.to_dict(), after.to_dict())]
    if not found:
        return "no change"
    path, old, new, label, extra = min(
        found, key=lambda each: (each[0] != "data.dataset", _WEIGHTIEST.index(each[4].get("touches", "hyper")))
    )
    more = f", and {len(found) - 1} more" if len(found) > 1 else ""
    if path == "layers":
        return f"{_of_layers(old, new) or label}{more}"
    if isinstance(old, list) or path == "data.added":  # whose value is a name that says nothing to a person
        return f"{label}{more}"
    return f"{label} {_worded(old, extra)} → {_worded(new, extra)}{more}"


def _declared(location: Location) -> tuple[str, dict[str, Any]]:
    """The label of the field at a place, and all that its declaration says."""
    field = field_at(location)
    extra = field.json_schema_extra if field else None
    said: dict[str, Any] = extra if isinstance(extra, dict) else {}
    return said.get("label", dotted(location)), said


def _of_layers(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> str:
    """The one field that changed in one layer; empty where there is more to say."""
    if [layer["kind"] for layer in old] != [layer["kind"] for layer in new]:
        return ""
    found = [(index, name) for index, layer in enumerate(old) for name in layer if layer[name] != new[index][name]]
    if len(found) != 1:
        return ""
    index, name = found[0]
    label, extra = _declared(("layers", index, old[index]["kind"], name))
    values = f"{_worded(old[index][name], extra)} → {_worded(new[index][name], extra)}"
    return f"Layer {index + 1}: {label[0].lower()}{label[1:]} {values}"


def _worded(value: Any, extra: Mapping[str, Any]) -> str:
    """A value as the page writes it."""
    if value is None or isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int | float):
        unit = extra.get("unit")
        return f"{written(value)}\u202f{unit}" if unit else written(value)
    table = extra.get("table")
    return str(TABLES[table][value].label if table else value)
