"""One update of the run, formula by formula: every matrix of it, and a verdict on every line."""

from dataclasses import replace
from typing import Any

import numpy as np
from pydantic import Field

from engine.mechanics import checks
from engine.mechanics.checks import Check, flat
from engine.mechanics.lines import Line, Model
from engine.mechanics.program import Program
from engine.mechanics.slips import SLIPS, chosen
from engine.mechanics.update import Update, one_update, verdicts
from engine.probes import mechanical
from engine.probes.base import PROBES, Probe, ProbeParams, ProbeResult, Subject, inside
from engine.probes.mechanical import Numbers
from engine.programs import packed
from engine.programs.upcoming import Upcoming

_PARAMETERS = [prefix + name for name in ("W", "b", "alpha") for prefix in ("", "d", "new")]
_STALE = "Some of the batch was summed before the weights were changed, so the run's own step differs."
_NEVER = "No batch is ever full, so the run makes no update."


class BackpropParams(ProbeParams):
    """Which update: of the next batch, or on one row of the training data; with the run's loss or another; a slip."""

    sample: int | None = None
    rows: int = Field(8, ge=1, le=32)
    loss: str | None = None
    slip: str | None = None


def backprop(subject: Subject, params: BackpropParams) -> ProbeResult:
    """The mathematics of the update that comes next, or would on one sample. Nothing is trained."""
    experiment = mechanical.with_loss(subject.experiment, params.loss)
    model = mechanical.model_of(subject, experiment)
    slip = None if params.slip is None else chosen(params.slip, model)
    if params.sample is not None:
        inside("params.sample", params.sample, subject.data.train_count)
        batch = Upcoming(np.array([params.sample], np.int32), 0, True)
    else:
        batch = subject.upcoming
    rule = packed.rule(subject.experiment, Numbers)
    descent = mechanical.descent_of(subject, rule)
    found = one_update(model, descent, *mechanical.batch_of(subject, model, batch.rows), slip)

    program, sent = mechanical.program_of(subject, experiment), min(params.rows, len(batch.rows))
    seen = program.see(batch.rows)
    after = program.step(seen, mechanical.state_of(subject), rule, descent.rate, descent.age)
    slopes = mechanical.slopes_of(after, experiment).values()
    theirs = flat([plane for w, b in packed.unpack(after, program.sizes) for plane in (w.T, b)] + [*slopes])
    verdict = (
        verdicts(model, found, program, seen, batch.rows, sent, theirs)
        if len(batch.rows)
        else {line.key: checks.exact(np.zeros(0), np.zeros(0)) for line in found.lines}
    )
    stale = experiment is subject.experiment and _stale(subject, program, batch)
    verdict["W"] = _of_the_run(verdict["W"], batch, stale)
    loss = float(found.values["L"])
    info = {
        "N": len(batch.rows), "sent": sent, "rows": batch.rows[:sent].tolist(), "sample": params.sample,
        "gathered": batch.gathered, "comes": batch.comes, "stale": stale,
        "loss_key": experiment.loss, "loss": loss if np.isfinite(loss) else None,
        "rule": model.cost.key, "factor": model.cost.factor, "targets": _targets(model, experiment.problem),
        "rate": descent.rate, "optimizer": descent.optimizer, "activations": list(model.activations),
        "sizes": [list(size) for size in program.sizes], "h": checks.H,
        "dropout": experiment.regularization.dropout > 0,
        "finite": all(np.isfinite(array).all() for array in found.values.values()),
        "slip": params.slip,
        "slips": [{"key": s.key, "label": s.label, "help": s.help, "why_not": s.why_not(model)} for s in SLIPS],
        "lines": [_line(line, verdict[line.key]) for line in found.lines],
    }  # fmt: skip
    if slip is not None:
        info["cosines"] = _compared(model, found)
    return ProbeResult(_arrays(model, found, batch.rows, sent), info)


def _targets(model: Model, problem: str) -> str:
    """What Y holds."""
    return "values" if problem == "regression" else "0 and 1" if model.cost.zero_one else "-1 and 1"


