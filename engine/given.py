"""Parameters that a person hands in: checked for shape and for numbers before any of them is taken."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from engine.errors import InputError, InputErrors
from engine.surgery import Body


def with_parameters(
    body: Body, layers: Sequence[Mapping[str, Any]], dtype: np.dtype[Any], learning: Sequence[bool]
) -> Body:
    """The body with every weight and bias replaced, and the slopes of the layers that are `learning` them.

    Raises `InputErrors` naming each plane that does not fit.
    """
    names = [("weights", "biases", "slopes")[: 2 + learns] for learns in learning]
    shapes = [{name: getattr(layer, name).shape for name in own} for layer, own in zip(body.layers, names, strict=True)]
    for index, planes in enumerate(planes_given(layers, shapes, dtype)):
        body = body.with_layer(index, replace(body.layers[index], **planes))
    return body


def planes_given(
    layers: Sequence[Mapping[str, Any]], shapes: Sequence[Mapping[str, tuple[int, ...]]], dtype: np.dtype[Any]
) -> list[dict[str, np.ndarray]]:
    """The planes of every layer, all that `shapes` names and no other; raises `InputErrors` naming each that does not
    fit."""
    if len(layers) != len(shapes):
        raise InputErrors([InputError("layers", f"{len(shapes)} layers, the output layer last", f"{len(layers)}")])
    problems: list[InputError] = []
    found: list[dict[str, np.ndarray]] = []
    for index, (given, wanted) in enumerate(zip(layers, shapes, strict=True)):
        found.append({})
        for name, value in given.items() if isinstance(given, Mapping) else ():
            if name not in wanted and value is not None:
                known = ", ".join(wanted) or "nothing"
                hint = "Only the neurons of a PReLU layer learn a slope." if name == "slopes" else ""
                problems.append(InputError(f"layers[{index}].{name}", f"one of {known}", name, hint))
        for name, shape in wanted.items():
            try:
                found[-1][name] = _plane(f"layers[{index}].{name}", given, name, shape, dtype)
            except InputError as error:
                problems.append(error)
    if problems:
        raise InputErrors(problems)
    return found


def _plane(path: str, given: Any, name: str, shape: tuple[int, ...], dtype: np.dtype[Any]) -> np.ndarray:
    if not isinstance(given, Mapping) or given.get(name) is None:
        raise InputError(path, f"numbers of shape {list(shape)}", "nothing")
    value = _numbers(path, given[name])
    try:
        plane = np.asarray(value, np.float64)
    except ValueError:  # rows of different lengths
        raise InputError(path, f"numbers of shape {list(shape)}", value) from None
    except OverflowError:
        raise InputError(path, f"finite {dtype} numbers", "a number too large") from None
    if plane.shape != shape and plane.size + int(np.prod(shape)):
        raise InputError(path, f"shape {list(shape)}", f"shape {list(plane.shape)}")
    with np.errstate(over="ignore"):
        finite = np.isfinite(plane.astype(dtype)).all()
    if not finite:
        raise InputError(path, f"finite {dtype} numbers", "NaN, Infinity or a number too large")
    return plane.reshape(shape)


def _numbers(path: str, value: Any) -> Any:
    """The array or the nested lists as they are; raises `InputError` naming the first that is no number."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            _numbers(f"{path}[{index}]", item)
    elif isinstance(value, bool) or not isinstance(value, int | float | np.ndarray):
        raise InputError(path, "a number", value)
    return value
