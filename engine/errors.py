"""One family of errors for what a person got wrong: where, what was expected, what came, and how to mend it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pydantic import ValidationError

Location = tuple[int | str, ...]

_SHOWN = 80


def shown(value: object) -> str:
    """The value as text short enough for a sentence."""
    text = repr(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


class InputError(ValueError):
    """Something a person asked for that cannot be: `path: expected …, got …. hint`."""

    def __init__(self, path: str, expected: str, got: object, hint: str = "") -> None:
        self.path = path
        self.expected = expected
        self.got = got if isinstance(got, str) else shown(got)
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


def dotted(location: Iterable[int | str]) -> str:
    """A pydantic location as the path a person reads: `layers[2].units`."""
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path or "experiment"


def _sentence(context: dict[str, Any], kind: str, message: str) -> str:
    """What was expected, from pydantic's own description of the failure."""
    if kind == "extra_forbidden":
        return "a known key"
    if kind == "missing":
        return "a value"
    for text in ("Input should be ", "Value error, "):
        if message.startswith(text):
            return message.removeprefix(text)
    return str(context.get("expected", message[:1].lower() + message[1:]))


def from_validation(
    error: ValidationError, prefix: str = "", located: Callable[[Location], Location] = tuple
) -> InputErrors:
    """Every failure of a pydantic validation as an `InputError`; `located` takes out
    of a path what nobody wrote."""
    found = []
    for item in error.errors(include_url=False):
        context = item.get("ctx", {})
        cause = context.get("error")
        if isinstance(cause, InputError):
            found.append(cause)
            continue
        path = dotted(located(item["loc"]))
        if prefix:
            path = f"{prefix}.{path}" if item["loc"] else prefix
        hint = "See GET /api/v1/catalog for what there is." if item["type"] == "extra_forbidden" else ""
        got = "nothing" if item["type"] == "missing" else shown(item["input"])
        found.append(InputError(path, _sentence(context, item["type"], item["msg"]), got, hint))
    return InputErrors(found)
