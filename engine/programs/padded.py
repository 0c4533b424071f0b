"""The padded program: trains any dense network up to its width, with everything about it an argument.

Backpropagation is written out (Rumelhart, Hinton & Williams 1986), not derived: the tests hold it to autodiff.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import lax
from jaxtyping import Array, Float, Int

from engine.activations import VECTORS, VectorActivation
from engine.programs.contract import CAPACITY, CHUNK, EPOCHS, Clock, Samples, Steps, Trained
from engine.programs.forward import Backward, exists, losses, output, output_error, preactivations, training_pass
from engine.programs.kept import Kept
from engine.programs.packed import OUTPUT, SLOTS, Params, Rule, State, Wiring, joined, parted, with_planes
from engine.programs.random import epoch_order, kept
from engine.programs.update import applied, by_index

_EVALUATED = 256  # rows evaluated at once
WayBack = Callable[[Array, Array, Array], tuple[Array, Array]]  # (layer, ∂L/∂a, ∂L/∂units) -> ∂L/∂z, ∂L/∂units


class Loop(NamedTuple):
    """What the training loop carries from step to step."""

    state: State
    order: Int[Array, " capacity"]
    epoch: Int[Array, ""]
    step: Int[Array, ""]
    update: Int[Array, ""]
    age: Int[Array, ""]
    done: Int[Array, ""]  # epochs finished in this call
    train: Float[Array, " epochs"]
    test: Float[Array, " epochs"]


def backward(
    params: Params, wiring: Wiring, values: Backward, error: Float[Array, "batch width"], into: Params
) -> Params:
    """Gradients summed over the samples and added to `into`; `params` and `into` are joined.

    `δ_l = (δ_{l+1} W_{l+1}) ⊙ f'(z_l)`, `∂/∂W_l = δ_lᵀ a_{l-1}`, `∂/∂b_l = Σ δ_l`, and where f(z, α) learns its α
    `∂/∂α_l = Σ (δ_{l+1} W_{l+1}) ⊙ ∂f/∂α`. Where f is of the whole layer, ⊙ f' is the product with its Jacobian.
    """

    def add(gradient: Params, index: Array | int, delta: Array) -> Params:
        return gradient._replace(
            weights=gradient.weights.at[index].add(delta.T @ values.incoming[index]),
            biases=gradient.biases.at[index].add(jnp.sum(delta, axis=0)),
        )

    def by_slopes(index: Array, along: Array, units: Array) -> tuple[Array, Array]:
        return along * values.slopes[index], units

    def by_learned_slopes(index: Array, along: Array, units: Array) -> tuple[Array, Array]:
        z = preactivations(params, index, values.incoming[index])
        by_slope = jnp.minimum(z, 0.0) * values.factors[index]  # ∂f/∂α of PReLU, the one that learns
        return along * values.slopes[index], units.at[SLOTS + index].add(jnp.sum(along * by_slope, axis=0))

    def through(entry: VectorActivation) -> WayBack:
        def back(index: Array, along: Array, units: Array) -> tuple[Array, Array]:
            z = preactivations(params, index, values.incoming[index])
            return entry.back(z, exists(wiring, index), along * values.factors[index]), units

        return back

    ways = [by_slopes, by_learned_slopes, *(through(entry) for entry in VECTORS)]

    def layer(back: Array, carry: tuple[Array, Array, Params]) -> tuple[Array, Array, Params]:
        delta, following, gradient = carry
        index = wiring.depth - 1 - back
        along = delta @ params.weights[following]
        delta, units = lax.switch(wiring.way_back[index], ways, index, along, gradient.biases)
        return delta, index, add(gradient._replace(biases=units), index, delta)

    start = (error, jnp.asarray(OUTPUT, wiring.depth.dtype), add(into, OUTPUT, error))
    gradient: Params = lax.fori_loop(0, wiring.depth, layer, start)[2]
    return gradient


def evaluate(params: Params, wiring: Wiring, samples: Samples) -> tuple[Float[Array, ""], Float[Array, ""]]:
    """Mean loss over the training and over the test rows; NaN where there are none."""
    zero = jnp.zeros((), samples.inputs.dtype)

    def block(index: Array, sums: tuple[Array, Array]) -> tuple[Array, Array]:
        first = index * _EVALUATED
        x = lax.dynamic_slice_in_dim(samples.inputs, first, _EVALUATED)
        t = lax.dynamic_slice_in_dim(samples.targets, first, _EVALUATED)
        each = losses(wiring, *output(params, wiring, x), t)
        row = first + jnp.arange(_EVALUATED, dtype=jnp.int32)
        train = jnp.where(row < samples.train_count, each, 0.0)
        test = jnp.where((row >= samples.train_count) & (row < samples.row_count), each, 0.0)
        return sums[0] + jnp.sum(train), sums[1] + jnp.sum(test)

    blocks = (samples.row_count + (_EVALUATED - 1)) // _EVALUATED
    train, test = lax.fori_loop(0, blocks, block, (zero, zero))
    tested = samples.row_count - samples.train_count
    return train / samples.train_count.astype(zero.dtype), test / tested.astype(zero.dtype)


def _order(samples: Samples, epoch: Array) -> Array:
    order: Array = lax.cond(
        samples.shuffled,
        lambda: epoch_order(samples.batches_key, epoch, samples.train_count, CAPACITY),
        lambda: jnp.arange(CAPACITY, dtype=jnp.int32),
    )
    return order


def _advance(state: State, wiring: Wiring, rule: Rule, samples: Samples, steps: Steps, clock: Clock) -> Trained:
    width = samples.inputs.shape[1]
    units = jnp.arange(width, dtype=jnp.int32)
    layers = jnp.arange(SLOTS, dtype=jnp.int32)[:, None, None]
    dtype = samples.inputs.dtype

    mask = joined(wiring.mask)

    def step(_: Array, loop: Loop) -> Loop:
        rows = lax.dynamic_slice_in_dim(loop.order, steps.start[loop.step], CHUNK)
        length = steps.length[loop.step]
        present = (jnp.arange(CHUNK, dtype=jnp.int32) < length).astype(dtype)

        factors = lax.cond(
            rule.dropout > 0.0,
            lambda: kept(samples.dropout_key, rule.dropout, loop.update, layers, rows[:, None], units),
            lambda: jnp.ones((SLOTS, CHUNK, width), dtype),
        )
        values = training_pass(loop.state.params, wiring, samples.inputs[rows], factors)
        error = output_error(wiring, values, samples.targets[rows]) * present[:, None] * wiring.outputs
        gradient = backward(loop.state.params, wiring, values, error, loop.state.gradient)
        state = loop.state._replace(gradient=gradient, gathered=loop.state.gathered + length.astype(dtype))

        applies = steps.applies[loop.step]
        age = loop.age + applies.astype(jnp.int32)
        after = applied(state, mask, rule, by_index(rule), clock.rates[loop.done], age.astype(dtype))
        # Choosing elementwise costs less than a branch, which copies the whole state.
        state = jax.tree.map(lambda new, old: jnp.where(applies, new, old), after, state)
        return loop._replace(state=state, step=loop.step + 1, update=loop.update + applies.astype(jnp.int32), age=age)

    def ended(loop: Loop) -> Loop:
        train, test = evaluate(loop.state.params, wiring, samples)
        return loop._replace(
            order=_order(samples, loop.epoch + 1),
            epoch=loop.epoch + 1,
            step=jnp.zeros_like(loop.step),
            done=loop.done + 1,
            train=loop.train.at[loop.done].set(train),
            test=loop.test.at[loop.done].set(test),
        )

    def stretch(carry: tuple[Array, Loop]) -> tuple[Array, Loop]:
        """On to the end of the epoch, or as far as the call goes."""
        left, loop = carry
        taken = jnp.minimum(left, steps.step_count - loop.step)
        loop = lax.fori_loop(0, taken, step, loop)
        return left - taken, lax.cond(loop.step == steps.step_count, ended, lambda going: going, loop)

    nothing = jnp.full(EPOCHS, jnp.nan, dtype)
    start = Loop(
        with_planes(state, joined),
        _order(samples, clock.epoch),
        clock.epoch,
        clock.step,
        clock.update,
        clock.age,
        jnp.zeros((), jnp.int32),
        nothing,
        nothing,
    )
    _, end = lax.while_loop(lambda carry: carry[0] > 0, stretch, (clock.steps, start))
    return Trained(with_planes(end.state, parted), end.train, end.test)


@cache
def padded() -> Kept:
    """The program `(state, wiring, rule, samples, steps, clock) -> Trained`, which trains from the clock on for its
    number of steps: one compiled form for each width and precision."""
    return Kept(_advance)
