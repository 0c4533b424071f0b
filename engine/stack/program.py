"""The programs of a stack: many updates in one dispatch, losses and answers over many images, one image looked into."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import lax
from jaxtyping import Array, Float, Int, UInt8, UInt32

from engine.layers.base import LOOKING, Mode, Taps
from engine.layers.dropout import DropoutLayer
from engine.optimizers import OPTIMIZERS, Hyper
from engine.programs.kept import Kept, glance
from engine.stack.network import Stack

Numbers = list[dict[str, Array]]  # arrays by name, of each layer, the head last

BLOCK = 250  # images that are looked at together
CACHED = 2**18  # numbers
SPREAD = 32  # images whose pre-activations are spread out
SMALL = 20_000  # numbers that a network makes of one image


def together(net: Stack, most: int = 50, whole: int = BLOCK) -> int:
    """How many of `whole` images are best taken at once: a divisor, so small that their largest maps stay in the
    processor's cache."""
    largest = max(math.prod(layer.output_shape) for layer in net.layers)
    fitting = [count for count in range(1, most + 1) if whole % count == 0 and count * largest <= CACHED]
    return max(fitting, default=1)


class State(NamedTuple):
    """All that training changes."""

    params: Numbers
    first: Numbers  # first moment m of the optimizer
    second: Numbers  # second moment v
    averages: Numbers  # running averages over the batches


class Rule(NamedTuple):
    """How a gradient becomes an update; every member may change between two calls."""

    hyper: Hyper
    l1: Float[Array, ""]
    l2: Float[Array, ""]
    dropout_key: UInt32[Array, ""]


class Samples(NamedTuple):
    """All images on the device, those for training first."""

    pixels: UInt8[Array, "images height width channels"]
    classes: Int[Array, "images slots"]


class Clock(NamedTuple):
    """Which updates of an epoch are to be made."""

    order: Int[Array, " places"]  # the rows of the epoch, in the order in which they are taken
    start: Int[Array, ""]  # the first update to make
    stop: Int[Array, ""]  # the first one not to make
    rows: Int[Array, ""]  # of the epoch; what stands in `order` beyond them is not there
    update: Int[Array, ""]  # updates done so far
    age: Int[Array, ""]  # updates since the optimizer's moments were zero
    rate: Float[Array, ""]


@dataclass(frozen=True)
class Traits:
    """What a stack's programs are compiled for; two experiments of equal traits share them."""

    stack: Stack
    optimizer: str
    batch: int
    dtype: str


def _averages(stack: Stack, taps: Sequence[Taps]) -> Numbers:
    """The running averages that the layers handed out; every sample of a batch has the same."""
    return [
        {plane.name: taps[index][plane.name] for plane in layer.planes if not plane.learned}
        for index, layer in enumerate(stack.layers)
    ]


