"""CAPTCHAs by a program that nobody here wrote: does a network that reads ours read those?"""

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any, TypeVar

import numpy as np
from PIL import Image, ImageOps

from engine.data.captcha import alphabet, texts
from engine.data.captcha import spec as spec_of_ours
from engine.data.images import CaptchaConfig, Classes, ImageSet, Pixels, Request, Spec
from engine.data.packaged import packaged
from engine.streams import generator

MOST = 500  # an image takes about two milliseconds
T = TypeVar("T")


class Seeded:
    """What the package asks of Python's `secrets`, answered from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def randbelow(self, stop: int) -> int:
        """A whole number from 0 to stop - 1."""
        return self._random.randrange(stop)

    def randbits(self, bits: int) -> int:
        """A whole number of that many bits."""
        return self._random.getrandbits(bits)

    def choice(self, items: Sequence[T]) -> T:
        """One of them."""
        return self._random.choice(items)


def seeded_package(secrets: Seeded) -> Any:
    """The package's module of images in a copy of our own, which draws from those numbers; nobody else's is touched.

    Raises `InputError` where the package is missing.
    """
    path = packaged("captcha-stranger", "captcha", "image.py")
    found = spec_from_file_location("captcha_image_seeded", path)
    assert found is not None, "a Python file has a specification"
    assert found.loader is not None, "and a loader"
    module = module_from_spec(found)
    found.loader.exec_module(module)
    module.__dict__["secrets"] = secrets
    return module


def make(request: Request) -> tuple[Pixels, Classes, None]:
    """As many images as are asked for, MOST at most."""
    length, characters = request.captcha.length, request.captcha.characters
    classes = texts(request)[:MOST]
    letters = alphabet(characters)
    words = tuple("".join(letters[character] for character in text) for text in classes)
    return painted(request.seed, length, words), classes, None


@lru_cache(8)  # so that a change of noise or split does not wait for them again
def painted(seed: str, length: int, words: tuple[str, ...]) -> Pixels:
    """The package's pictures of the words, made as small as ours, the lightest gray 0 and the darkest 255; read-only.

    It draws them 60 pixels high and 40 wide for each character.
    """
    height, width, _ = spec_of_ours(CaptchaConfig(length=length)).shape
    secrets = Seeded(int(generator(seed, "captcha stranger").integers(2**62)))
    painter = seeded_package(secrets).ImageCaptcha(width=40 * length, height=60)
    pixels = np.empty((len(words), height, width, 1), np.uint8)
    for image, word in enumerate(words):
        small = painter.generate_image(word).convert("L").resize((width, height), Image.Resampling.BOX)
        pixels[image, :, :, 0] = np.asarray(ImageOps.autocontrast(ImageOps.invert(small)))
    pixels.flags.writeable = False
    return pixels


def spec(captcha: CaptchaConfig) -> Spec:
    """As our own CAPTCHAs, so that a network trained on them can be tried on these."""
    return replace(spec_of_ours(captcha), most=MOST)


DATASET = ImageSet(
    key="captcha-stranger",
    label="A stranger's CAPTCHA",
    help="Made by a program we did not write, as small as ours: train on ours, then test on these. Length and alphabet "
    "can be chosen, its dots, arc, angles and colors cannot.",
    source="Hsiaoming Yang, the Python package captcha, after wheezy.captcha",
    licence="BSD 3-Clause; font: Apache 2.0",
    order=106,
    spec=spec,
    make=make,
    dials=("length", "characters"),
)
