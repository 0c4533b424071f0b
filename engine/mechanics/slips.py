"""The slips that textbooks and programs make, each with wrong lines in place of right ones, to see the check fail."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.activations import joint
from engine.errors import InputError
from engine.mechanics import lines
from engine.mechanics.lines import Line, Model, Values
from engine.registry import Registry


@dataclass(frozen=True)
class Slip:
    """A slip: `wrong(model)` are the lines that stand in the right ones' place, or in words why there are none."""

    key: str
    label: str
    help: str
    wrong: Callable[[Model], Sequence[Line] | str]

    def why_not(self, model: Model) -> str:
        """Why this network cannot make the slip; "" where it can."""
        made = self.wrong(model)
        return made if isinstance(made, str) else ""

    def into(self, right: list[Line], model: Model) -> list[Line]:
        """The lines with the wrong ones in the place of the right ones of their keys."""
        made = self.wrong(model)
        assert not isinstance(made, str), made
        wrong = {line.key: replace(line, slip=self.key) for line in made}
        assert wrong.keys() <= {line.key for line in right}, "a slip replaces lines that are there"
        return [wrong.get(line.key, line) for line in right]


SLIPS: Registry[Slip] = Registry("slip")


def chosen(key: str, model: Model) -> Slip:
    """The slip of that key; raises `InputError` where there is none, or where this network cannot make it."""
    slip = SLIPS.get(key, "params.slip")
    why = slip.why_not(model)
    if why:
        possible = ", ".join(each.key for each in SLIPS if not each.why_not(model))
        raise InputError("params.slip", f"one that this network can make: {possible}", key, why)
    return slip


_NONE_HIDDEN = "There is no hidden layer."
_BUT_FOR_THE_MEAN = "Here O − Y is right, but for the mean."
_SHAPES = "No layer above a hidden one is as wide, or has one unit alone: the shapes do not match."
_ALL_LINEAR = "The layers are linear: all slopes are 1."
_NO_SLOPE = "The activation above is one of a whole layer: it has no slope of one sum alone."
_SAME_ORDER = "Every W above a hidden layer has one row or one column: read either way, it is the same."
_SAME_OUTPUTS = "The hidden layers hand on their sums: A is Z."


def _hidden_layers(model: Model) -> range:
    """The hidden layers, from the last to the first: the way back."""
    return range(model.depth - 1, 0, -1)


def _output_error_bare(model: Model) -> Sequence[Line] | str:
    """`Δ_L = O - Y`: for cross-entropy, and for a linear output with squared error, that only lacks the 1/N."""
    L, cost = model.depth, model.cost
    if cost.zero_one or (cost.key == "squared_error" and model.activations[-1] == "linear"):
        return _BUT_FOR_THE_MEAN
    right = lines.output_error(L, cost)

    def rule(v: Values) -> tuple[np.ndarray, ...]:
        return (v[f"A{L}"] - v["Y"],)

    return [replace(right, tex=rf"\Delta_{{{L}}} = O - Y", uses=(f"A{L}", "Y"), rule=rule)]


def _hidden_slope_of_output(model: Model) -> Sequence[Line] | str:
    """`Δ_l = (Δ_{l+1} W_{l+1}ᵀ) ⊙ σ_{l+1}'(Z_{l+1})`, where the slopes above are as many, or one to be broadcast."""
    found = [_NONE_HIDDEN]
    for l in _hidden_layers(model):
        units, above = model.biases[l - 1].size, model.biases[l].size
        if joint(model.activations[l]):
            found.append(_NO_SLOPE)
        elif above not in (units, 1):
            found.append(_SHAPES)
        elif model.activations[l - 1] == model.activations[l] == "linear":
            found.append(_ALL_LINEAR)
        else:
            return [_with_slope_above(model, l)]
    return found[-1]


def _with_slope_above(model: Model, l: int) -> Line:
    units, above = model.biases[l - 1].size, model.biases[l].size
    right = lines.hidden_error(l, "linear")  # in whose place the slope is written, whatever the layer's own is
    D, W, Z, S = f"D{l + 1}", f"W{l + 1}", f"Z{l + 1}", f"S{l + 1}"

    def rule(v: Values) -> tuple[np.ndarray, ...]:
        return ((v[D] @ v[W].T) * v[S],)  # (samples, units) ⊙ (samples, units or 1)

    slope = lines.tex_slope(l + 1)
    tex = right.tex.replace(lines.tex_slope(l), slope)
    where = "" if above == units else rf"{slope}\colon N \times 1,\text{{ broadcast to }} N \times {units}"
    return replace(right, tex=tex, uses=(D, W, Z, S), rule=rule, where=where)


def _transposed_weights(model: Model) -> Sequence[Line] | str:
    """`Δ_l = (Δ_{l+1} W̃_{l+1}) ⊙ σ_l'(Z_l)`: the numbers of W, H×C row by row, read as C×H; W itself where H = C.

    Where H or C is 1 they stand in the same order in both, and the result is right by accident.
    """
    for l in _hidden_layers(model):
        if min(model.weights[l].shape) > 1:
            return [_with_untransposed(model, l)]
    return _SAME_ORDER if model.depth > 1 else _NONE_HIDDEN


