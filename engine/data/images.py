"""What a set of images is, and how images become a shuffled training and test set."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

import numpy as np
from jaxtyping import Float, Int, UInt8

from engine.errors import InputError
from engine.fields import Document, about
from engine.registry import Registry
from engine.streams import generator

Pixels = UInt8[np.ndarray, "images height width channels"]  # 0 is nothing there, 255 full ink
Picture = UInt8[np.ndarray, "height width channels"]
Classes = Int[np.ndarray, "images slots"]  # index into the alphabet, of each slot


_WRITTEN: dict[str, list[object]] = {"data.dataset": ["captcha", "captcha-digits", "captcha-stranger"]}
_LETTERED: dict[str, list[object]] = {"data.dataset": ["captcha", "captcha-stranger"]}
_DIALED: dict[str, list[object]] = {"data.dataset": ["captcha", "captcha-digits"]}


class CaptchaConfig(Document):
    """How CAPTCHAs are made."""

    length: int = about(
        4, "Characters", "How many characters stand in one image.", "data", "data", ge=1, le=6, step=1,
        shown_when=_WRITTEN,
    )  # fmt: skip
    characters: Literal["digits", "letters", "both"] = about(
        "digits", "Alphabet", "What the characters are drawn from.", "data", "data", shown_when=_LETTERED
    )
    lines: int = about(
        0, "Lines", "Lines drawn across the characters.", "data", "data", ge=0, le=8, step=1,
        shown_when=_DIALED,
    )  # fmt: skip
    rotation: float = about(
        0.0, "Rotation", "Each character is turned by up to this angle either way.", "data", "data",
        ge=0, le=60, step=1, unit="°", shown_when=_DIALED,
    )  # fmt: skip
    warp: float = about(
        0.0, "Warp", "How far a smooth random field pushes the pixels.", "data", "data",
        ge=0, le=100, step=5, unit="%", shown_when=_DIALED,
    )  # fmt: skip
    overlap: float = about(
        0.0, "Overlap", "How far neighbors stand into each other.", "data", "data",
        ge=0, le=50, step=5, unit="%", shown_when=_DIALED,
    )  # fmt: skip


@dataclass(frozen=True)
class Request:
    """What images are asked for: `noise` as a standard deviation of pixels that go from 0 to 1.

    Where they are `shuffled` their pixels have changed places, all in the same way. Generation 0 are those for training
    and for the test; any other number asks an endless set for other images, all of them for training.
    """

    seed: str
    count: int
    noise: float
    train_share: float
    captcha: CaptchaConfig
    generation: int = 0
    shuffled: bool = False

    @property
    def stream(self) -> str:
        """The seed of all that differs from one generation to the next."""
        return f"{self.seed} · {self.generation}" if self.generation else self.seed


@dataclass(frozen=True)
class Spec:
    """What images of a set look like: `shape` is (height, width, channels), `alphabet` the name of each class, `slots`
    how many classes one image has (characters of a CAPTCHA), `most` how many images there are (None: without end). A
    network is shown `(pixel - zero) / unit`."""

    shape: tuple[int, int, int]
    alphabet: tuple[str, ...]
    slots: int
    most: int | None
    zero: int = 0
    unit: int = 255

    @property
    def signal(self) -> bool:
        """Whether there is one row only, along which to look."""
        return self.shape[0] == 1


@dataclass(frozen=True, eq=False)
class Images:
    """Images in training order, read-only; the first `train_count` train, the others test. The last `added` of those
    that train are a person's own."""

    pixels: Pixels
    classes: Classes
    train_count: int
    spec: Spec
    added: int = 0


@dataclass(frozen=True)
class ImageSet:
    """A set of images. `spec` says what they look like, `make` makes them, clean of `noise` and not yet shuffled.

    `make` answers `(pixels, classes, train_count)`; `train_count` None leaves the split to `build`. It draws from
    streams of its own, `generator(request.seed, "images", …)`, so that each dial changes only what it says. Raises
    `InputError` at `data.dataset` where what it needs is not on this machine. `dials` names the fields of
    `CaptchaConfig` that it obeys; an `endless` one makes others for every `request.generation`. `licence` and `source`
    are shown where it is chosen. `lacking` says at once what brings a set that is not on this machine.
    """

    key: str
    label: str
    help: str
    source: str
    licence: str
    order: int
    spec: Callable[[CaptchaConfig], Spec]
    make: Callable[[Request], tuple[Pixels, Classes, int | None]]
    dials: tuple[str, ...] = ()
    endless: bool = False
    lacking: Callable[[], str] = str
    problem: ClassVar[str] = "classification"
    family: ClassVar[str] = "images"


