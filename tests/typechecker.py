"""The run-time checker of types and shapes."""

from collections.abc import Callable
from typing import Any

from beartype import BeartypeConf, beartype
from beartype.roar import BeartypeDecorHintPep3119Exception
from jaxtyping import AbstractArray

# An int may stand where a float is declared, as PEP 484 says.
_check: Callable[[Any], Any] = beartype(conf=BeartypeConf(is_pep484_tower=True))


def checked(function: Any) -> Any:
    """The function with its arguments and its result checked at every call.

    One inside another is left to mypy unless it declares a shape: it would be wrapped anew at every call of the outer.
    """
    if "<locals>" in function.__qualname__ and not _declares_a_shape(function):
        return function
    try:
        return _check(function)
    except BeartypeDecorHintPep3119Exception:  # it takes a protocol, which only mypy can check
        return function


def _declares_a_shape(function: Any) -> bool:
    hints = function.__annotations__.values()
    return any(isinstance(hint, type) and issubclass(hint, AbstractArray) for hint in hints)
