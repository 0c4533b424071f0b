"""JSON, strictly: read without NaN, a key twice or bottomless nesting; written with null for what is not finite."""

import json
import math
from typing import Any

from pydantic_core import to_json

from engine.errors import InputError, dotted, shown

_MAX_DEPTH = 32


class _TwiceError(ValueError):
    """A key that stands twice in one object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    whole = dict(pairs)
    if len(whole) != len(pairs):
        keys = [key for key, _ in pairs]
        raise _TwiceError(next(key for key in keys if keys.count(key) > 1))
    return whole


def _check(value: Any, location: tuple[int | str, ...], root: str) -> None:
    if isinstance(value, float):
        if not math.isfinite(value):
            raise InputError(dotted(location) if location else root, "a finite number", value)
        return
    if isinstance(value, str):
        if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
            raise InputError(dotted(location) if location else root, "text without lone surrogates", shown(value))
        return
    if len(location) > _MAX_DEPTH:
        raise InputError(root, f"nesting of at most {_MAX_DEPTH} levels", "more")
    if isinstance(value, dict):
        for key, item in value.items():
            _check(key, location, root)
            _check(item, (*location, key), root)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _check(item, (*location, index), root)


def parse(text: bytes | str, root: str = "body") -> Any:
    """The value of a JSON text; raises `InputError` that says where it is not JSON, or not finite."""
    try:
        value = json.loads(text, object_pairs_hook=_once)
    except _TwiceError as error:
        raise InputError(str(error), "a key once", "the key twice") from None
    except RecursionError:
        raise InputError(root, f"nesting of at most {_MAX_DEPTH} levels", "more") from None
    except json.JSONDecodeError as error:
        slip = f"a slip at line {error.lineno}, column {error.colno} ({error.msg[:1].lower()}{error.msg[1:]})"
        raise InputError(root, "JSON", slip if text.strip() else "nothing") from None
    except ValueError as error:  # not UTF-8, or a number of thousands of digits
        raise InputError(root, "JSON in UTF-8", shown(str(error))) from None
    _check(value, (), root)
    return value


def write(value: Any) -> bytes:
    """The JSON text of plain data, numpy's numbers and arrays included; what is not finite becomes null."""
    return to_json(value, inf_nan_mode="null", fallback=_plain)


def _plain(value: object) -> Any:
    convert = getattr(value, "tolist", None)
    assert convert is not None, f"{type(value).__name__} is no plain data"
    return convert()