IMAGE_SETS: Registry[ImageSet] = Registry("set of images")


def build_images(entry: ImageSet, request: Request) -> Images:
    """The images of a set in training order, with noise: the same for the same arguments, on every machine.

    Noise is Gaussian, added to every pixel and cut at 0 and 255; a change of it keeps the images, and what is drawn.
    """
    pixels, classes, train_count = entry.make(request)
    rng = generator(request.seed, "images", 0)
    if train_count is None:
        order = rng.permutation(len(pixels))
        train_count = int(len(pixels) * request.train_share)
    else:  # the set says which images are for the test
        order = np.concatenate([rng.permutation(train_count), np.arange(train_count, len(pixels))])
    pixels, classes = pixels[order], np.ascontiguousarray(classes[order], np.int32)
    if request.noise > 0:
        pixels = noisy(pixels, request.noise, generator(request.seed, "images", 1))
    pixels = placed(pixels, request.seed) if request.shuffled else pixels
    pixels.flags.writeable = classes.flags.writeable = False
    return Images(pixels, classes, train_count, entry.spec(request.captcha))


def renewed(entry: ImageSet, request: Request, first: Images) -> Images:
    """The images of a generation of an endless set: training images that no other generation has, and the test images
    of the `first`."""
    n = first.train_count
    pixels, classes, _ = entry.make(replace(request, count=n))
    if request.noise > 0:
        pixels = noisy(pixels, request.noise, generator(request.stream, "images", 1))
    pixels = placed(pixels, request.seed) if request.shuffled else pixels
    pixels = np.concatenate([pixels, first.pixels[n:]])
    classes = np.concatenate([classes, first.classes[n:]], dtype=np.int32)
    pixels.flags.writeable = classes.flags.writeable = False
    return replace(first, pixels=pixels, classes=classes)


def noisy(pixels: Pixels, noise: float, rng: np.random.Generator) -> Pixels:
    """Pixels with Gaussian noise of that standard deviation (of pixels from 0 to 1)."""
    noised = np.empty_like(pixels)
    for start in range(0, len(pixels), 4096):  # by parts: the noise in float32 is four times the images
        part = pixels[start : start + 4096]
        draws: Float[np.ndarray, ...] = rng.standard_normal(part.shape, np.float32)
        noised[start : start + 4096] = np.clip(np.rint(part + 255 * noise * draws), 0, 255).astype(np.uint8)
    return noised


def placed(pixels: Pixels, seed: str) -> Pixels:
    """Images whose pixels have changed places, all in the same way: one permutation a seed."""
    _, height, width, channels = pixels.shape
    order = generator(seed, "images", 3).permutation(height * width)
    return pixels.reshape(-1, height * width, channels)[:, order].reshape(pixels.shape)


def chosen(request: Request, most: int) -> Int[np.ndarray, " images"]:
    """Which of the `most` images there are: as many as are asked for, in random order; fewer are the first of more."""
    return generator(request.seed, "images", 2).permutation(most)[: request.count]


def pixels_from_base64(text: str, shape: tuple[int, int, int], path: str) -> Picture:
    """One image from base64 of its bytes, row by row; raises `InputError` at `path`."""
    height, width, channels = shape
    wanted = f"base64 of {height} x {width} x {channels} bytes"
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise InputError(path, wanted, "text that is no base64") from None
    if len(raw) != height * width * channels:
        raise InputError(path, wanted, f"{len(raw)} bytes")
    return np.frombuffer(raw, np.uint8).reshape(shape)


def described(entry: ImageSet) -> dict[str, Any]:
    """The set as the catalogue tells it, with its default spec."""
    spec = entry.spec(CaptchaConfig())
    return {
        "key": entry.key, "label": entry.label, "help": entry.help, "family": entry.family, "problem": entry.problem,
        "source": entry.source, "shape": list(spec.shape), "classes": len(spec.alphabet), "slots": spec.slots,
        "count": spec.most, "licence": entry.licence, "lacking": entry.lacking(), "preview": [],
    }  # fmt: skip
