"""One update of a dense network, line by line: the forward pass, the cost, and backpropagation.

Rows are samples: X is N×D, W_l is inputs×units, b_l has units numbers. ⊙ is elementwise, 1ᵀ a sum over the samples, and
σ' is taken at the pre-activations. Layers count from 1; the last, L, is the output layer, whose outputs are called O.

    forward    Z_l = A_{l-1} W_l + b_l,  A_l = σ_l(Z_l),  with A_0 = X and O = A_L
    cost       L = (1/N) Σ_n ℓ(O_n, Y_n)
    backward   Δ_L = ∂L/∂Z_L,  Δ_l = (Δ_{l+1} W_{l+1}ᵀ) ⊙ σ_l'(Z_l)
               ∂L/∂W_l = A_{l-1}ᵀ Δ_l,  ∂L/∂b_l = 1ᵀ Δ_l

Source: Rumelhart, Hinton, Williams, Nature 323, 1986; Nielsen, chapter 2, equations BP1 to BP4, in columns.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from engine.activations import OF_LAYERS, joint
from engine.mechanics.activation import formula, value_and_slope
from engine.mechanics.costs import Cost

Values = Mapping[str, np.ndarray]
Rule = Callable[[Values], tuple[np.ndarray, ...]]
Read = Callable[[np.ndarray], np.ndarray]
Phase = Literal["forward", "backward", "update"]


@dataclass(frozen=True)
class Model:
    """A dense network and its cost. `weights[l-1]` is W_l [inputs, units], `biases[l-1]` b_l [units].

    `slopes[l]` is α_l [units] of each layer l, from 1, whose σ_l(z, α) learns it.
    """

    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    activations: tuple[str, ...]
    cost: Cost
    slopes: Mapping[int, np.ndarray] = field(default_factory=dict)

    @property
    def depth(self) -> int:
        """L, the number of layers."""
        return len(self.weights)

    def given(self, X: np.ndarray, Y: np.ndarray) -> dict[str, np.ndarray]:
        """What the first line starts from, by name."""
        values = {"X": X, "Y": Y}
        for l, (W, b) in enumerate(zip(self.weights, self.biases, strict=True), 1):
            values |= {f"W{l}": W, f"b{l}": b}
        return values | {f"alpha{l}": alpha for l, alpha in self.slopes.items()}


@dataclass(frozen=True)
class Line:
    """One line: `rule` makes the arrays named in `makes` from those named in `uses`. `where` explains a symbol.

    `slip` is the slip that wrote it, "" where it is right.
    """

    key: str
    phase: Phase
    layer: int | None
    tex: str
    makes: tuple[str, ...]
    uses: tuple[str, ...]
    rule: Rule
    where: str = ""
    slip: str = ""


def run(lines: Iterable[Line], given: Values) -> dict[str, np.ndarray]:
    """Every array that the lines make, one after the other, and those they were given."""
    values = dict(given)
    for line in lines:
        values |= zip(line.makes, line.rule(values), strict=True)
    return values


def incoming(l: int) -> str:
    """The name of what layer l is given: X, or the outputs of the layer before."""
    return "X" if l == 1 else f"A{l - 1}"


def tex_name(name: str) -> str:
    """An array's name in TeX: `A12` as A_{12}."""
    return name if len(name) == 1 else f"{name[0]}_{{{name[1:]}}}"


def tex_slope(l: int) -> str:
    """`σ_l'(Z_l)`."""
    return rf"\sigma_{{{l}}}'(Z_{{{l}}})"


# ---- forward ---------------------------------------------------------------------------------------------------------


def preactivations(l: int) -> Line:
    """`Z_l = A_{l-1} W_l + b_l`."""
    A, Z, W, b = incoming(l), f"Z{l}", f"W{l}", f"b{l}"

    def rule(v: Values) -> tuple[np.ndarray, ...]:
        return (v[A] @ v[W] + v[b],)  # (samples, units)

    tex = rf"Z_{{{l}}} = {tex_name(A)} W_{{{l}}} + b_{{{l}}}"
    return Line(Z, "forward", l, tex, (Z,), (A, W, b), rule)


def outputs(l: int, activation: str, last: bool) -> Line:
    """`A_l = σ_l(Z_l)`, and with it the slopes σ_l'(Z_l) for the way back, where there is one a unit."""
    A, S, Z, alpha = f"A{l}", f"S{l}", f"Z{l}", f"alpha{l}"
    of_layer, learns = joint(activation), OF_LAYERS[activation].learns

    def rule(v: Values) -> tuple[np.ndarray, ...]:
        return (of_layer.at(v[Z]),) if of_layer else value_and_slope(activation, v[Z], v.get(alpha))

    function = rf"\operatorname{{{activation}}}" if of_layer else rf"\sigma_{{{l}}}"
    tex = rf"{'O' if last else tex_name(A)} = {function}(Z_{{{l}}})"
    makes, uses = (A,) if of_layer else (A, S), (Z, alpha) if learns else (Z,)
    return Line("O" if last else A, "forward", l, tex, makes, uses, rule, formula(activation, l))


def cost(L: int, cost: Cost) -> Line:
    """`L = (1/N) Σ_n ℓ_n`."""

    def rule(v: Values) -> tuple[np.ndarray, ...]:
        N = len(v["X"])
        return (np.asarray(cost.each(v[f"Z{L}"], v[f"A{L}"], v["Y"]).sum() / N),)

    return Line("L", "forward", None, cost.tex, ("L",), (f"A{L}", "Y"), rule)


# ---- backward --------------------------------------------------------------------------------------------------------


