"""The run-time checker of types and shapes."""

from collections.abc import Callable
from typing import Any

from beartype import BeartypeConf, beartype
from beartype.roar import BeartypeDecorHintPep3119Exception

# An int may stand where a float is declared, as PEP 484 says.
_check: Callable[[Any], Any] = beartype(conf=BeartypeConf(is_pep484_tower=True))


def checked(function: Any) -> Any:
    """The function with its arguments and its result checked at every call."""
    try:
        return _check(function)
    except BeartypeDecorHintPep3119Exception:  # it takes a protocol, which only mypy can check
        return function
