"""The trainer: a training that takes edits without losing what was learned, and undoes them."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from engine import edits
from engine.errors import InputError
from engine.experiment import Experiment
from engine.families import load, reshaped, restructured, roster_after, same_plan
from engine.history import History
from engine.loaded import Place
from engine.meanwhile import Meanwhile
from engine.position import Position, moved
from engine.reports import EditReport
from engine.stopping import Stop, Watch
from engine.supply import Supply
from engine.training import Training
from engine.undo import Moment, Stack, Step
from engine.validation import patched, validate, with_image, without_image


class Trainer(Training):
    """An experiment being trained and edited. Not thread-safe, but for `specialize`, for a background thread."""

    def __init__(self, experiment: Experiment | None = None) -> None:
        super().__init__(experiment or Experiment())
        self._ids = itertools.count()
        self._undo, self._redo = Stack(), Stack()
        self.output_change: float | None = None  # of the newest edit; known once its network is compiled
        self._compare: Callable[[], float | None] | None = None
        self._begin()

    @property
    def undo_label(self) -> str | None:
        """The words for what `undo` would take back."""
        return self._undo.label

    @property
    def redo_label(self) -> str | None:
        """The words for what `redo` would do again."""
        return self._redo.label

    def remembers(self, dataset: str) -> bool:
        """Whether the run is on that data set, or undo or redo could bring it back."""
        steps = (*self._undo.steps, *self._redo.steps)
        return any(each.data.dataset == dataset for each in (self._experiment, *(step.experiment for step in steps)))

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
            case edits.AddImage(pixels=pixels, label=label):
                after = with_image(self._experiment, pixels, label)
                return self._change(after, edit.group, f"Add your {label.strip()}")
            case edits.RemoveImage(index=index):
                after = without_image(self._experiment, index)
                return self._change(after, edit.group, f"Remove your image {index + 1}")
        after, roster, label = restructured(edit, self._experiment, self._roster, self._new_units)
        return self._rebuild(after, roster, label, edit.group)

    def set_params(self, layers: Sequence[Mapping[str, Any]]) -> EditReport:
        """Replace every parameter: a list of {"weights": [units][inputs], "biases": [units]}, output last, and with
        "slopes": [units] where the layer learns them."""
        self._end_meanwhile()
        body = self._loaded.given(self._body(), layers)
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
        self._position, self._meanwhile = Position(), None
        self._show(self._supply.first)
        self._loaded = load(self._experiment, self._data)
        self._watch = Watch()
        self._take(self._loaded.first(self._new_units))
        self._settle()

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
            donor = newest.donor if newest.donor is not None else before.donor
            self._undo.push(replace(newest, label=edits.words(newest.experiment, after), donor=donor))

    def _change(self, after: Experiment, group: str | None, label: str = "") -> EditReport:
        """Go over to another document."""
        touched, label = edits.touched(self._experiment, after), label or edits.words(self._experiment, after)
        if not touched:
            return self._report(label, touched, self._count)
        if "weights" in touched or self._experiment.family != after.family:
            return self._restart(after, label, group)
        if touched == ["display"]:
            self._remember(self._here(label), group, after)
            self._experiment = after
            return self._report(label, touched, self._count)
        return self._rebuild(after, roster_after(self._experiment, after, self._roster, self._new_units), label, group)

    def _restart(self, after: Experiment, label: str, group: str | None) -> EditReport:
        """Go over to another document and begin its training anew."""
        touched, supply = edits.touched(self._experiment, after) or ["weights"], self._supply.of(after)
        self._remember(self._here(label, moment=self._moment()), group)
        self._take_over(after, supply)
        self._begin()
        return self._report(label, touched, 0, self._count, restarted=True)

    def _rebuild(self, after: Experiment, roster: Any, label: str, group: str | None) -> EditReport:
        """Go over to another document and network, with the weights carried over."""
        supply = self._supply.of(after)
        self._leave_divergence()
        body = self._body()
        self._remember(self._here(label, donor=self._donor(body, after, roster)), group, after)
        return self._move(after, supply, body, roster, label)

    def _donor(self, body: Any, after: Experiment, roster: Any) -> Any:
        """The body, where the step to another document and roster takes some of its numbers away."""
        return body if roster != self._roster or reshaped(self._experiment, after) else None

    def _move(
        self, after: Experiment, supply: Supply, body: Any, roster: Any, label: str, donor: Any = None
    ) -> EditReport:
        """Take over a document and a roster with what is kept of a body, and report it."""
        before, whose, old, count, given = self._experiment, self._roster, self._loaded, self._count, self._data
        state: Any = self._state if self._meanwhile is None else old.pack(body)
        self._take_over(after, supply)
        loaded, revision = load(after, self._data), self.revision
        self._loaded = loaded

        def carry(body: Any) -> tuple[Any, int]:
            body, kept = loaded.carried(body, roster, before, donor, revision)
            return body.rested() if before.optimizer.kind != after.optimizer.kind else body, kept

        waits = self.compiled_elsewhere and not loaded.ready and self.stopped is None
        if waits and same_plan(old, loaded):
            self._meanwhile = self._meanwhile or Meanwhile(old, state, whose, [])
            self._meanwhile.edits.append(lambda body: carry(body)[0])
            self._meanwhile.rests |= before.optimizer.kind != after.optimizer.kind
        else:
            self._meanwhile = None
        if before.optimizer.kind != after.optimizer.kind:
            self._position = replace(self._position, age=0)
        body, kept = carry(body)
        self._take(body)
        self._position = moved(self._position, old, self._loaded)
        if roster == whose:
            self._state = self._loaded.continued(self._state, state, before)
        if self._meanwhile is None:
            self._settle()
        else:
            self._good = (self._state, self._position)
        compare, change = partial(self._loaded.output_change, self._state, old, state, given), None
        comparable = before.outputs == after.outputs and before.loss == after.loss
        if comparable:
            change = compare()
        touched = edits.touched(before, after)
        report = self._report(label, touched, kept, self._count - kept, count - kept, output_change=change)
        self._compare = compare if comparable and change is None and self._meanwhile is not None else None
        return report

    def catch_up(self) -> bool:
        """As in any training; what could not be compared without a compile at the edit is compared now."""
        caught = super().catch_up()
        if caught and self._compare is not None:
            self.output_change, self._compare = self._compare(), None
        return caught

    @property
    def _count(self) -> int:
        """How many numbers the network learns."""
        return self._loaded.count

    def _set(self, where: Place, value: float, group: str | None) -> EditReport:
        """Set one parameter."""
        label = self._loaded.named(where)
        self._leave_divergence()
        self._end_meanwhile()
        self._remember(self._here(label, value=(where, self._loaded.value(self._state, where))), group)
        return self._put(where, value, label)

    def _put(self, where: Place, value: float, label: str) -> EditReport:
        self._state = self._loaded.with_value(self._state, where, value)
        self._settle()
        return self._report(label, ["weights"], self._count - 1, 1, 1)

    def _travel(self, source: Stack, target: Stack, verb: str) -> EditReport:
        """One step back or forth: go to where the step points, and leave a step that points here."""
        if source.newest is None:
            raise InputError("run", f"an edit to {verb}", "none")
        supply = self._supply.of(source.newest.experiment)
        step = source.pop()
        if step.moment is not None:
            target.push(self._here(step.label, moment=self._moment(), group=step.group))
            return self._return_to(step.experiment, supply, step.moment, step.label)
        self._leave_divergence()
        if step.value is not None:
            self._end_meanwhile()
            where, value = step.value
            target.push(self._here(step.label, value=(where, self._loaded.value(self._state, where)), group=step.group))
            return self._put(where, value, step.label)
        body = self._body()
        donor = self._donor(body, step.experiment, step.roster)
        target.push(self._here(step.label, donor=donor, group=step.group))
        return self._move(step.experiment, supply, body, step.roster, step.label, step.donor)

    def _return_to(self, experiment: Experiment, supply: Supply, moment: Moment, label: str) -> EditReport:
        """Go back to a whole moment: weights, epoch and history."""
        version = self.history.version
        self._take_over(experiment, supply)
        self._meanwhile = None
        self._position = replace(moment.position, step=0)
        self._show(self._supply.at(self._position.generation))
        self._loaded = load(experiment, self._data)
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
        self.output_change, self._compare = output_change, None
        return EditReport(label, touched, kept, new, lost, output_change, restarted, self.revision)

    # ---- snapshots -------------------------------------------------------------------------------------------

    def snapshot(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Everything needed to go on elsewhere: plain data, and arrays by name."""
        arrays = {f"history.{name}": getattr(self.history, name).copy() for name in ("epochs", "train", "test")}
        state: Any = self._state if self._meanwhile is None else self._loaded.pack(self._body())
        arrays |= self._loaded.arrays(state, self._roster)
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
        self._position = Position(**meta["position"])
        self._show(self._supply.at(self._position.generation))
        self._state = self._loaded.restored(arrays, self._body())
        self._settle()
        self.history = History(meta["stride"])
        self.history.extend(*(arrays[f"history.{name}"] for name in ("epochs", "train", "test")))
        if meta["stopped"]:
            stopped = Stop(**meta["stopped"])
            self.stopped = replace(stopped, can_restore=stopped.can_restore and self._good is not None)
        return self
