"""One update of a model on a batch: its lines run, with or without a slip, and a verdict on each."""

from dataclasses import dataclass

import numpy as np

from engine.mechanics import checks
from engine.mechanics.checks import Check, flat
from engine.mechanics.descent import Descent, update
from engine.mechanics.lines import Line, Model, backward, forward, run
from engine.mechanics.program import Program
from engine.mechanics.slips import Slip
from engine.programs.gradient import Seen


@dataclass(frozen=True)
class Update:
    """The lines in order, every array by name, and the same arrays as they are without the slip."""

    lines: list[Line]
    values: dict[str, np.ndarray]
    right: dict[str, np.ndarray]


def one_update(model: Model, descent: Descent, X: np.ndarray, Y: np.ndarray, slip: Slip | None = None) -> Update:
    """Forward, backward, update; a slip replaces some lines, and those after them go on with what they made."""
    lines = [*forward(model), *backward(model), update(model, descent)]
    given = model.given(X, Y)
    right = run(lines, given)
    if slip is None:
        return Update(lines, right, right)
    lines = slip.into(lines, model)
    return Update(lines, run(lines, given), right)


def verdicts(
    model: Model, found: Update, program: Program, seen: Seen, rows: np.ndarray, sent: int, after: np.ndarray
) -> dict[str, Check]:
    """A verdict for each line, by its key. `rows` are the batch's rows of the data, of which `sent` are shown.

    `after` is every W, b and α as the run's own update leaves them, in the order of the last line.
    """
    v = found.values
    verdict: dict[str, Check] = {}
    for l in range(1, model.depth + 1):
        z, a = program.values(seen, l, sent)
        verdict[f"Z{l}"] = checks.exact(v[f"Z{l}"][:sent], z)
        verdict["O" if l == model.depth else f"A{l}"] = checks.exact(v[f"A{l}"][:sent], a)
        along_error, along_parameters = checks.along(program, v, l, rows, sent)
        verdict[f"D{l}"] = checks.against(v[f"D{l}"][:sent].ravel(), along_error, model, l)
        gradient = flat([v[f"dW{l}"], v[f"db{l}"]])
        verdict[f"dW{l}"] = checks.against(gradient, along_parameters, model, l)
    for l in model.slopes:
        along_slopes = checks.along_slopes(program, v, l, model.activations[l - 1], rows)
        # What comes after α_l is the next layer's sums: a kink of σ_l at z = 0 is none along α.
        verdict[f"dalpha{l}"] = checks.against(v[f"dalpha{l}"], along_slopes, model, l + 1)
    verdict["L"] = checks.exact(v["L"], np.asarray(seen.loss))
    verdict["W"] = checks.exact(flat([v[name] for line in found.lines[-1:] for name in line.makes]), after)
    return verdict
