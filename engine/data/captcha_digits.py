"""CAPTCHAs of handwritten digits; those in test images are of other hands than those in training images."""

from functools import cache

import numpy as np
from jaxtyping import Int

from engine.data.compositions import CHARACTERS, Layout, Pictures, Places, compose, uniform
from engine.data.digits import COUNT, DIGITS, all_digits
from engine.data.images import CaptchaConfig, Classes, ImageSet, Pixels, Request, Spec
from engine.streams import generator

FINE = 5  # samples a pixel, each way
CELL = 10  # pixels, each way: 8 and an empty rim


@cache
def pictures() -> Pictures:
    """Every digit, its samples between the middles of pixels linear in each direction."""
    pixels = np.pad(all_digits()[0][..., 0], ((0, 0), (1, 1), (1, 1))).astype(np.float32)
    position = (np.arange(CELL * FINE) + 0.5) / FINE - 0.5
    weights = np.clip(1 - np.abs(position[:, None] - np.arange(CELL)), 0, None).astype(np.float32)
    samples = np.rint(weights @ pixels @ weights.T).astype(np.uint8)
    samples.flags.writeable = False
    return Pictures(samples, FINE)


def sources(request: Request, train_count: int) -> Int[np.ndarray, "images slots"]:
    """The digit in each slot of each image: of the first `train_count` images from one part of all the digits, of the
    others from the rest."""
    order = generator(request.seed, "captcha sources").permutation(COUNT)
    cut = min(max(round(COUNT * request.train_share), 1), COUNT - 1)
    draws = uniform(request.stream, "characters", request.count, CHARACTERS)[:, : request.captcha.length]
    train, test = draws[:train_count] * cut, cut + draws[train_count:] * (COUNT - cut)
    which: Int[np.ndarray, "images slots"] = order[np.concatenate([train, test]).astype(int)]
    return which


def make(request: Request) -> tuple[Pixels, Classes, int]:
    """As many images as are asked for; each digit stands anywhere in its slot, in whole pixels."""
    dials, count = request.captcha, request.count
    train_count = count if request.generation else int(count * request.train_share)
    which = sources(request, train_count)
    across, down = (uniform(request.stream, what, count, CHARACTERS)[:, : dials.length] for what in ("across", "down"))
    places = Places(which, np.floor(5 * across) - 2, np.floor(7 * down) - 3, np.ones_like(across))
    height, width, _ = spec(dials).shape
    images = compose(pictures(), places, Layout(height, width, pitch=12, reach=9), dials, request.stream)
    return images[..., None], all_digits()[1][which, 0], train_count


def spec(captcha: CaptchaConfig) -> Spec:
    """14 pixels high and 12 wide for each digit."""
    return Spec((14, 12 * captcha.length, 1), DIGITS, captcha.length, None)


DATASET = ImageSet(
    key="captcha-digits",
    label="Handwritten CAPTCHA",
    help="Several of the 8 × 8 digits in a row, small enough to learn in seconds. The digits of the test are never "
    "seen in training. One network for all slots reads them well, one without shared weights does not.",
    source="Put together here from Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, 1998",
    licence="CC BY 4.0",
    order=105,
    spec=spec,
    make=make,
    dials=("length", "lines", "rotation", "warp", "overlap"),
    endless=True,
)
