"""A set of images out of an archive: all of one shape, in color or gray with light ink on dark paper, each with its
folder's name as its class."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import InputError
from server.archive import Archive, Skipped

if TYPE_CHECKING:
    from PIL import Image

    from engine.data.shelf import OwnImages

SIDE = 32  # pixels: of the square that images come to which have no small size in common
SMALLEST, LARGEST = 8, 64  # pixels: of a side that most images have and all are brought to
FEWEST = 2  # images of a class: one to train on and one to test
LONGEST = 40  # characters of a name
COLORED = 8  # levels between the channels of an image, in the mean: from there on it is no gray one
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP")


@dataclass(frozen=True)
class Bounds:
    """The most that an upload may have."""

    images: int
    classes: int
    unpacked_bytes: int
    pixels: int  # of one image, before it is made small
    pixels_in_all: int


@dataclass(frozen=True)
class Unpacked:
    """The set, whether its images were dark on light and were turned, how many had another shape, what was left out."""

    images: OwnImages
    inverted: bool
    scaled: int
    skipped: Skipped


def unpack(body: bytes, name: str, side: int | None, bounds: Bounds) -> Unpacked:
    """The set of images in an archive.

    The label of an image is the name of the folder that it lies in. All come to one shape: the commonest, where both
    its sides have 8 to 64 pixels and no `side` is asked for; else a square, of 32 pixels where none is asked for.
    Another image is scaled to fit and put in the middle. Where most images are colored, all have three channels, red,
    green and blue, as they are. Else all are gray, and where the rims of most are light all are inverted, as a drawing
    is: 0 is paper, 255 ink.

    Raises `InputError` at `archive` where a bound is passed, and for classes that are too many, too few or too small.
    """
    from engine.data.shelf import OwnImages

    archive = Archive(body, bounds.images, bounds.unpacked_bytes)
    alphabet = _classes([picture.label for picture in archive.pictures], bounds.classes)
    found: list[Image.Image] = []
    labels: list[int] = []
    sizes: Counter[tuple[int, int]] = Counter()
    left = bounds.pixels_in_all
    for picture, content in archive.each():
        read = _read(content, bounds.pixels)
        if isinstance(read, str):
            archive.skipped.add(read, picture.name)
            continue
        sizes[read.size] += 1
        left -= read.width * read.height
        if left < 0:
            wanted = f"at most {bounds.pixels_in_all:,} pixels in all its images"
            raise InputError("archive", wanted, "more", "Upload fewer or smaller ones.")
        read.thumbnail((LARGEST, LARGEST))  # nothing larger than is ever needed stays in memory
        found.append(read)
        labels.append(alphabet.index(named(picture.label)))
    counts = Counter(labels)
    for index, label in enumerate(alphabet):
        if counts[index] < FEWEST:
            hint = _why(archive.skipped) or "Add some, or leave that folder out."
            raise InputError("archive", f"at least {FEWEST} images of each class", f"{counts[index]} of {label}", hint)
    shape = _shape(sizes, side)
    colored = sum(_is_colored(image) for image in found) > len(found) / 2
    small = [_fitted(image.convert("RGB" if colored else "L"), shape) for image in found]
    rims = [np.median(np.concatenate([rows[0], rows[-1], rows[:, 0], rows[:, -1]])) for rows in small]
    inverted = not colored and bool(np.median(rims) >= 128)
    pixels = np.stack([_centered(255 - rows if inverted else rows, shape) for rows in small])
    classes = np.array(labels, np.int32)[:, None]
    scaled = sizes.total() - sizes[shape[::-1]]
    images = OwnImages(named(name) or "Your images", pixels, classes, tuple(alphabet))
    return Unpacked(images, inverted, scaled, archive.skipped)


def named(text: str) -> str:
    """A name as it is kept: what can be printed, blanks at its ends taken off and others made one, LONGEST at most."""
    printed = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(printed.split())[:LONGEST].rstrip()


def _classes(labels: list[str], most: int) -> list[str]:
    """The classes in order: numbers by their size, then names."""
    known = {named(label) for label in labels}
    if "" in known:
        raise InputError("archive", "folders with a name that can be printed", "one without")
    if not 2 <= len(known) <= most:
        hint = "Pack one folder of images for each class: cats/1.png, dogs/1.png."
        raise InputError("archive", f"2 to {most} classes", f"{len(known)}", hint)
    return sorted(known, key=lambda name: (0, int(name), name) if name.isdecimal() else (1, 0, name.casefold() + name))


def _read(content: bytes, most_pixels: int) -> Image.Image | str:
    """The image, gray or in colors; what is clear in it is white paper. Or why it is left out, told before it is
    unfolded."""
    from PIL import Image, ImageOps

    too_large = f"of more than {most_pixels:,} pixels"
    try:
        image: Any = Image.open(io.BytesIO(content), formats=FORMATS)
        if image.width * image.height > most_pixels:
            return too_large
        image = ImageOps.exif_transpose(image)
        if image.mode in ("RGBA", "LA", "PA", "P"):
            clear = image.convert("RGBA")
            image = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
        plain: Image.Image = image.convert("L" if image.mode in ("1", "L", "I;16", "I", "F") else "RGB")
        return plain
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return too_large
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, MemoryError, IndexError, OverflowError):
        return "cannot be read"


def _is_colored(image: Image.Image) -> bool:
    """Whether its channels differ by more than what JPEG makes of gray."""
    if image.mode == "L":
        return False
    rows = np.asarray(image, np.int16)
    return bool((rows.max(axis=2) - rows.min(axis=2)).mean() > COLORED)


def _shape(sizes: Counter[tuple[int, int]], side: int | None) -> tuple[int, int]:
    """Height and width that all images come to."""
    if side is None:
        width, height = sizes.most_common(1)[0][0]
        if min(width, height) >= SMALLEST and max(width, height) <= LARGEST:
            return height, width
    return (side or SIDE, side or SIDE)


def _fitted(image: Image.Image, shape: tuple[int, int]) -> np.ndarray:
    """The image scaled so that it just fits in: rows of pixels, each of one channel or three."""
    from PIL import Image

    height, width = shape
    by = min(width / image.width, height / image.height)
    size = (max(1, round(image.width * by)), max(1, round(image.height * by)))
    rows = np.asarray(image if size == image.size else image.resize(size, Image.Resampling.LANCZOS), np.uint8)
    return rows.reshape(*rows.shape[:2], -1)


def _centered(rows: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    paper = np.zeros((*shape, rows.shape[2]), np.uint8)
    top, left = ((all_ - own) // 2 for all_, own in zip(shape, rows.shape, strict=False))
    paper[top : top + rows.shape[0], left : left + rows.shape[1]] = rows
    return paper


def _why(skipped: Skipped) -> str:
    """What was left out, in a sentence; nothing where nothing was."""
    said = [f"{count} {why} ({', '.join(skipped.names[why])})" for why, count in skipped.counts.items()
            if why != "the system's own files"]  # fmt: skip
    return f"Left out: {'; '.join(said)}." if said else ""
