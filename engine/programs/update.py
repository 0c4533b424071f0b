"""One update of the parameters: mean gradient, penalty, optimizer, and the links that L1 cuts."""

import jax.numpy as jnp
from jax import lax
from jaxtyping import Array, Float

from engine.optimizers import OPTIMIZERS, Update
from engine.programs.packed import Params, Rule, State


def by_index(rule: Rule) -> Update:
    """The update rule of the optimizer whose index is in `rule`, chosen while the program runs."""
    rules = [entry.update for entry in OPTIMIZERS]

    def update(g: Array, m: Array, v: Array, t: Array | float, h: object) -> tuple[Array, Array, Array]:
        return lax.switch(rule.optimizer, rules, g, m, v, t, h)  # type: ignore[no-any-return]

    return update


def applied(
    state: State,
    mask: Params,
    rule: Rule,
    update: Update,
    rate: Float[Array, ""],
    age: Float[Array, ""],
) -> State:
    """The state after one update with learning rate `rate`, the gradient's sum and count back at zero.

    With g = gradient / count and p = l1 sign(w) + l2 w: `w ← w - η direction(g) - η p` where the optimizer is
    decoupled (SGD, AdamW), else `w ← w - η direction(g + p)`. Biases have no penalty. `age` counts the optimizer's
    updates, this one included. A link that a decoupled L1 step moves across zero is cut.

    Source: TensorFlow Playground, nn.ts, for SGD, L1 and L2.
    """
    w, b, a = state.params
    existing = mask.weights * state.alive
    penalty = (rule.l1 * jnp.sign(w) + rule.l2 * w + rule.hyper.weight_decay * w) * existing
    coupled = jnp.where(rule.decoupled, 0.0, penalty)
    decoupled = jnp.where(rule.decoupled, penalty, 0.0)

    g_w = (state.gradient.weights / state.gathered) * existing + coupled
    direction, first_w, second_w = update(g_w, state.first.weights, state.second.weights, age, rule.hyper)
    stepped = w - rate * (direction * existing)
    shrunk = stepped - rate * decoupled
    cut = rule.dead_links & (rule.l1 != 0.0) & rule.decoupled & (stepped * shrunk < 0.0)

    g_b = (state.gradient.biases / state.gathered) * mask.biases
    direction_b, first_b, second_b = update(g_b, state.first.biases, state.second.biases, age, rule.hyper)
    new_b = b - rate * (direction_b * mask.biases)

    new_a = first_a = second_a = zero_a = None
    if a is not None:
        g_a = (state.gradient.slopes / state.gathered) * mask.slopes
        direction_a, first_a, second_a = update(g_a, state.first.slopes, state.second.slopes, age, rule.hyper)
        new_a, zero_a = a - rate * (direction_a * mask.slopes), jnp.zeros_like(a)

    return State(
        Params(jnp.where(cut, 0.0, shrunk), new_b, new_a),
        Params(first_w, first_b, first_a),
        Params(second_w, second_b, second_a),
        Params(jnp.zeros_like(w), jnp.zeros_like(b), zero_a),
        jnp.zeros_like(state.gathered),
        jnp.where(cut, 0.0, state.alive),
    )
