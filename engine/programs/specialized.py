"""The specialized program: the exact network, its losses and its optimizer compiled in, gradients by autodiff.

Same numbers as the padded program (its packed state is cut to size on the way in and put back on the way out), several
times faster for small networks. Of the state it takes only what it changes: each array costs every call its copy.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import lax
from jaxtyping import Array, Float, Int

from engine.experiment import Experiment
from engine.network import network
from engine.optimizers import OPTIMIZERS
from engine.programs.contract import CAPACITY, EPOCHS, Clock, Samples, Steps
from engine.programs.kept import Kept
from engine.programs.packed import Params, Rule, State, learning, shapes, slot_of
from engine.programs.random import epoch_order, kept
from engine.programs.update import applied

Layers = list[Params]  # one layer each, of its true shape


@dataclass(frozen=True)
class Traits:
    """What a specialized program is compiled for; two experiments of equal traits share it."""

    experiment: Experiment  # with everything that stays an argument set to its default
    batch: int  # rows of a step
    full: bool  # every step is a whole batch that ends in an update
    train_count: int
    count: int
    penalized: bool
    dropout: bool
    moments: bool  # the optimizer has them
    slopes: bool  # a layer learns them


def traits(experiment: Experiment, train_count: int, count: int) -> Traits:
    """The traits of an experiment with so many rows."""
    kept_fields = Experiment(
        data=experiment.data.model_copy(update={"noise": 0.0, "train_percent": 50.0}),
        features=experiment.features,
        layers=experiment.layers,
        loss=experiment.loss,
        optimizer={"kind": experiment.optimizer.kind},  # type: ignore[arg-type]
        batch=experiment.batch.model_copy(update={"size": 1, "tail": "carried"}),
        precision=experiment.precision,
    )
    batch = max(1, min(experiment.batch.size, train_count))
    given = experiment.regularization
    optimizer = OPTIMIZERS[experiment.optimizer.kind]
    return Traits(
        kept_fields,
        batch,
        train_count > 0 and train_count % batch == 0 and experiment.batch.size <= train_count,
        train_count,
        count,
        given.l1 != 0 or given.l2 != 0 or "weight_decay" in optimizer.uses,
        given.dropout > 0,
        optimizer.key != "sgd",
        any(learning(experiment)),
    )


class Loop(NamedTuple):
    """What the training loop carries from step to step; every array of its true shape, none of what never changes."""

    params: Layers
    first: Layers
    second: Layers
    gradient: Layers
    gathered: Float[Array, ""] | None
    alive: list[Array]
    order: Int[Array, " rows"]
    epoch: Int[Array, ""]
    step: Int[Array, ""]
    update: Int[Array, ""]
    age: Int[Array, ""]
    done: Int[Array, ""]
    train: Float[Array, " epochs"]
    test: Float[Array, " epochs"]


class Moving(NamedTuple):
    """What a program changes of a state; None stands for the rest, which costs a call nothing."""

    params: Params
    first: Params | None
    second: Params | None
    gradient: Params | None
    gathered: Float[Array, ""] | None
    alive: Float[Array, "slots width width"] | None


class Ended(NamedTuple):
    """What a call has changed, and the losses at the end of each epoch finished in it."""

    moving: Moving
    train: Float[Array, " epochs"]
    test: Float[Array, " epochs"]


def moving(traits: Traits, state: State) -> Moving:
    """What a program of these traits changes of a state."""

    def of(planes: Params) -> Params:
        return planes if traits.slopes else planes._replace(slopes=None)

    return Moving(
        of(state.params),
        of(state.first) if traits.moments else None,
        of(state.second) if traits.moments else None,
        None if traits.full else of(state.gradient),
        None if traits.full else state.gathered,
        state.alive if traits.penalized else None,
    )


def after(state: State, changed: Moving) -> State:
    """The state with what a program has changed of it."""

    def of(old: Params, new: Params | None) -> Params:
        return old if new is None else new if new.slopes is not None else new._replace(slopes=old.slopes)

    return State(
        of(state.params, changed.params),
        of(state.first, changed.first),
        of(state.second, changed.second),
        of(state.gradient, changed.gradient),
        state.gathered if changed.gathered is None else changed.gathered,
        state.alive if changed.alive is None else changed.alive,
    )


def _cut(params: Params, sizes: list[tuple[int, int]], learns: list[bool]) -> Layers:
    layers = []
    for index, (units, inputs) in enumerate(sizes):
        slot = slot_of(index, len(sizes) - 1)
        slopes = params.slopes[slot, :units] if learns[index] else None
        layers.append(Params(params.weights[slot, :units, :inputs], params.biases[slot, :units], slopes))
    return layers


def _put_back(packed: Params, layers: Layers) -> Params:
    weights, biases, slopes = packed
    for index, layer in enumerate(layers):
        slot = slot_of(index, len(layers) - 1)
        units, inputs = layer.weights.shape
        weights = weights.at[slot, :units, :inputs].set(layer.weights)
        biases = biases.at[slot, :units].set(layer.biases)
        slopes = slopes if layer.slopes is None else slopes.at[slot, :units].set(layer.slopes)
    return Params(weights, biases, slopes)


@lru_cache(maxsize=64)
def specialized(traits: Traits) -> Kept:
    """The training loop of exactly these traits, not yet compiled."""
    experiment = traits.experiment
    net, batch_net = network(experiment), network(experiment, traits.batch)
    sizes, learns = shapes(experiment), learning(experiment)
    optimizer = OPTIMIZERS[experiment.optimizer.kind]
    rows_held = min(CAPACITY, traits.train_count + traits.batch)

    def total_loss(params: Layers, x: Array, t: Array, present: Array | None, keep: list[Array] | None) -> Array:
        if keep is None:
            each = jax.vmap(batch_net.loss, in_axes=(None, 0, 0))(params, x, t)
        else:
            each = jax.vmap(batch_net.loss, in_axes=(None, 0, 0, 0))(params, x, t, keep)
        return jnp.sum(each if present is None else each * present)

    def evaluate(params: Layers, samples: Samples) -> tuple[Array, Array]:
        x, t = samples.inputs[: traits.count, : sizes[0][1]], samples.targets[: traits.count, : sizes[-1][0]]
        each = jax.vmap(net.loss, in_axes=(None, 0, 0))(params, x, t)
        n = traits.train_count
        nothing = jnp.full((), jnp.nan, each.dtype)
        train = jnp.sum(each[:n]) / n if n else nothing
        test = jnp.sum(each[n:]) / (traits.count - n) if traits.count > n else nothing
        return train, test

    def order_of(samples: Samples, epoch: Array) -> Array:
        if experiment.batch.order == "fixed":
            return jnp.arange(rows_held, dtype=jnp.int32)
        n = traits.train_count
        order = epoch_order(samples.batches_key, epoch, jnp.asarray(n, jnp.int32), max(n, 1))
        return jnp.concatenate([order, jnp.arange(len(order), rows_held, dtype=jnp.int32)])

    def updated(loop: Loop, gradient: Layers, count: Array, rule: Rule, rate: Array) -> Loop:
        age = (loop.age + 1).astype(rate.dtype)
        new: list[State] = []  # what stands in it for planes that there are not is dropped below
        for index, layer in enumerate(loop.params):
            at = gradient[index], *((planes or loop.params)[index] for planes in (loop.first, loop.second))
            if traits.penalized:
                g, m, v = at
                state = State(layer, m, v, g, count, loop.alive[index])
                mask = jax.tree.map(jnp.ones_like, layer)
                new.append(applied(state, mask, rule, optimizer.update, rate, age))
                continue
            stepped, first, second = {}, {}, {}
            for name, w in layer._asdict().items():
                if w is None:  # slopes that are not learned
                    continue
                g, m, v = (getattr(planes, name) for planes in at)
                direction, first[name], second[name] = optimizer.update(g / count, m, v, age, rule.hyper)
                stepped[name] = w - rate * direction
            new.append(State(Params(**stepped), Params(**first), Params(**second), layer, count, layer.weights))
        return loop._replace(
            params=[state.params for state in new],
            first=[state.first for state in new] if traits.moments else [],
            second=[state.second for state in new] if traits.moments else [],
            alive=[state.alive for state in new] if traits.penalized else [],
            update=loop.update + 1,
            age=loop.age + 1,
        )

    def emptied(loop: Loop, rule: Rule, clock: Clock) -> Loop:
        assert loop.gathered is not None, "samples are gathered over steps"
        gradient, gathered = jax.tree.map(jnp.zeros_like, (loop.gradient, loop.gathered))
        loop = updated(loop, loop.gradient, loop.gathered, rule, clock.rates[loop.done])
        return loop._replace(gradient=gradient, gathered=gathered)

    def advance(state: Moving, rule: Rule, samples: Samples, steps: Steps, clock: Clock) -> Ended:
        dtype = samples.inputs.dtype
        cut_inputs, cut_targets = samples.inputs[:, : sizes[0][1]], samples.targets[:, : sizes[-1][0]]

        def step(ordered: tuple[Array, Array], loop: Loop) -> Loop:
            first = loop.step * traits.batch
            x, t = (lax.dynamic_slice_in_dim(rows, first, traits.batch) for rows in ordered)
            length = None if traits.full else steps.length[loop.step]
            present = None if length is None else (jnp.arange(traits.batch, dtype=jnp.int32) < length).astype(dtype)
            keep = None
            if traits.dropout:
                rows = lax.dynamic_slice_in_dim(loop.order, first, traits.batch)
                keep = [
                    kept(
                        samples.dropout_key, rule.dropout, loop.update, jnp.asarray(index, jnp.int32), rows[:, None],
                        jnp.arange(layer.units, dtype=jnp.int32),
                    )
                    for index, layer in enumerate(experiment.layers)
                ]  # fmt: skip
            gradient = jax.grad(total_loss)(loop.params, x, t, present, keep)
            if traits.full:  # nothing is ever carried from one step to the next
                count = jnp.asarray(traits.batch, dtype)
                loop = updated(loop, gradient, count, rule, clock.rates[loop.done])
            else:
                gradient = jax.tree.map(jnp.add, loop.gradient, gradient)
                assert length is not None, "steps are of unequal length"
                assert loop.gathered is not None, "samples are gathered over steps"
                loop = loop._replace(gradient=gradient, gathered=loop.gathered + length.astype(dtype))
                loop = lax.cond(steps.applies[loop.step], lambda at: emptied(at, rule, clock), lambda at: at, loop)
            return loop._replace(step=loop.step + 1)

        def ended(loop: Loop) -> Loop:
            train, test = evaluate(loop.params, samples)
            return loop._replace(
                order=loop.order if experiment.batch.order == "fixed" else order_of(samples, loop.epoch + 1),
                epoch=loop.epoch + 1,
                step=jnp.zeros_like(loop.step),
                done=loop.done + 1,
                train=loop.train.at[loop.done].set(train),
                test=loop.test.at[loop.done].set(test),
            )

        def stretch(carry: tuple[Array, Loop]) -> tuple[Array, Loop]:
            """On to the end of the epoch, or as far as the call goes: what is gathered once is not gathered by step."""
            left, loop = carry
            taken = jnp.minimum(left, steps.step_count - loop.step)
            ordered = cut_inputs[loop.order], cut_targets[loop.order]
            loop = lax.fori_loop(0, taken, lambda _, at: step(ordered, at), loop)
            return left - taken, lax.cond(loop.step == steps.step_count, ended, lambda going: going, loop)

        nothing = jnp.full(EPOCHS, jnp.nan, dtype)
        links = None if state.alive is None else state.params._replace(weights=state.alive)
        params, first, second, gradient, alive = (
            [] if planes is None else _cut(planes, sizes, learns) for planes in (*state[:4], links)
        )
        loop = Loop(
            params, first, second, gradient, state.gathered, [layer.weights for layer in alive],
            order_of(samples, clock.epoch), clock.epoch, clock.step, clock.update, clock.age,
            jnp.zeros((), jnp.int32), nothing, nothing,
        )  # fmt: skip
        _, end = lax.while_loop(lambda carry: carry[0] > 0, stretch, (clock.steps, loop))
        if links is not None:
            cut = [layer._replace(weights=a) for a, layer in zip(end.alive, end.params, strict=True)]
            links = _put_back(links, cut)
        changed = Moving(
            _put_back(state.params, end.params),
            None if state.first is None else _put_back(state.first, end.first),
            None if state.second is None else _put_back(state.second, end.second),
            None if state.gradient is None else _put_back(state.gradient, end.gradient),
            end.gathered,
            None if links is None else links.weights,
        )
        return Ended(changed, end.train, end.test)

    return Kept(advance, traits)
