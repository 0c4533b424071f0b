"""Handwritten digits of 8 by 8 pixels."""

import gzip
from functools import cache

import numpy as np

from engine.data.images import CaptchaConfig, Classes, ImageSet, Pixels, Request, Spec, chosen
from engine.data.packaged import packaged

DIGITS = tuple("0123456789")
COUNT = 1797


@cache
def all_digits() -> tuple[Pixels, Classes]:
    """All there are, read-only, in the file's order: pixels (1797, 8, 8, 1) and classes (1797, 1).

    The file counts ink from 0 to 16; a pixel is round(255 * ink / 16). Raises `InputError` where the file is missing.
    """
    path = packaged("digits", "sklearn", "datasets", "data", "digits.csv.gz")
    with gzip.open(path, "rt", encoding="ascii") as file:
        table = np.loadtxt(file, delimiter=",", dtype=np.int64)
    ink, classes = table[:, :-1], table[:, -1:]
    pixels = np.rint(ink * (255 / 16)).astype(np.uint8).reshape(-1, 8, 8, 1)
    pixels.flags.writeable = classes.flags.writeable = False
    return pixels, classes


def make(request: Request) -> tuple[Pixels, Classes, None]:
    """As many of the digits as are asked for, in random order."""
    pixels, classes = all_digits()
    which = chosen(request, COUNT)
    return pixels[which], classes[which], None


def spec(_: CaptchaConfig) -> Spec:
    """8 by 8 pixels, one digit."""
    return Spec((8, 8, 1), DIGITS, 1, COUNT)


DATASET = ImageSet(
    key="digits",
    label="Digits 8 × 8",
    help="Handwritten digits, so small that a network learns them in a second. Try one without hidden layers first.",
    source="Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, 1998, from scikit-learn",
    licence="CC BY 4.0",
    order=101,
    spec=spec,
    make=make,
)