@lru_cache(maxsize=64)
def training(traits: Traits) -> Kept:
    """The training loop: `clock.stop - clock.start` updates, and the mean loss of their batches.

    `w ← w - η direction(g) - η p` with p = l1 sign(w) + l2 w where the optimizer is decoupled, else
    `w ← w - η direction(g + p)`; only planes that are `shrunk` have a penalty. The last batch of an epoch is an update
    of its own, of as many images as are left.
    """
    net, dtype = traits.stack, traits.dtype
    optimizer = OPTIMIZERS[traits.optimizer]
    shrunk = [{plane.name: plane.shrunk for plane in layer.planes} for layer in net.layers]

    def sample(
        params: Numbers, averages: Numbers, image: Array, classes: Array, key: Array | None
    ) -> tuple[Array, Numbers]:
        planes = [{**own, **kept} for own, kept in zip(params, averages, strict=True)]
        _, taps = net.forward(planes, image, Mode(True, key, "batch"))
        return net.cost(taps[-1], classes), _averages(net, taps)

    def batch_loss(
        params: Numbers, averages: Numbers, images: Array, classes: Array, keys: Array | None, present: Array
    ) -> tuple[Array, Numbers]:
        over = jax.vmap(partial(sample, params, averages), axis_name="batch")
        each, kept = over(images, classes, keys)
        return jnp.sum(each * present), jax.tree.map(lambda every: every[0], kept)

    drops = any(isinstance(layer, DropoutLayer) for layer in net.layers)
    averaging = any(not plane.learned for layer in net.layers for plane in layer.planes)
    size = traits.batch if averaging else together(net, traits.batch, traits.batch)
    value_and_grad = jax.value_and_grad(batch_loss, has_aux=True)

    def mean_gradient(
        params: Numbers, averages: Numbers, images: Array, classes: Array, keys: Array | None, present: Array
    ) -> tuple[Array, Numbers, Numbers]:
        """Loss, averages and gradient of a batch, a part of it at a time."""
        count = jnp.sum(present)
        given = (images, classes, keys, present)
        if size == traits.batch:
            (loss, kept), gradient = value_and_grad(params, averages, *given)
        else:
            parts = jax.tree.map(lambda array: array.reshape(-1, size, *array.shape[1:]), given)

            def add(total: Any, part: Any) -> tuple[Any, None]:
                (loss, _), gradient = value_and_grad(params, averages, *part)
                return jax.tree.map(jnp.add, total, (loss, gradient)), None

            nothing = (jnp.zeros((), dtype), jax.tree.map(jnp.zeros_like, params))
            (loss, gradient), _ = lax.scan(add, nothing, parts)
            kept = averages
        return loss / count, kept, jax.tree.map(lambda g: g / count, gradient)

    def stepped(name: str, layer: int, loop: State, g: Array, rule: Rule, rate: Array, age: Array) -> tuple[Array, ...]:
        w, m, v = (numbers[layer][name] for numbers in loop[:3])
        if not shrunk[layer][name]:
            direction, m, v = optimizer.update(g, m, v, age, rule.hyper)
            return w - rate * direction, m, v
        penalty = rule.l1 * jnp.sign(w) + rule.l2 * w + rule.hyper.weight_decay * w
        if optimizer.decoupled:
            direction, m, v = optimizer.update(g, m, v, age, rule.hyper)
            return w - rate * (direction + penalty), m, v
        direction, m, v = optimizer.update(g + penalty, m, v, age, rule.hyper)
        return w - rate * direction, m, v

    def advance(state: State, rule: Rule, samples: Samples, clock: Clock) -> tuple[State, Array]:
        def update(step: Array, carried: tuple[State, Array]) -> tuple[State, Array]:
            loop, total = carried
            first = step * traits.batch
            rows = lax.dynamic_slice_in_dim(clock.order, first, traits.batch)
            present = (first + jnp.arange(traits.batch, dtype=jnp.int32) < clock.rows).astype(dtype)
            done = clock.update + (step - clock.start)
            keys = _keys(rule.dropout_key, done, traits.batch) if drops else None
            images = net.read(samples.pixels[rows], dtype)
            loss, averages, gradient = mean_gradient(
                loop.params, loop.averages, images, samples.classes[rows], keys, present
            )
            age = (clock.age + (step - clock.start) + 1).astype(dtype)
            new: list[dict[str, tuple[Array, ...]]] = [
                {name: stepped(name, index, loop, g, rule, clock.rate, age) for name, g in layer.items()}
                for index, layer in enumerate(gradient)
            ]
            numbers = [[{name: made[place] for name, made in layer.items()} for layer in new] for place in range(3)]
            return State(numbers[0], numbers[1], numbers[2], averages), total + loss

        nothing = jnp.zeros((), dtype)
        end, total = lax.fori_loop(clock.start, clock.stop, update, (state, nothing))
        return end, total / (clock.stop - clock.start).astype(dtype)

    return Kept(advance, traits)


def _keys(dropout_key: UInt32[Array, ""], update: Int[Array, ""], batch: int) -> Array:
    """The random key of each sample of an update."""
    key = jax.random.wrap_key_data(jnp.stack([dropout_key, jnp.uint32(0)]))
    return jax.random.split(jax.random.fold_in(key, update), batch)


@lru_cache(maxsize=64)
def dropping(layer: DropoutLayer, index: int, batch: int) -> Callable[..., Float[Array, "..."]]:
    """What a dropout layer keeps for the first sample of an update, 0 or 1, from its key and the update's number."""

    def look(dropout_key: UInt32[Array, ""], update: Int[Array, ""]) -> Float[Array, "..."]:
        key = jax.random.fold_in(_keys(dropout_key, update, batch)[0], index)
        kept, _ = layer.apply({}, jnp.ones(layer.shape, jnp.float32), None, Mode(True, key))
        return (kept > 0).astype(jnp.float32)

    return Kept(look, layer, index, batch)


def planes_of(state: State) -> Numbers:
    """All that the layers read: what is learned, and the running averages."""
    return [{**own, **kept} for own, kept in zip(state.params, state.averages, strict=True)]


