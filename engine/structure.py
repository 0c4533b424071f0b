"""Edits of the network's structure: what they make of the document and of who is who."""

from collections.abc import Callable
from dataclasses import replace

from engine import edits
from engine.activations import OF_LAYERS
from engine.errors import InputError
from engine.experiment import MAX_LAYERS, MAX_UNITS, Dense, Experiment
from engine.surgery import Roster, align
from engine.validation import validate

LINEAR = "linear"  # the activation that a layer must have to be multiplied into the next
NewUnits = Callable[[int], tuple[int, ...]]  # so many identities that no unit has had
Structural = edits.InsertLayer | edits.RemoveLayer | edits.AddUnit | edits.RemoveUnit | edits.CollapseLinear


def restructured(
    edit: Structural, experiment: Experiment, roster: Roster, new_units: NewUnits
) -> tuple[Experiment, Roster, str]:
    """The document and the roster after the edit, and the words for it. Raises `InputError` where it cannot be."""
    layers, hidden = list(experiment.layers), list(roster.hidden)
    match edit:
        case edits.InsertLayer():
            inside("at", edit.at, len(layers) + 1)
            if len(layers) == MAX_LAYERS:
                raise InputError("layers", f"at most {MAX_LAYERS} hidden layers", len(layers) + 1)
            if (edit.units or 1) > MAX_UNITS:
                raise InputError("units", f"1 to {MAX_UNITS}", edit.units)
            feeds = layers[edit.at - 1].units if edit.at else len(experiment.features)
            near = layers[edit.at - 1] if edit.at else layers[0] if layers else Dense()
            layer = Dense(units=edit.units or max(feeds, 1), activation=edit.activation or near.activation)
            layers.insert(edit.at, layer)
            hidden.insert(edit.at, new_units(layer.units))
            label = f"Insert hidden layer {edit.at + 1}"
        case edits.RemoveLayer():
            inside("at", edit.at, len(layers))
            del layers[edit.at], hidden[edit.at]
            label = f"Remove hidden layer {edit.at + 1}"
        case edits.AddUnit():
            inside("layer", edit.layer, len(layers))
            layers[edit.layer] = _resized(layers[edit.layer], edit.layer, 1)
            hidden[edit.layer] = (*hidden[edit.layer], *new_units(1))
            label = f"Add a neuron to hidden layer {edit.layer + 1}"
        case edits.RemoveUnit():
            inside("layer", edit.layer, len(layers))
            inside("unit", edit.unit, layers[edit.layer].units)
            layers[edit.layer] = _resized(layers[edit.layer], edit.layer, -1)
            hidden[edit.layer] = tuple(unit for index, unit in enumerate(hidden[edit.layer]) if index != edit.unit)
            label = f"Remove neuron {edit.unit + 1} of hidden layer {edit.layer + 1}"
        case edits.CollapseLinear():
            bent = [index for index, layer in enumerate(layers) if layer.activation != LINEAR]
            count = len(layers) - len(bent)
            if not count:
                got = ", ".join(layer.activation for layer in layers) or "no hidden layer"
                hint = "A layer that bends what it is given can't be multiplied into the next one."
                raise InputError("layers", "a linear hidden layer", got, hint)
            layers, hidden = [layers[index] for index in bent], [hidden[index] for index in bent]
            label = f"Collapse {count} linear layer{'s' if count > 1 else ''}"
    document = {**experiment.to_dict(), "layers": [layer.model_dump() for layer in layers]}
    return validate(document), replace(roster, hidden=tuple(hidden)), label


def roster_after(before: Experiment, after: Experiment, roster: Roster, new_units: NewUnits) -> Roster:
    """Who is who after a patch: layers are matched with the least change, units come and go at a layer's end."""
    hidden = []
    for index, layer in zip(align(before.layers, after.layers), after.layers, strict=True):
        kept = roster.hidden[index][: layer.units] if index is not None else ()
        hidden.append((*kept, *new_units(layer.units - len(kept))))
    return Roster(after.features, tuple(hidden), after.outputs)


def kept_parameters(old: Roster, new: Roster) -> int:
    """How many weights and biases both networks have: both ends of the link lived on."""
    known = {unit: set(inputs) for units, inputs in old.layers() for unit in units}
    return sum(
        1 + len(known[unit].intersection(inputs)) for units, inputs in new.layers() for unit in units if unit in known
    )


def kept_slopes(before: Experiment, after: Experiment, old: Roster, new: Roster) -> int:
    """How many learned slopes both networks have: the unit lived on, and learns one in both."""

    def learning(experiment: Experiment, roster: Roster) -> set[int]:
        pairs = zip(experiment.layers, roster.hidden, strict=True)
        return {unit for layer, units in pairs if OF_LAYERS[layer.activation].learns for unit in units}

    return len(learning(before, old) & learning(after, new))


def inside(name: str, index: int, count: int) -> None:
    """Raise `InputError` where an index is not one of `count`."""
    if not 0 <= index < count:
        raise InputError(name, f"0 to {count - 1}" if count else "a network with hidden layers", index)


def _resized(layer: Dense, index: int, change: int) -> Dense:
    units = layer.units + change
    if not 1 <= units <= MAX_UNITS:
        hint = "Remove the layer instead." if units < 1 else ""
        raise InputError(f"layers[{index}].units", f"1 to {MAX_UNITS}", units, hint)
    return layer.model_copy(update={"units": units})
