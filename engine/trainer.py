"""The trainer: a training that takes edits without losing what was learned, and undoes them."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import jax
import numpy as np

from engine import edits, surgery
from engine.errors import InputError
from engine.experiment import Experiment
from engine.given import with_parameters
from engine.history import History
from engine.initializers import INITIALIZERS
from engine.loaded import Loaded, Position, moved
from engine.network import initial_params, network
from engine.programs import packed
from engine.programs.packed import leaf
from engine.reports import EditReport, number
from engine.stopping import Stop, Watch
from engine.streams import generator
from engine.structure import inside, kept_parameters, kept_slopes, restructured, roster_after
from engine.surgery import Body, Roster
from engine.training import Training
from engine.undo import Moment, Place, Stack, Step
from engine.validation import patched, validate


class Trainer(Training):
    """An experiment being trained and edited. Not thread-safe, but for `specialize`, for a background thread."""

    def __init__(self, experiment: Experiment | None = None) -> None:
        super().__init__(experiment or Experiment())
        self._ids = itertools.count()
        self._undo, self._redo = Stack(), Stack()
        self._begin()

    @property
    def undo_label(self) -> str | None:
        """The words for what `undo` would take back."""
        return self._undo.label

    @property
    def redo_label(self) -> str | None:
        """The words for what `redo` would do again."""
        return self._redo.label

    def reset(self, start: str = "same") -> EditReport:
        """Begin again: with the same first weights, or with new ones (one `start` further). Undo brings back all."""
        if start not in ("same", "new"):
            raise InputError("start", "same or new", start)
        after, given = self._experiment, self._experiment.initialization
        if start == "new":
            further = given.model_copy(update={"start": given.start + 1})
            after = after.model_copy(update={"initialization": further})
        return self._restart(after, f"Reset, {start} start", None)

    # ---- edits -----------------------------------------------------------------------------------------------

    def apply(self, edit: edits.Edit) -> EditReport:
        """Apply an edit while everything that can be kept is kept. Raises `InputError` and changes nothing if bad."""
        match edit:
            case edits.Patch():
                return self._change(patched(self._experiment, edit.patch), edit.group)
            case edits.SetWeight():
                return self._set((edit.layer, edit.unit, edit.input), edit.value, edit.group)
            case edits.SetBias():
                return self._set((edit.layer, edit.unit, "bias"), edit.value, edit.group)
            case edits.SetSlope():
                return self._set((edit.layer, edit.unit, "slope"), edit.value, edit.group)
        after, roster, label = restructured(edit, self._experiment, self._roster, self._new_units)
        return self._rebuild(after, roster, label, edit.group)

    def set_params(self, layers: Sequence[Mapping[str, Any]]) -> EditReport:
        """Replace every parameter: a list of {"weights": [units][inputs], "biases": [units]}, output last, and with
        "slopes": [units] where the layer learns them."""
        body = with_parameters(self._body(), layers, self.dtype, packed.learning(self._experiment))
        label = "Set all parameters"
        self._remember(self._here(label, moment=self._moment()), None)
        self._take(body)
        self._settle()
        return self._report(label, ["weights"], 0, self._count, self._count)

    def undo(self) -> EditReport:
        """Take the last edit back. Raises `InputError` where there is none."""
        return self._travel(self._undo, self._redo, "undo")

    def redo(self) -> EditReport:
        """Do again what the last undo took back. Raises `InputError` where there is nothing."""
        return self._travel(self._redo, self._undo, "redo")

    # ---- inside: beginning -----------------------------------------------------------------------------------

    def _new_units(self, count: int) -> tuple[int, ...]:
        return tuple(itertools.islice(self._ids, count))

    def _begin(self) -> None:
        """The first weights, epoch 0, an empty history."""
        hidden = tuple(self._new_units(layer.units) for layer in self._experiment.layers)
        roster = Roster(self._experiment.features, hidden, self._experiment.outputs)
        first = initial_params(self._experiment, self._data)
        self._loaded = Loaded(self._experiment, self._data)
        self._position = Position()
        self._watch = Watch()
        self._take(Body(roster, tuple(surgery.new_layer(w, b) for w, b in first)))
        self._settle()
        self.history.clear()
        losses = [np.nan if loss is None else loss for loss in (self.train_loss, self.test_loss)]
        self.history.extend(np.zeros(1, np.int64), np.array(losses[:1]), np.array(losses[1:]))

    # ---- inside: edits ---------------------------------------------------------------------------------------

    def _moment(self) -> Moment:
        return Moment(self._body(), self._position, self.history.copy())

    def _here(self, label: str, **more: Any) -> Step:
        return Step(label, self._experiment, self._roster, **more)

    def _remember(self, before: Step, group: str | None, after: Experiment | None = None) -> None:
        """Put how things stood before an edit on the undo stack; edits of one group are one step, named as a whole."""
        self._redo.clear()
        newest = self._undo.newest
        if group is None or newest is None or newest.group != group:
            self._undo.push(replace(before, group=group))
        elif after is not None:
            self._undo.pop()
            self._undo.push(replace(newest, label=edits.words(newest.experiment, after)))

    def _change(self, after: Experiment, group: str | None) -> EditReport:
        """Go over to another document."""
        touched, label = edits.touched(self._experiment, after), edits.words(self._experiment, after)
        if not touched:
            return self._report(label, touched, self._count)
        if "weights" in touched:
            return self._restart(after, label, group)
        if touched == ["display"]:
            self._remember(self._here(label), group, after)
            self._experiment = after
            return self._report(label, touched, self._count)
        return self._rebuild(after, roster_after(self._experiment, after, self._roster, self._new_units), label, group)

    def _restart(self, after: Experiment, label: str, group: str | None) -> EditReport:
        """Go over to another document and begin its training anew."""
        touched = edits.touched(self._experiment, after) or ["weights"]
        self._remember(self._here(label, moment=self._moment()), group)
        self._become(after)
        self._begin()
        return self._report(label, touched, 0, self._count, restarted=True)

    def _rebuild(self, after: Experiment, roster: Roster, label: str, group: str | None) -> EditReport:
        """Go over to another document and network, with the weights carried over."""
        body = self._body()
        donor = body if roster != self._roster else None
        self._remember(self._here(label, donor=donor), group, after)
        return self._move(after, surgery.carry(body, roster, self._draw(after), _bias(after)), label)

    def _move(self, after: Experiment, body: Body, label: str) -> EditReport:
        """Take over a document with a body that fits it, and report what was kept."""
        before, roster, points, state, old, count = (
            self._experiment, self._roster, self._data.points, self._state, self._loaded, self._count
        )  # fmt: skip
        outputs = self.predict(points)
        if before.optimizer.kind != after.optimizer.kind:
            layers = [surgery.new_layer(layer.weights, layer.biases, layer.slopes) for layer in body.layers]
            body = Body(body.roster, tuple(layers))
            self._position = replace(self._position, age=0)
        if after.regularization.l1 == 0:
            layers = [replace(layer, alive=np.ones_like(layer.weights)) for layer in body.layers]
            body = Body(body.roster, tuple(layers))
        self._become(after)
        self._loaded = Loaded(after, self._data)
        self._take(body)
        self._position = moved(self._position, old, self._loaded)
        if roster == body.roster and before.data == after.data and before.batch == after.batch:
            # What was gathered towards the next update stays gathered.
            gathered = state.gradient, state.gathered
            if before.precision != after.precision:  # by numpy: a cast on the device would compile
                gathered = jax.device_put(jax.tree.map(lambda x: leaf(x, self.dtype), gathered))
            self._state = self._state._replace(gradient=gathered[0], gathered=gathered[1])
        self._settle()
        change = None
        if before.outputs == after.outputs and before.loss == after.loss:
            change = number(np.abs(self.predict(points) - outputs).max())
        kept = kept_parameters(roster, body.roster) + kept_slopes(before, after, roster, body.roster)
        touched = edits.touched(before, after)
        return self._report(label, touched, kept, self._count - kept, count - kept, output_change=change)

    def _become(self, after: Experiment) -> None:
        """Take over a document, with the data that it asks for."""
        before, self._experiment = self._experiment, after
        if (before.data, before.seed) != (after.data, after.seed):
            self._data = self._build_data()
            self.data_revision += 1

    def _draw(self, experiment: Experiment) -> surgery.Draw:
        """First weights for units that an edit adds, from a stream of their own."""
        rng = generator(experiment.seed, "edits", self.revision)
        return partial(INITIALIZERS[experiment.initialization.scheme].draw, rng)

    @property
    def _count(self) -> int:
        """How many numbers the network learns."""
        return network(self._experiment).parameters

    def _set(self, where: Place, value: float, group: str | None) -> EditReport:
        """Set one parameter."""
        layer, unit, source = where
        sizes = self._loaded.sizes
        inside("layer", layer, len(sizes))
        inside("unit", unit, sizes[layer][0])
        if isinstance(source, int):
            inside("input", source, sizes[layer][1])
        if source == "slope" and not packed.learning(self._experiment)[layer]:
            raise InputError("layer", "a layer of PReLU", layer, "Only its neurons learn a slope.")
        name = "output" if layer == len(sizes) - 1 else f"layer {layer + 1}, neuron"
        label = f"{f'Weight {source + 1}' if isinstance(source, int) else source.capitalize()} of {name} {unit + 1}"
        self._remember(self._here(label, value=(where, self._value(where))), group)
        return self._put(where, value, label)

    def _value(self, where: Place) -> float:
        planes = {name: np.asarray(plane) for name, plane in self._state.params._asdict().items()}
        return float(_number(planes, where, len(self._experiment.layers))[0])

    def _put(self, where: Place, value: float, label: str) -> EditReport:
        planes = {name: np.array(plane) for name, plane in self._state.params._asdict().items()}
        _number(planes, where, len(self._experiment.layers))[:] = value
        self._state = self._state._replace(params=packed.Params(**jax.device_put(planes)))
        self._settle()
        return self._report(label, ["weights"], self._count - 1, 1, 1)

    def _travel(self, source: Stack, target: Stack, verb: str) -> EditReport:
        """One step back or forth: go to where the step points, and leave a step that points here."""
        if source.newest is None:
            raise InputError("run", f"an edit to {verb}", "none")
        step = source.pop()
        if step.moment is not None:
            target.push(self._here(step.label, moment=self._moment(), group=step.group))
            return self._return_to(step.experiment, step.moment, step.label)
        if step.value is not None:
            where, value = step.value
            target.push(self._here(step.label, value=(where, self._value(where)), group=step.group))
            return self._put(where, value, step.label)
        body = self._body()
        target.push(self._here(step.label, donor=body if step.roster != self._roster else None, group=step.group))
        carried = surgery.carry(body, step.roster, self._draw(step.experiment), _bias(step.experiment))
        if step.donor is not None:
            carried = surgery.recall(carried, body, step.donor)
        return self._move(step.experiment, carried, step.label)

    def _return_to(self, experiment: Experiment, moment: Moment, label: str) -> EditReport:
        """Go back to a whole moment: weights, epoch and history."""
        version = self.history.version
        self._become(experiment)
        self._loaded = Loaded(experiment, self._data)
        self._position = replace(moment.position, step=0)
        self._take(moment.body)
        self.history = moment.history.copy()
        self.history.version = version + 1
        self._settle()
        return self._report(label, ["weights"], 0, self._count, restarted=True)

    def _report(
        self,
        label: str,
        touched: list[str],
        kept: int,
        new: int = 0,
        lost: int = 0,
        *,
        output_change: float | None = None,
        restarted: bool = False,
    ) -> EditReport:
        self.revision += 1
        return EditReport(label, touched, kept, new, lost, output_change, restarted, self.revision)

    # ---- snapshots -------------------------------------------------------------------------------------------

    def snapshot(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Everything needed to go on elsewhere: plain data, and arrays by name."""
        arrays = {f"history.{name}": getattr(self.history, name).copy() for name in ("epochs", "train", "test")}
        arrays |= {f"gradient.{name}": np.asarray(plane) for name, plane in self._state.gradient._asdict().items()}
        arrays["gathered"] = np.asarray(self._state.gathered)
        for index, layer in enumerate(self._body().layers):
            arrays |= {f"layers.{index}.{name}": plane for name, plane in vars(layer).items()}
        return {
            "experiment": self._experiment.to_dict(),
            "position": vars(self._position),
            "stride": self.history.stride,
            "stopped": self.stopped.as_dict() if self.stopped else None,
        }, arrays

    @classmethod
    def restore(cls, meta: dict[str, Any], arrays: dict[str, np.ndarray]) -> "Trainer":
        """The trainer of a snapshot; trained on, it does exactly what the one that made it would have done."""
        self = cls(validate(meta["experiment"]))
        layers = []
        for index in range(len(self._experiment.layers) + 1):
            prefix = f"layers.{index}."
            planes = {
                key.removeprefix(prefix): np.array(array) for key, array in arrays.items() if key.startswith(prefix)
            }
            layers.append(replace(self._body().layers[index], **planes))
        self._position = Position(**meta["position"])
        self._take(Body(self._roster, tuple(layers)))
        nothing = self._state.gradient._asdict()  # what a snapshot from before there were slopes lacks
        given = (arrays.get(f"gradient.{name}", plane) for name, plane in nothing.items())
        gradient = packed.Params(*(leaf(plane, self.dtype) for plane in given))
        gradient, count = jax.device_put((gradient, leaf(arrays["gathered"], self.dtype)))
        self._state = self._state._replace(gradient=gradient, gathered=count)
        self._settle()
        self.history = History(meta["stride"])
        self.history.extend(*(arrays[f"history.{name}"] for name in ("epochs", "train", "test")))
        self.stopped = Stop(**meta["stopped"]) if meta["stopped"] else None
        return self


def _number(planes: Mapping[str, np.ndarray], where: Place, depth: int) -> np.ndarray:
    """The one number of a place, as a view of its plane."""
    layer, unit, source = where
    slot = packed.slot_of(layer, depth)
    if isinstance(source, int):
        return planes["weights"][slot, unit, source : source + 1]
    return planes["slopes" if source == "slope" else "biases"][slot, unit : unit + 1]


def _bias(experiment: Experiment) -> float:
    return INITIALIZERS[experiment.initialization.scheme].bias
