"""Edits of a stack's structure: what they make of the document and of who is who."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from engine import edits
from engine.errors import InputError
from engine.experiment import MAX_STACKED, Experiment
from engine.fields import bounds
from engine.layers import LAYERS
from engine.stack.network import stack
from engine.stack.surgery import Roster
from engine.structure import Structural, inside
from engine.surgery import aligned
from engine.validation import validate

_HANDED_ON = 128  # more numbers than a new layer is made wide for
_WIDE = 32  # what it is then

NewUnits = Callable[[int], tuple[int, ...]]


def restructured(
    edit: Structural, experiment: Experiment, roster: Roster, new_units: NewUnits
) -> tuple[Experiment, Roster, str]:
    """The document and the roster after the edit, and the words for it. Raises `InputError` where it cannot be."""
    layers, ids, hidden = list(experiment.layers), list(roster.layers), list(roster.hidden)
    match edit:
        case edits.InsertLayer():
            inside("at", edit.at, len(layers) + 1)
            if len(layers) == MAX_STACKED:
                raise InputError("layers", f"at most {MAX_STACKED} layers", len(layers) + 1)
            layer = new_layer(edit, experiment)
            layers.insert(edit.at, layer)
            ids[edit.at : edit.at] = new_units(1)
            hidden.insert(edit.at, new_units(layer.width))
            label = f"Insert {LAYERS[layer.kind].label.lower()} as layer {edit.at + 1}"
        case edits.RemoveLayer():
            inside("at", edit.at, len(layers))
            label = f"Remove layer {edit.at + 1}, {LAYERS[layers[edit.at].kind].label.lower()}"
            del layers[edit.at], ids[edit.at], hidden[edit.at]
        case edits.AddUnit():
            inside("layer", edit.layer, len(layers))
            layers[edit.layer] = _resized(layers[edit.layer], edit.layer, 1)
            hidden[edit.layer] = (*hidden[edit.layer], *new_units(1))
            label = f"Add a {_noun(layers[edit.layer])} to layer {edit.layer + 1}"
        case edits.RemoveUnit():
            inside("layer", edit.layer, len(layers))
            inside("unit", edit.unit, layers[edit.layer].width)
            layers[edit.layer] = _resized(layers[edit.layer], edit.layer, -1)
            hidden[edit.layer] = tuple(unit for index, unit in enumerate(hidden[edit.layer]) if index != edit.unit)
            label = f"Remove {_noun(layers[edit.layer])} {edit.unit + 1} of layer {edit.layer + 1}"
        case edits.CollapseLinear():
            hint = "Only layers of a network on points are collapsed."
            raise InputError("layers", "fully connected layers", "a network on images", hint)
    document = {**experiment.to_dict(), "layers": [layer.model_dump() for layer in layers]}
    return validate(document), Roster(tuple(ids), tuple(hidden)), label


def roster_after(before: Experiment, after: Experiment, roster: Roster, new_units: NewUnits) -> Roster:
    """Who is who after a patch: layers are matched with the least change, units come and go at a layer's end."""
    ids, hidden = [], []
    for index, layer in zip(aligned(before.layers, after.layers, alteration), after.layers, strict=True):
        if index is None:
            ids.append(new_units(1)[0])
            hidden.append(new_units(layer.width))
        else:
            kept = roster.hidden[index][: layer.width]
            ids.append(roster.layers[index])
            hidden.append((*kept, *new_units(layer.width - len(kept))))
    return replace(roster, layers=tuple(ids), hidden=tuple(hidden))


def alteration(a: Any, b: Any) -> float:
    """What it costs to make one layer of another: nothing where they are equal, more than two others' where they differ
    in kind."""
    if a.kind != b.kind:
        return 3.0
    old, new = a.model_dump(), b.model_dump()
    changed = sum(old[name] != new[name] for name in old)
    return min(1.8, 0.4 * float(changed))


def _noun(layer: Any) -> str:
    return "neuron" if layer.kind == "dense" else "channel"


def _resized(layer: Any, index: int, change: int) -> Any:
    name = "units" if layer.kind == "dense" else "channels"
    if not layer.width:
        hint = "It has as many as the layer before it."
        raise InputError("layer", "a layer with units or channels of its own", layer.kind, hint)
    if layer.width + change < 1:
        raise InputError(f"layers[{index}].{name}", "at least 1", layer.width + change, "Remove the layer instead.")
    return layer.model_copy(update={name: layer.width + change})  # `validate` says where it is too many


def new_layer(edit: edits.InsertLayer, experiment: Experiment) -> Any:
    """The layer asked for; what is not said is as in the nearest layer of the kind before it, or else the default, and
    it is as wide as what feeds it, so that it can hand all of it on."""
    entry = LAYERS.get(edit.kind or "dense", "kind")
    near = _nearest(experiment.layers[: edit.at], entry.config.model_fields["kind"].default)
    fields = {} if near is None else near.model_dump()
    width = "units" if entry.key == "dense" else "channels"
    if width in entry.config.model_fields:
        field, fed = entry.config.model_fields[width], stack(experiment).layers[edit.at].input_shape[-1]
        most = min(_HANDED_ON, bounds(field, on_points=False)[1] or _HANDED_ON)
        fields[width] = max(fields.get(width, field.default), fed if fed <= most else _WIDE)
    for name, value in ((width, edit.units), ("activation", edit.activation)):
        if value is not None:
            if name not in entry.config.model_fields:
                raise InputError(name, "nothing", value, f"A {entry.label.lower()} layer has none of its own.")
            fields[name] = value
    return entry.config(**fields)


def _nearest(layers: Sequence[Any], kind: str) -> Any:
    return next((layer for layer in reversed(layers) if layer.kind == kind), None)