def _with_untransposed(model: Model, l: int) -> Line:
    units, above = model.weights[l].shape
    tex, square = lines.tex_name(f"W{l + 1}"), units == above
    read = tex if square else rf"\tilde {tex}"
    wrong = lines.hidden_error(l, model.activations[l - 1], lambda W: W.reshape(above, units), read)
    where = rf"{read}\colon \text{{the numbers of }} {tex} \text{{ read as }} {above} \times {units}"
    return wrong if square else replace(wrong, where=r",\ ".join(filter(None, (wrong.where, where))))


def _preactivations_in_weight_gradient(model: Model) -> Sequence[Line] | str:
    """`∂L/∂W_l = Z_{l-1}ᵀ Δ_l`, for the last layer whose incoming outputs are not the pre-activations themselves."""
    for l in _hidden_layers(model):
        if not _hands_on_its_sums(model, l):
            return [_with_preactivations(l + 1)]
    return _SAME_OUTPUTS if model.depth > 1 else _NONE_HIDDEN


def _hands_on_its_sums(model: Model, l: int) -> bool:
    """Whether A_l is Z_l: of a linear layer, and of one sum that has no other to be compared with."""
    entry = joint(model.activations[l - 1])
    alone = entry is not None and entry.group is not None and model.biases[l - 1].size == 1
    return alone or model.activations[l - 1] == "linear"


def _with_preactivations(l: int) -> Line:
    right = lines.parameter_gradient(l)
    Z, D = f"Z{l - 1}", f"D{l}"

    def rule(v: Values) -> tuple[np.ndarray, ...]:
        return v[Z].T @ v[D], v[D].sum(axis=0)

    return replace(right, tex=lines.gradient_tex(l, lines.tex_name(Z)), uses=(Z, D), rule=rule)


def _upside_down(model: Model) -> Sequence[Line] | str:
    """`∂W_l/∂L = 1 ⊘ (A_{l-1}ᵀ Δ_l)` in the place of every ∂L/∂W_l, and so for biases and learned slopes."""
    wanted = ("dW", "dalpha")
    return [_inverted(line) for line in lines.backward(model) if line.key.startswith(wanted)]


def _inverted(right: Line) -> Line:
    """The line with each of its numbers g as 1/g, and 0 where g is 0."""

    def rule(v: Values) -> tuple[np.ndarray, ...]:
        return tuple(np.divide(1, g, out=np.zeros_like(g), where=g != 0) for g in right.rule(v))

    where = r"(1 \oslash g)_{ij} = 1 / g_{ij},\text{ and } 0 \text{ where } g_{ij} = 0"
    tex = r",\quad ".join(_inverted_tex(part) for part in right.tex.split(r",\quad "))
    return replace(right, tex=tex, rule=rule, where=", ".join(filter(None, (right.where, where))))


def _inverted_tex(tex: str) -> str:
    """`∂p/∂L = 1 ⊘ (…)` of `∂L/∂p = …`."""
    left, made = tex.split(" = ", 1)
    parameter = left.removeprefix(r"\frac{\partial L}{").removesuffix("}")
    return rf"\frac{{{parameter}}}{{\partial L}} = 1 \oslash ({made})"


def _no_batch_mean(model: Model) -> Sequence[Line] | str:
    """Δ_L without its 1/N."""
    right = lines.output_error(model.depth, model.cost)

    def rule(v: Values) -> tuple[np.ndarray, ...]:
        return tuple(len(v["X"]) * array for array in right.rule(v))

    tex = right.tex.replace(r"\tfrac{1}{N}", "").replace(r"\tfrac{2}{N}", "2").replace(r"-\, ", "-")
    return [replace(right, tex=tex, rule=rule)]


for _slip in (
    Slip(
        "output_error_bare", "Output error without slope and mean",
        "O − Y alone leaves out how steep the output is, and the batch's mean. Nearly the right direction, the wrong "
        "size: a saturated output is driven far too hard.",
        _output_error_bare,
    ),
    Slip(
        "hidden_slope_of_output", "Slope of the layer above",
        "The hidden error takes σ′ at the pre-activations of the layer above. The shapes allow it where both layers "
        "are equally wide. Where the one above has a single unit, its slope is broadcast to all, and nothing fails.",
        _hidden_slope_of_output,
    ),
    Slip(
        "transposed_weights", "Weights not transposed",
        "The sum is over the wrong index: the hidden error reads the numbers of W, stored row by row as hidden × "
        "output, as if they were stored as output × hidden. Where either is 1, that is right by accident.",
        _transposed_weights,
    ),
    Slip(
        "preactivations_in_weight_gradient", "Pre-activations in the weight gradient",
        "The weight gradient takes what went into the activation, Z, where what came out of it, A, is wanted.",
        _preactivations_in_weight_gradient,
    ),
    Slip(
        "upside_down", "∂w/∂L for ∂L/∂w",
        "The slopes upside down, taken at their word: each is one over what it should be, and 0 where that is 0. The "
        "signs are right, the sizes are turned round: the less a weight matters, the further it is moved.",
        _upside_down,
    ),
    Slip(
        "no_batch_mean", "No mean over the batch",
        "Without 1/N the gradient grows with the batch, and so does the step. One sample alone does not show it.",
        _no_batch_mean,
    ),
):  # fmt: skip
    SLIPS.register(_slip)
