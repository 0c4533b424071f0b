"""MNIST-1D: ten signals of a few points each, so changed that one must look at their shape, not at their place."""

import numpy as np
from jaxtyping import Float
from numpy.lib.stride_tricks import sliding_window_view

from engine.data.digits import DIGITS
from engine.data.images import CaptchaConfig, Classes, ImageSet, Pixels, Request, Spec, chosen
from engine.streams import generator

COUNT = 5000
LENGTH = 40
LONGEST = 72  # a template's 12 points and up to 60 of nothing
STEPS = 27  # of a pixel's value in a standard deviation of all signals, which go from -4.7 to 4.7

# Source: Greydanus, Scaling down deep learning, 2020, table of templates.
TEMPLATES = np.array([
    [5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5],
    [5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5],
    [5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5],
    [5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5],
    [5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5],
    [5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5],
    [5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5],
    [5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5],
    [5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5],
    [5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5],
])  # fmt: skip


def signals(seed: str) -> tuple[Float[np.ndarray, "images 40"], Classes]:
    """All 5,000, of mean 0 and deviation 1, 500 of each class, class by class.

    Each: template, padded to 48 to 72 points, stretched to 72, scaled by 0.8 to 1.2, moved round by 0 to 47; where
    nothing stands smooth noise (deviation 0.25 before a Gaussian of 2 points); white noise of 0.02; sheared by up to
    0.375 either way; 40 points of it.

    Source: Greydanus, Scaling down deep learning, 2020, figure 3 and its appendix.
    """
    classes = np.repeat(np.arange(10), COUNT // 10)

    def draws(what: int) -> np.random.Generator:
        return generator(seed, "mnist1d", what)

    templates = TEMPLATES - TEMPLATES.mean(1, keepdims=True)
    templates /= templates.std(1, keepdims=True)
    templates = (templates - templates[:, :1]) / 6  # they begin and end at 0
    padding = draws(0).integers(36, 61, COUNT)
    position = np.arange(LONGEST) / (LONGEST - 1) * (11 + padding)[:, None]  # in points of the padded template
    inside = position < 12
    padded = np.pad(templates, ((0, 0), (0, 2)))
    whole = np.minimum(position.astype(int), 12)
    part = np.minimum(position - whole, 1)
    x = (1 - part) * padded[classes[:, None], whole] + part * padded[classes[:, None], whole + 1]
    x *= 0.8 + 0.4 * draws(1).random((COUNT, 1))
    places = (np.arange(LONGEST) - draws(2).integers(0, 48, COUNT)[:, None]) % LONGEST
    x, inside = np.take_along_axis(x, places, 1), np.take_along_axis(inside, places, 1)
    x = np.where(inside, x, smoothed(0.25 * draws(3).standard_normal((COUNT, LONGEST))))
    x += 0.02 * draws(4).standard_normal((COUNT, LONGEST))
    x -= 0.75 * (draws(5).random((COUNT, 1)) - 0.5) * np.linspace(-0.5, 0.5, LONGEST)
    at = np.arange(LENGTH) / (LENGTH - 1) * (LONGEST - 1)
    whole = np.minimum(at.astype(int), LONGEST - 2)
    x = (1 - (at - whole)) * x[:, whole] + (at - whole) * x[:, whole + 1]
    return (x - x.mean()) / x.std(), classes[:, None]


def smoothed(noise: Float[np.ndarray, "images points"]) -> Float[np.ndarray, "images points"]:
    """Through a Gaussian of 2 points, mirrored at the ends."""
    away = np.arange(-8, 9)
    weights = np.exp(-(away**2) / 8)
    mirrored = np.pad(noise, ((0, 0), (8, 8)), mode="symmetric")
    smooth: Float[np.ndarray, "images points"] = sliding_window_view(mirrored, 17, axis=1) @ (weights / weights.sum())
    return smooth


def make(request: Request) -> tuple[Pixels, Classes, None]:
    """As many signals as are asked for, in random order: a pixel is 128 + 27 times the signal, cut at 0 and 255."""
    x, classes = signals(request.seed)
    which = chosen(request, COUNT)
    pixels = np.clip(np.rint(128 + STEPS * x[which]), 0, 255).astype(np.uint8)
    return pixels[:, None, :, None], classes[which], None


def spec(_: CaptchaConfig) -> Spec:
    """40 points in one row."""
    return Spec((1, LENGTH, 1), DIGITS, 1, COUNT, zero=128, unit=STEPS)


DATASET = ImageSet(
    key="mnist1d",
    label="MNIST-1D",
    help="Signals of 40 points, one shape for each digit, moved, stretched, tilted and buried in noise. A linear model "
    "gets a third of them, a convolutional network most: it finds the shape wherever it stands.",
    source="Greydanus, Scaling down deep learning, 2020; made here by its recipe",
    licence="Apache 2.0 (templates)",
    order=107,
    spec=spec,
    make=make,
)
