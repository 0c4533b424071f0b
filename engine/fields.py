"""How a field of the document is declared: its label, help, range, default, and what a change of it touches."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

Touches = Literal["display", "hyper", "architecture", "data", "weights"]


def about(
    default: Any,
    label: str,
    help: str,
    touches: Touches,
    group: str,
    *,
    ge: float | None = None,
    le: float | None = None,
    gt: float | None = None,
    table: str | None = None,
    soft: tuple[float, float] | None = None,
    step: float | None = None,
    steps: list[float] | None = None,
    log: bool = False,
    unit: str = "",
    shown_when: dict[str, list[object]] | None = None,
    max_length: int | None = None,
    family: Literal["points", "images"] | None = None,
    most_on_points: float | None = None,
) -> Any:
    """A field with all that a page needs to build its control; `soft` is the slider's range inside the hard one,
    `family` the only networks that it is for, and `most_on_points` the maximum where it is less on points."""
    extra: dict[str, Any] = {
        "label": label,
        "help": help,
        "touches": touches,
        "group": group,
        "table": table,
        "soft_minimum": soft[0] if soft else ge,
        "soft_maximum": soft[1] if soft else le,
        "step": step,
        "steps": steps,
        "log": log,
        "unit": unit,
        "shown_when": shown_when,
        "family": family,
        "most_on_points": most_on_points,
    }
    return Field(default, ge=ge, le=le, gt=gt, max_length=max_length, json_schema_extra=extra)


class Document(BaseModel):
    """The base of every part of the document: frozen, strict, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


def bounds(field: FieldInfo, on_points: bool = False) -> tuple[float | None, float | None, bool]:
    """Hard minimum and maximum of a field, and whether the minimum itself is left out."""
    low = high = None
    exclusive = False
    for item in field.metadata:
        low = getattr(item, "ge", low)
        high = getattr(item, "le", high)
        if getattr(item, "gt", None) is not None:
            low, exclusive = item.gt, True
    extra = field.json_schema_extra
    if on_points and isinstance(extra, dict) and extra.get("most_on_points"):
        high = float(str(extra["most_on_points"]))
    return low, high, exclusive
