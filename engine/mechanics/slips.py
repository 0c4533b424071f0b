"""The slips that textbooks and programs make, each a wrong line in place of a right one, to see the check fail."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from engine.mechanics import lines
from engine.mechanics.activation import SOFTMAX
from engine.mechanics.lines import Line, Model, Values
from engine.registry import Registry


@dataclass(frozen=True)
class Slip:
    """A slip: `wrong(model)` is the line that stands in the right one's place, or None where the shapes refuse it."""

    key: str
    label: str
    help: str
    wrong: Callable[[Model], Line | None]


SLIPS: Registry[Slip] = Registry("slip")


def fitting(model: Model) -> list[Slip]:
    """The slips that this network can make."""
    return [slip for slip in SLIPS if slip.wrong(model) is not None]


def slipped(right: list[Line], wrong: Line) -> list[Line]:
    """The lines with the wrong one in the place of the right one of its key."""
    assert any(line.key == wrong.key for line in right), "a slip replaces a line that is there"
    return [wrong if line.key == wrong.key else line for line in right]


def _hidden_layers(model: Model) -> range:
    """The hidden layers, from the last to the first: the way back."""
    return range(model.depth - 1, 0, -1)


def _output_error_bare(model: Model) -> Line | None:
    """`Δ_L = O - Y`: for cross-entropy, and for a linear output with squared error, that only lacks the 1/N."""
    L, cost = model.depth, model.cost
    if cost.zero_one or (cost.key == "squared_error" and model.activations[-1] == "linear"):
        return None
    right = lines.output_error(L, cost)

    def rule(v: Values) -> tuple[np.ndarray, ...]:
        return (v[f"A{L}"] - v["Y"],)

    return replace(right, tex=rf"\Delta_{{{L}}} = O - Y", uses=(f"A{L}", "Y"), rule=rule)


def _hidden_slope_of_output(model: Model) -> Line | None:
    """`Δ_l = (Δ_{l+1} W_{l+1}ᵀ) ⊙ σ_{l+1}'(Z_{l+1})`."""
    for l in _hidden_layers(model):
        if model.biases[l - 1].size == model.biases[l].size and model.activations[l] != SOFTMAX:
            return _with_slope_of(l, l + 1)
    return None


def _with_slope_of(l: int, above: int) -> Line:
    right = lines.hidden_error(l)
    D, W, S = f"D{l + 1}", f"W{l + 1}", f"S{above}"

    def rule(v: Values) -> tuple[np.ndarray, ...]:
        return ((v[D] @ v[W].T) * v[S],)

    tex = right.tex.replace(lines.tex_slope(l), lines.tex_slope(above))
    return replace(right, tex=tex, uses=(D, W, f"Z{above}", S), rule=rule)


def _transposed_weights(model: Model) -> Line | None:
    """`Δ_l = (Δ_{l+1} W_{l+1}) ⊙ σ_l'(Z_l)`: the sum runs over the wrong index of W."""
    for l in _hidden_layers(model):
        inputs, units = model.weights[l].shape
        if inputs == units > 1:
            return _with_untransposed(l)
    return None


def _with_untransposed(l: int) -> Line:
    right = lines.hidden_error(l)

    def rule(v: Values) -> tuple[np.ndarray, ...]:
        return ((v[f"D{l + 1}"] @ v[f"W{l + 1}"]) * v[f"S{l}"],)

    return replace(right, tex=right.tex.replace(r"^{\mathsf T}", ""), rule=rule)


def _preactivations_in_weight_gradient(model: Model) -> Line | None:
    """`∂L/∂W_l = Z_{l-1}ᵀ Δ_l`, for the last layer whose incoming outputs are not the pre-activations themselves."""
    for l in _hidden_layers(model):
        if model.activations[l - 1] != "linear":
            return _with_preactivations(l + 1)
    return None


def _with_preactivations(l: int) -> Line:
    right = lines.parameter_gradient(l)
    Z, D = f"Z{l - 1}", f"D{l}"

    def rule(v: Values) -> tuple[np.ndarray, ...]:
        return v[Z].T @ v[D], v[D].sum(axis=0)

    return replace(right, tex=lines.gradient_tex(l, lines.tex_name(Z)), uses=(Z, D), rule=rule)


def _no_batch_mean(model: Model) -> Line | None:
    """Δ_L without its 1/N."""
    right = lines.output_error(model.depth, model.cost)

    def rule(v: Values) -> tuple[np.ndarray, ...]:
        return tuple(len(v["X"]) * array for array in right.rule(v))

    tex = right.tex.replace(r"\tfrac{1}{N}", "").replace(r"\tfrac{2}{N}", "2").replace(r"-\, ", "-")
    return replace(right, tex=tex, rule=rule)


for _slip in (
    Slip(
        "output_error_bare", "Output error without slope and mean",
        "O − Y alone leaves out how steep the output is, and the batch's mean. Nearly the right direction, the wrong "
        "size: a saturated output is driven far too hard.",
        _output_error_bare,
    ),
    Slip(
        "hidden_slope_of_output", "Slope of the layer above",
        "The hidden error takes σ′ at the pre-activations of the layer above. The shapes allow it only where both "
        "layers are equally wide.",
        _hidden_slope_of_output,
    ),
    Slip(
        "transposed_weights", "Weights not transposed",
        "The hidden error sums over the wrong index of W. The shapes allow it only where W is square.",
        _transposed_weights,
    ),
    Slip(
        "preactivations_in_weight_gradient", "Pre-activations in the weight gradient",
        "The weight gradient takes what went into the activation, Z, where what came out of it, A, is wanted.",
        _preactivations_in_weight_gradient,
    ),
    Slip(
        "no_batch_mean", "No mean over the batch",
        "Without 1/N the gradient grows with the batch, and so does the step. One sample alone does not show it.",
        _no_batch_mean,
    ),
):  # fmt: skip
    SLIPS.register(_slip)