@lru_cache(maxsize=64)
def observing(stack: Stack, dtype: str) -> Kept:
    """Loss [images] and answers [images, slots, classes] of a block of images [BLOCK, height, width, channels]."""

    def one(planes: Numbers, image: Array, classes: Array) -> tuple[Array, Array]:
        _, taps = stack.forward(planes, image, LOOKING)
        return stack.cost(taps[-1], classes), stack.shown(taps[-1])

    def look(state: State, pixels: UInt8[Array, "..."], classes: Int[Array, "images slots"]) -> tuple[Array, Array]:
        planes = planes_of(state)

        def part(of: tuple[Array, Array]) -> tuple[Array, Array]:
            some: tuple[Array, Array] = jax.vmap(partial(one, planes))(stack.read(of[0], dtype), of[1])
            return some

        parts = [array.reshape(-1, together(stack), *array.shape[1:]) for array in (pixels, classes)]
        loss, shown = lax.map(part, (parts[0], parts[1]))
        return loss.reshape(-1), shown.reshape(-1, *shown.shape[2:])

    return Kept(look, stack, dtype)


def _is_small(stack: Stack) -> bool:
    """Whether to look at one image costs so little that it may well take several times as long: its program is what a
    new network's first picture waits for. MNIST's networks are small, those of CAPTCHAs are not."""
    return sum(math.prod(layer.output_shape) for layer in stack.layers) <= SMALL


@lru_cache(maxsize=64)
def looking(stack: Stack, dtype: str) -> Callable[..., Any]:
    """One image looked into: the taps of every layer, the answer, and the loss's gradient at every layer's outputs and
    at the image: `(taps, shown, loss, nudges, at_image)`.

    A zero is added to each pre-activation, or to the outputs of a layer that has none; its gradient is δ.
    """

    def look(state: State, pixels: UInt8[Array, "..."], classes: Int[Array, " slots"]) -> Any:
        planes, image = planes_of(state), stack.read(pixels, dtype)
        shapes = [layer.output_shape for layer in stack.layers]

        def cost(nudges: list[Array], image: Array) -> tuple[Array, tuple[list[Taps], Array]]:
            _, taps = stack.forward(planes, image, LOOKING, nudges)
            return stack.cost(taps[-1], classes), (taps, stack.shown(taps[-1]))

        nudges = [jnp.zeros(shape, dtype) for shape in shapes]
        grad = jax.value_and_grad(cost, argnums=(0, 1), has_aux=True)
        (loss, (taps, shown)), (at_layers, at_image) = grad(nudges, image)
        return taps, shown, loss, at_layers, at_image

    return glance(look, stack, dtype, small=_is_small(stack))


@lru_cache(maxsize=64)
def answering(stack: Stack, dtype: str) -> Callable[..., Any]:
    """The taps of every layer for one image, and the answer: `(taps, shown)`."""

    def look(state: State, pixels: UInt8[Array, "..."]) -> Any:
        _, taps = stack.forward(planes_of(state), stack.read(pixels, dtype), LOOKING)
        return taps, stack.shown(taps[-1])

    return glance(look, stack, dtype, small=_is_small(stack))


@lru_cache(maxsize=64)
def backward(stack: Stack, dtype: str) -> Callable[..., Numbers]:
    """The gradient of the mean loss of some images, for all that is learned; nothing is dropped."""

    def look(state: State, pixels: UInt8[Array, "..."], classes: Int[Array, "images slots"]) -> Numbers:
        def loss(params: Numbers) -> Array:
            planes = planes_of(state._replace(params=params))

            def one(image: Array, named: Array) -> Array:
                return stack.cost(stack.forward(planes, image)[1][-1], named)

            return jnp.mean(jax.vmap(one)(stack.read(pixels, dtype), classes))

        gradient: Numbers = jax.grad(loss)(state.params)
        return gradient

    return Kept(look, stack, dtype)


@lru_cache(maxsize=64)
def forward(stack: Stack, dtype: str) -> Callable[..., list[Taps]]:
    """The taps of every layer over some images."""

    def look(state: State, pixels: UInt8[Array, "..."]) -> list[Taps]:
        planes = planes_of(state)
        taps: list[Taps] = jax.vmap(lambda image: stack.forward(planes, image)[1])(stack.read(pixels, dtype))
        return taps

    return Kept(look, stack, dtype)
