"""Images in and out: PNG from pixels, and pixels of the shape that a network reads from any picture."""

import base64
import binascii
import io
from typing import Any

import numpy as np

from engine.errors import InputError, shown

MOST_PIXELS = 4096 * 4096  # of a picture that is sent in; a small file can unfold to much more
Shape = tuple[int, int, int]


def png(pixels: np.ndarray) -> bytes:
    """A PNG of pixels uint8 [height, width, channels]: gray for one channel."""
    from PIL import Image

    picture = Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()


def pixels_of(given: Any, shape: Shape, path: str) -> np.ndarray:
    """Pixels uint8 of `shape` [height, width, channels], from numbers 0 to 255 in rows, or from a picture as base64.

    A picture of that very size is taken as it is. Any other is scaled and, where the network reads gray, made gray and
    turned so that its border is dark (ink is light here). Raises `InputError` at `path`.
    """
    return _from_picture(given, shape, path) if isinstance(given, str) else _from_rows(given, shape, path)


def _from_rows(given: Any, shape: Shape, path: str) -> np.ndarray:
    height, width, channels = shape
    wanted = f"{height} rows of {width} numbers from 0 to 255" + (f", {channels} a pixel" if channels > 1 else "")
    if not isinstance(given, list):
        raise InputError(path, wanted, shown(given))
    try:
        rows = np.asarray(given, object)
    except ValueError:
        raise InputError(path, wanted, "rows of different lengths") from None
    if rows.shape not in (shape, shape[:2] if channels == 1 else shape):
        raise InputError(path, wanted, _arranged(rows))
    numbers = rows.ravel().tolist()
    if not set(map(type, numbers)) <= {int, float} or min(numbers) < 0 or max(numbers) > 255:
        at, wrong = next((at, each) for at, each in enumerate(numbers) if not _is_pixel(each))
        place = "".join(f"[{index}]" for index in np.unravel_index(at, rows.shape))
        raise InputError(f"{path}{place}", "a number from 0 to 255", shown(wrong))
    whole: np.ndarray = np.rint(rows.astype(np.float64)).astype(np.uint8).reshape(shape)
    return whole


def _is_pixel(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 255


def _arranged(rows: np.ndarray) -> str:
    """How numbers came that are not arranged as an image."""
    if rows.ndim == 1:
        ragged = any(isinstance(row, list) for row in rows)
        return "rows of different lengths" if ragged else f"one row of {len(rows)}"
    return f"{rows.shape[0]} rows of {rows.shape[1]}" + "".join(f" x {count}" for count in rows.shape[2:])


def _from_picture(given: str, shape: Shape, path: str) -> np.ndarray:
    from PIL import Image, UnidentifiedImageError

    height, width, channels = shape
    wanted = "a picture as base64: PNG, JPEG, GIF, BMP or WebP"
    text = given.partition(",")[2] if given.startswith("data:") else given
    try:
        raw = base64.b64decode(text, validate=True)
        picture: Image.Image = Image.open(io.BytesIO(raw), formats=("PNG", "JPEG", "GIF", "BMP", "WEBP"))
        if picture.width * picture.height > MOST_PIXELS:
            raise InputError(path, f"at most {MOST_PIXELS:,} pixels", f"{picture.width} x {picture.height}")
        exact = picture.size == (width, height)
        if picture.mode in ("RGBA", "LA", "P"):  # what is clear is paper
            clear = picture.convert("RGBA")
            paper = Image.new("RGBA", clear.size, "black" if exact else "white")
            picture = Image.alpha_composite(paper, clear)
        picture = picture.convert("L" if channels == 1 else "RGB")
        if not exact:
            picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    except Image.DecompressionBombError:
        raise InputError(path, f"at most {MOST_PIXELS:,} pixels", "many times as many") from None
    except (binascii.Error, ValueError, OSError, UnidentifiedImageError, SyntaxError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(path, wanted, "something else", "Or send rows of numbers from 0 to 255.") from None
    pixels = np.asarray(picture, np.uint8).reshape(shape)
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    return pixels if exact or channels == 3 or np.median(border) < 128 else 255 - pixels
