"""One family of errors for what a person got wrong: where, what was expected, what came, and how to mend it."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

Location = tuple[int | str, ...]

_SHOWN = 80


def shown(value: object) -> str:
    """The value as it stands in JSON, short enough for a sentence."""
    try:
        text = json.dumps(value, ensure_ascii=False)
        text = text if text.isprintable() else json.dumps(value)
    except (TypeError, ValueError):
        text = repr(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def written(number: float) -> str:
    """A number as people read it: 0.03, 4096, −1,000,000."""
    whole = isinstance(number, int) or (number.is_integer() and abs(number) < 1e15)
    text = repr(number) if not whole else f"{int(number):,}" if abs(number) >= 10_000 else str(int(number))
    return text.replace("e-0", "e-").replace("-", "−")


class InputError(ValueError):
    """Something a person asked for that cannot be: `path: expected …, got …. hint`."""

    def __init__(self, path: str, expected: str, got: object, hint: str = "") -> None:
        self.path = path
        self.expected = expected
        self.got = got if isinstance(got, str) and got.strip() else shown(got)
        self.hint = hint
        sentence = f"{path}: expected {expected}, got {self.got}."
        super().__init__(f"{sentence} {hint}".strip())

    def as_dict(self) -> dict[str, str]:
        """The error as the one JSON shape that REST, websocket and page share."""
        return {
            "path": self.path,
            "expected": self.expected,
            "got": self.got,
            "hint": self.hint,
            "message": str(self),
        }


class InputErrors(ValueError):  # noqa: N818 - several of them, and the name says so
    """Several input errors at once; `errors` holds them, the message is the first's."""

    def __init__(self, errors: Iterable[InputError]) -> None:
        self.errors: Sequence[InputError] = tuple(errors)
        assert self.errors, "InputErrors needs at least one error"
        super().__init__(str(self.errors[0]))


def unknown(path: str, known: Collection[str], got: object) -> InputError:
    """The error for what is none of the `known` names; its hint is the nearest."""
    return InputError(path, f"one of {', '.join(known)}", "nothing" if got is None else shown(got), nearest(known, got))


def nearest(known: Collection[str], name: object) -> str:
    """The hint that asks for the known name most like another; empty where none is like it."""
    near = get_close_matches(str(name), known, n=1)
    return f"Did you mean {near[0]}?" if near else ""


def dotted(location: Iterable[int | str]) -> str:
    """A pydantic location as the path a person reads: `layers[2].units`; the whole is the `body`."""
    path = ""
    for part in location:
        if part != "[key]":  # what pydantic says of an object's key
            path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path or "body"


_KINDS = {
    "int": "a whole number",
    "float": "a number",
    "finite": "a finite number",
    "bool": "true or false",
    "string": "a text",
    "list": "a list",
    "tuple": "a list",
    "dict": "an object",
    "model": "an object",
    "path": "a path",
}

_RANGES = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}

_EXPECTED = {"missing": "a value", "extra_forbidden": "a known key"}


def _expected(kind: str, context: dict[str, Any], value: Any, message: str) -> str:
    """What was expected, of pydantic's kind of failure."""
    if kind in _EXPECTED:
        return _EXPECTED[kind]
    if kind in _RANGES:
        words, name = _RANGES[kind]
        return f"{words} {written(context[name])}"
    if kind == "string_pattern_mismatch":
        return f"a text of the form {context['pattern']}"
    if kind.endswith(("too_short", "too_long")):
        words, name = ("at most", "max_length") if kind.endswith("long") else ("at least", "min_length")
        return f"{_whole(value)} of {words} {_counted(context[name], value)}"
    for text in ("Input should be ", "Value error, "):
        message = message.removeprefix(text)
    return _KINDS.get(kind.split("_")[0], message[:1].lower() + message[1:])


def _whole(value: object) -> str:
    return "a text" if isinstance(value, str) else "an object" if isinstance(value, dict) else "a list"


def _counted(count: int, value: Any) -> str:
    """How many there are or may be of what a text, an object or a list holds."""
    numbers = bool(value) and all(isinstance(item, int | float) for item in value)
    unit = {"a text": "character", "an object": "key"}.get(_whole(value), "number" if numbers else "item")
    return f"{written(count)} {unit}{'' if count == 1 else 's'}"


def from_validation(
    error: ValidationError,
    prefix: str = "",
    located: Callable[[Location], Location] = tuple,
    keys: Collection[str] = (),
) -> InputErrors:
    """Every failure of a pydantic validation as an `InputError`; `located` takes out
    of a path what nobody wrote, `keys` are the known ones of the whole."""
    found = []
    for item in error.errors(include_url=False):
        context, kind, value = item.get("ctx", {}), item["type"], item["input"]
        cause = context.get("error")
        if isinstance(cause, InputError):
            found.append(cause)
            continue
        path = dotted(located(item["loc"]))
        if prefix:
            path = f"{prefix}.{path}" if item["loc"] else prefix
        if kind == "literal_error":
            found.append(unknown(path, [word.strip("'") for word in re.findall("'[^']*'", context["expected"])], value))
            continue
        hint = ""
        if kind == "extra_forbidden":
            known = keys if len(item["loc"]) == 1 else ()
            listed = f"Known keys: {', '.join(known)}." if known else "GET /api/v1/openapi.json lists the known keys."
            hint = nearest(known, item["loc"][-1]) or listed
        got = shown(value)
        if kind == "missing":
            got = "nothing"
        elif kind.endswith("too_long"):
            got = _counted(len(value), value)
        found.append(InputError(path, _expected(kind, context, value, item["msg"]), got, hint))
    return InputErrors(found)