def _stale(subject: Subject, program: Program, batch: Upcoming) -> bool:
    """Whether what was summed towards the update was summed with other weights than these."""
    if not batch.gathered or subject.experiment.regularization.dropout > 0:
        return False
    fresh = program.see(batch.rows[: batch.gathered]).gradient
    fresh_sum, sum_ = (
        flat([mechanical.exactly(plane) for pair in packed.unpack(planes, program.sizes) for plane in pair])
        for planes in (fresh, subject.state.gradient)
    )
    return bool(checks.relative_error(fresh_sum * batch.gathered, sum_) > 1e3 * np.finfo(subject.dtype).eps)


def _of_the_run(check: Check, batch: Upcoming, stale: bool) -> Check:
    """The verdict on the update, which the run may be about to make in another way, or not at all."""
    if check.ok and (stale or not batch.comes):
        return replace(check, ok=None, why=_STALE if stale else _NEVER)
    return check


def _line(line: Line, check: Check) -> dict[str, Any]:
    return {
        "key": line.key, "phase": line.phase, "tex": line.tex, "where": line.where, "layer": line.layer,
        "slip": line.slip,
        "makes": line.makes[0], "also": list(line.makes[1:]), "uses": list(line.uses), "check": check.as_dict(),
    }  # fmt: skip


def _compared(model: Model, found: Update) -> dict[str, dict[str, float | None]]:
    """Each slipped gradient beside the true one: the cosine, which may hide the slip, and the relative error."""

    def compared(name: str) -> dict[str, float | None]:
        a, b = found.values[name], found.right[name]
        error = checks.relative_error(a, b)
        return {"cosine": checks.cosine(a, b), "error": error if np.isfinite(error) else None}

    names = [f"{kind}{layer}" for layer in range(1, model.depth + 1) for kind in ("dW", "db", "dalpha")]
    return {name: compared(name) for name in names if name in found.values}


def _arrays(model: Model, found: Update, rows: np.ndarray, sent: int) -> dict[str, np.ndarray]:
    """The first samples of what has a row for each, and all of the rest."""
    v = found.values
    arrays = {"rows": rows[:sent].astype(np.int32)} | {name: v[name][:sent] for name in ("X", "Y")}
    for layer in range(1, model.depth + 1):
        arrays |= {name: v[name][:sent] for kind in "ZASD" if (name := f"{kind}{layer}") in v}
        arrays |= {name: v[name] for kind in _PARAMETERS if (name := f"{kind}{layer}") in v}
    return {name: np.ascontiguousarray(array) for name, array in arrays.items()}


PROBES.register(
    Probe(
        "backprop", "One update, formula by formula, with a verdict on each line.", BackpropParams, backprop,
        {
            "rows": "int32 [rows]: the rows of the training data that are shown, the first of the batch",
            "X": "float64 [rows, features]: what goes in", "Y": "float64 [rows, outputs]: what should come out",
            "Z{l}": "float64 [rows, units] of layer l from 1, the output layer last: pre-activations",
            "A{l}": "float64 [rows, units]: outputs; the last layer's are O",
            "S{l}": "float64 [rows, units]: the activation's slope at Z{l}; softmax and maxout have none",
            "D{l}": "float64 [rows, units]: the error ∂L/∂Z{l}, with the batch's 1/N",
            "W{l}": "float64 [inputs, units]: weights", "b{l}": "float64 [units]: biases",
            "dW{l}": "float64 [inputs, units]: ∂L/∂W{l} over the whole batch, without penalties",
            "db{l}": "float64 [units]: ∂L/∂b{l}",
            "newW{l}": "float64 [inputs, units]: the weights after the update",
            "newb{l}": "float64 [units]: the biases after the update",
            "alpha{l}": "float64 [units]: the slopes of a layer that learns them, PReLU",
            "dalpha{l}": "float64 [units]: ∂L/∂alpha{l}",
            "newalpha{l}": "float64 [units]: the slopes after the update",
        },
    )
)  # fmt: skip
