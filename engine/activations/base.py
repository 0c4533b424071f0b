"""What an activation is, and the table of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import jax
import jax.numpy as jnp
from jax import Array

from engine.registry import Registry

Elementwise = Callable[[Array], Array]
WithSlope = Callable[[Array, Array], Array]


@dataclass(frozen=True, kw_only=True)
class Activation:
    """An activation function `a = f(z)`, applied to each element.

    `formula` and `slope_formula` are TeX in z, for f and f'; `parameters` the constants that stand in them as numbers.
    `range` is the infimum and supremum of f. `kinks` are the places where f or the slope that learning uses jumps,
    `bends` those where only a later derivative does. `slope_is_exact` is false where that slope is not the derivative
    of f (straight-through). `order` is the place in the table: menus show it and compiled programs count by it, so it
    is never given anew. Where each unit learns a slope α of its own, `learned` is `f(z, α)`, `start` is the α that
    every unit begins with, and `fn` is f at that start.
    """

    key: str
    label: str
    formula: str
    slope_formula: str
    help: str
    range: tuple[float, float]
    fn: Elementwise
    source: str
    order: int
    kinks: tuple[float, ...] = ()
    bends: tuple[float, ...] = ()
    slope_is_exact: bool = True
    parameters: Mapping[str, float] = field(default_factory=dict)
    learned: WithSlope | None = None
    start: float | None = None

    @property
    def kinked(self) -> bool:
        """Whether f or its slope jumps anywhere."""
        return bool(self.kinks)

    @property
    def learns(self) -> bool:
        """Whether each unit has a slope of its own that is learned."""
        return self.learned is not None

    def at(self, z: Array, slopes: Array | None) -> Array:
        """`f(z)`, or `f(z, α)` with the slopes α where they are learned; α broadcasts against z."""
        if self.learned is None:
            return self.fn(z)
        assert slopes is not None, f"{self.key} was given no slopes"
        return self.learned(z, slopes)


ACTIVATIONS: Registry[Activation] = Registry("activation")


def value_and_slope(fn: Elementwise) -> Callable[[Array], tuple[Array, Array]]:
    """The function `z -> (f(z), f'(z))`, both elementwise and of z's dtype."""

    def both(z: Array) -> tuple[Array, Array]:
        value, slope = jax.jvp(fn, (z,), (jnp.ones_like(z),))
        return value, slope

    return both