def output_error(L: int, cost: Cost) -> Line:
    """`Δ_L = ∂L/∂Z_L`: how the cost answers to each pre-activation of the output layer, its 1/N included."""
    O, Z, S, D = f"A{L}", f"Z{L}", f"S{L}", f"D{L}"

    def rule(v: Values) -> tuple[np.ndarray, ...]:
        N = len(v["X"])
        return (cost.error(v[O], v["Y"], v.get(S, v[O])) / N,)  # (samples, outputs); softmax has no S, and needs none

    tex = rf"\Delta_{{{L}}} = " + cost.error_tex.replace("SLOPE", tex_slope(L))
    return Line(D, "backward", L, tex, (D,), (O, "Y") if cost.on_logits else (O, "Y", Z, S), rule)


def hidden_error(l: int, activation: str, read: Read = np.transpose, read_tex: str = "") -> Line:
    """`Δ_l = (Δ_{l+1} W_{l+1}ᵀ) ⊙ σ_l'(Z_l)`; in indices `δ_lj = σ_l'(z_lj) Σ_k W_{l+1,jk} δ_{l+1,k}`.

    Where σ_l is of the whole layer, `Δ_lj = Σ_i E_li ∂a_li/∂z_lj` with `E_l = Δ_{l+1} W_{l+1}ᵀ`. `read` is how W stands
    in the sum, and `read_tex` its TeX.
    """
    D, after, W, Z, S = f"D{l}", f"D{l + 1}", f"W{l + 1}", f"Z{l}", f"S{l}"
    read_tex = read_tex or rf"W_{{{l + 1}}}^{{\mathsf T}}"
    of_layer, E = joint(activation), rf"\Delta_{{{l + 1}}} {read_tex}"
    if of_layer is None:

        def rule(v: Values) -> tuple[np.ndarray, ...]:
            return ((v[after] @ read(v[W])) * v[S],)  # (samples, units)

        tex = rf"\Delta_{{{l}}} = ({E}) \odot {tex_slope(l)}"
        return Line(D, "backward", l, tex, (D,), (after, W, Z, S), rule)

    def product(v: Values) -> tuple[np.ndarray, ...]:
        return (of_layer.through(v[Z], v[after] @ read(v[W])),)  # (samples, units)

    tex, where = (text.replace("_l", f"_{{{l}}}") for text in (of_layer.back_formula, of_layer.back_where))
    tex = rf"\Delta_{{{l}}} = {tex},\quad E_{{{l}}} = {E}"
    return Line(D, "backward", l, tex, (D,), (after, W, Z), product, where)


def parameter_gradient(l: int) -> Line:
    """`∂L/∂W_l = A_{l-1}ᵀ Δ_l` and `∂L/∂b_l = 1ᵀ Δ_l`."""
    A, D = incoming(l), f"D{l}"

    def rule(v: Values) -> tuple[np.ndarray, ...]:
        return v[A].T @ v[D], v[D].sum(axis=0)  # (inputs, units), (units,)

    tex = gradient_tex(l, tex_name(A))
    return Line(f"dW{l}", "backward", l, tex, (f"dW{l}", f"db{l}"), (A, D), rule)


def gradient_tex(l: int, incoming: str) -> str:
    """The weight gradient's line with what stands before Δ_l named."""
    weights = rf"\frac{{\partial L}}{{\partial W_{{{l}}}}} = {incoming}^{{\mathsf T}} \Delta_{{{l}}}"
    biases = rf"\frac{{\partial L}}{{\partial b_{{{l}}}}} = \mathbf 1^{{\mathsf T}} \Delta_{{{l}}}"
    return rf"{weights},\quad {biases}"


def slope_gradient(l: int) -> Line:
    """`∂L/∂α_l = 1ᵀ[(Δ_{l+1} W_{l+1}ᵀ) ⊙ min(0, Z_l)]`, for σ_l(z) = z where z ≥ 0, else α_l z.

    Source: He, Zhang, Ren, Sun, Delving Deep into Rectifiers, equations 3 and 4, ICCV 2015.
    """
    D, W, Z = f"D{l + 1}", f"W{l + 1}", f"Z{l}"

    def rule(v: Values) -> tuple[np.ndarray, ...]:
        return (((v[D] @ v[W].T) * np.minimum(0.0, v[Z])).sum(axis=0),)  # (units,)

    behind = rf"(\Delta_{{{l + 1}}} W_{{{l + 1}}}^{{\mathsf T}}) \odot Z_{{{l}}}^-"
    tex = rf"\frac{{\partial L}}{{\partial \alpha_{{{l}}}}} = \mathbf 1^{{\mathsf T}} [{behind}]"
    where = rf"Z_{{{l}}}^- = \min(0, Z_{{{l}}})"
    return Line(f"dalpha{l}", "backward", l, tex, (f"dalpha{l}",), (D, W, Z), rule, where)


# ---- all of them -----------------------------------------------------------------------------------------------------


def forward(model: Model) -> list[Line]:
    """From X to L."""
    L, lines = model.depth, []
    for l in range(1, L + 1):
        lines += [preactivations(l), outputs(l, model.activations[l - 1], last=l == L)]
    return [*lines, cost(L, model.cost)]


def backward(model: Model) -> list[Line]:
    """From L back to the gradient of every weight, bias and learned slope."""
    L = model.depth
    return [output_error(L, model.cost), parameter_gradient(L), *through(model, L)]


def through(model: Model, last: int) -> list[Line]:
    """From Δ of layer `last` back through the layers before it."""
    lines = []
    for l in range(last - 1, 0, -1):
        lines += [hidden_error(l, model.activations[l - 1]), parameter_gradient(l)]
        lines += [slope_gradient(l)] if l in model.slopes else []
    return lines
