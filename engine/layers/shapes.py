"""Shapes in words, and what a layer asks of the shape it is fed."""

from engine.errors import InputError

Shape = tuple[int, ...]  # of one sample: (units,), or (height, width, channels) of maps


def in_words(shape: Shape) -> str:
    """`maps of 4 x 4`, `signals of 40` or `12 numbers`, as sentences say them."""
    if len(shape) == 1:
        return f"{shape[0]} numbers"
    height, width, _ = shape
    return f"signals of {width}" if height == 1 else f"maps of {height} x {width}"


def maps(shape: Shape, path: str) -> tuple[int, int, int]:
    """Height, width and channels of what the layer at `path` is fed; what has been flattened is refused."""
    if len(shape) != 3:
        hint = "Move it before the layer that makes a flat input (flatten or global pooling), or feed it images."
        raise InputError(path, "maps of height x width x channels", in_words(shape), hint)
    height, width, channels = shape
    return height, width, channels
