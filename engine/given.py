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
    if len(layers) != len(body.layers):
        raise InputErrors([InputError("layers", f"{len(body.layers)} layers, the output layer last", f"{len(layers)}")])
    problems: list[InputError] = []
    for index, (given, layer) in enumerate(zip(layers, body.layers, strict=True)):
        planes = {}
        for name in ("weights", "biases", "slopes"):
            if name == "slopes" and not learning[index]:
                if isinstance(given, Mapping) and given.get(name) is not None:
                    hint = "Only the neurons of a PReLU layer learn a slope."
                    problems.append(InputError(f"layers[{index}].slopes", "nothing", given[name], hint))
                continue
            try:
                planes[name] = _plane(f"layers[{index}].{name}", given, name, getattr(layer, name).shape, dtype)
            except InputError as error:
                problems.append(error)
        body = body.with_layer(index, replace(layer, **planes))
    if problems:
        raise InputErrors(problems)
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
                problems.append(InputError(f"layers[{index}].{name}", f"one of {known}", name))
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
    try:
        plane = np.asarray(given[name], np.float64)
    except (TypeError, ValueError):
        raise InputError(path, f"numbers of shape {list(shape)}", given[name]) from None
    if plane.shape != shape and plane.size + int(np.prod(shape)):
        raise InputError(path, f"shape {list(shape)}", f"shape {list(plane.shape)}")
    with np.errstate(over="ignore"):
        finite = np.isfinite(plane.astype(dtype)).all()
    if not finite:
        raise InputError(path, f"finite {dtype} numbers", "NaN, Infinity or a number too large")
    return plane.reshape(shape)
