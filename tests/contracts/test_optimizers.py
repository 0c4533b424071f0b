"""The contract of every optimizer: equal to optax, finds the bottom of a parabola, and compiles once."""

import itertools
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from engine.optimizers import OPTIMIZERS, Hyper, Optimizer

every = pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda optimizer: optimizer.key)

H = Hyper(momentum=0.83, decay=0.77, decay2=0.94, epsilon=3e-3, weight_decay=0.07)
RATE = 0.05

Carry = tuple[jax.Array, jax.Array, jax.Array]

OPTAX: dict[str, Callable[[], optax.GradientTransformation]] = {
    "sgd": lambda: optax.sgd(RATE),
    "momentum": lambda: optax.sgd(RATE, H.momentum),
    "nesterov": lambda: optax.sgd(RATE, H.momentum, nesterov=True),
    "adagrad": lambda: optax.adagrad(RATE, initial_accumulator_value=0.0, eps=H.epsilon),
    "rmsprop": lambda: optax.rmsprop(RATE, H.decay, eps=H.epsilon, eps_in_sqrt=False),
    "adam": lambda: optax.adam(RATE, H.momentum, H.decay2, H.epsilon),
    "adamw": lambda: optax.adamw(RATE, H.momentum, H.decay2, H.epsilon, weight_decay=H.weight_decay),
}


def stepped(optimizer: Optimizer, w: jax.Array, gradients: list[jax.Array], rate: float = RATE) -> jax.Array:
    """The weights after one update a gradient; decoupled weight decay is a step of its own."""
    m = v = jnp.zeros_like(w)
    decay = H.weight_decay if "weight_decay" in optimizer.uses else 0.0
    for t, g in enumerate(gradients, start=1):
        direction, m, v = optimizer.update(g, m, v, float(t), H)
        w = w - rate * direction - rate * decay * w
    return w


@pytest.mark.parametrize("key", OPTAX)
def test_five_updates_equal_optax(key: str) -> None:
    w = jnp.array([0.9, -1.7, 0.02, 0.0])
    rng = np.random.default_rng(7)
    gradients = [jnp.array(rng.normal(size=4) * [1, 3, 0.01, 0]) for _ in range(5)]
    theirs = OPTAX[key]()
    with jax.numpy_dtype_promotion("standard"):  # optax counts its updates in int32
        state, expected = theirs.init(w), w
        for g in gradients:
            updates, state = theirs.update(g, state, expected)
            expected = optax.apply_updates(expected, updates)
    np.testing.assert_allclose(stepped(OPTIMIZERS[key], w, gradients), expected, rtol=0, atol=1e-15)


@every
def test_a_parabola_is_solved(optimizer: Optimizer) -> None:
    slopes, goal = jnp.array([1.0, 5.0]), jnp.array([0.7, -0.4])

    def body(carry: Carry, t: jax.Array) -> tuple[Carry, None]:
        w, m, v = carry
        rate = 0.1 / (1.0 + t / 100.0)
        direction, m, v = optimizer.update(slopes * (w - goal), m, v, t + 1.0, H)
        return (w - rate * direction, m, v), None

    zero = jnp.zeros(2)
    w = jax.lax.scan(body, (zero, zero, zero), jnp.arange(2000.0))[0][0]
    np.testing.assert_allclose(w, goal, rtol=0, atol=3e-3)


@every
def test_other_numbers_do_not_compile_again(optimizer: Optimizer) -> None:
    update: Any = jax.jit(optimizer.update)
    g = jnp.array([0.3, -0.2])
    for t, scale in ((1.0, 1.0), (2.0, 0.5)):
        update(scale * g, g, g * g, jnp.array(t), Hyper(*(jnp.array(scale * field) for field in H)))
    assert update._cache_size() == 1


@every
def test_float32_is_kept(optimizer: Optimizer) -> None:
    g = jnp.array([0.3, -2.0], jnp.float32)
    hyper = Hyper(*(jnp.float32(field) for field in H))
    assert {x.dtype for x in optimizer.update(g, g, g * g, jnp.float32(3), hyper)} == {jnp.dtype("float32")}


@every
def test_a_weight_without_gradients_never_moves(optimizer: Optimizer) -> None:
    zero = jnp.zeros(3)
    for epsilon, t in itertools.product((0.0, 1e-8), (1.0, 5.0)):
        for moved in optimizer.update(zero, zero, zero, t, H._replace(epsilon=epsilon)):
            np.testing.assert_array_equal(moved, zero)


@every
@pytest.mark.parametrize("field", Hyper._fields)
def test_it_reads_what_it_says_it_reads(optimizer: Optimizer, field: str) -> None:
    g, m, v = jnp.array([0.3]), jnp.array([0.11]), jnp.array([0.05])
    before = optimizer.update(g, m, v, 2.0, H)[0]
    after = optimizer.update(g, m, v, 2.0, H._replace(**{field: 0.5}))[0]
    # Decoupled decay is the caller's step, so the update itself does not read it.
    reads = field in optimizer.uses and field != "weight_decay"
    assert (float(before[0]) != float(after[0])) == reads


def test_where_the_penalty_is_a_step_of_its_own() -> None:
    assert [optimizer.key for optimizer in OPTIMIZERS if optimizer.decoupled] == ["sgd", "adamw"]
