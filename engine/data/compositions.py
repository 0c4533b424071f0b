"""Puts images together from small pictures: turned, warped, moved into each other, with lines across."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int, UInt8

from engine.data.images import CaptchaConfig
from engine.streams import generator

CHARACTERS = 6  # the most there can be: so many are always drawn, so that a longer image begins as the shorter
AT_ONCE = 64  # images: what is worked on stays in the cache

LINE_INK = 220

PerSlot = Float[np.ndarray, "images slots"]
Canvas = UInt8[np.ndarray, "images height width"]
Positions = Float[np.ndarray, "images height width"]


@dataclass(frozen=True)
class Pictures:
    """Square pictures, `fine` samples a pixel each way, empty at their rim; `fine` is odd, so that a picture that is
    not turned is sampled at the middle of its pixels."""

    samples: UInt8[np.ndarray, "pictures side side"]
    fine: int


@dataclass(frozen=True)
class Places:
    """Which picture stands in each slot, how far from the middle of its slot (pixels), and its size (1: its own)."""

    which: Int[np.ndarray, "images slots"]
    x: PerSlot
    y: PerSlot
    scale: PerSlot


@dataclass(frozen=True)
class Layout:
    """Images of `height` by `width` pixels, whose slots' middles are `pitch` apart; a picture with its jitter reaches
    no further than `reach` from the middle of its slot."""

    height: int
    width: int
    pitch: float
    reach: float


def uniform(seed: str, what: str, count: int, *shape: int, index: int = 0) -> Float[np.ndarray, "..."]:
    """Numbers from 0 to 1 for each image, from a stream of their own: of more images the first keep theirs."""
    return generator(seed, f"captcha {what}", index).random((count, *shape))


def compose(pictures: Pictures, places: Places, layout: Layout, dials: CaptchaConfig, seed: str) -> Canvas:
    """The images: ink 255 on 0, the darker of two where they overlap.

    A pixel at p shows the picture at R(-angle) (p + warp(p) - middle) / scale. Rotation turns each picture by up to
    that angle, warp pushes pixels by a smooth random field, overlap moves the slots together, lines lie on top.
    """
    count, slots = places.which.shape
    images = np.zeros((count, layout.height, layout.width), np.uint8)
    angles = np.deg2rad(dials.rotation) * (2 * uniform(seed, "angles", count, CHARACTERS)[:, :slots] - 1)
    turns = pictures.fine / places.scale * np.stack([np.cos(angles), np.sin(angles)])
    pitch = layout.pitch * (1 - dials.overlap / 100)
    middles = layout.width / 2 + pitch * (np.arange(slots) - (slots - 1) / 2)
    columns, rows = np.arange(layout.width) + 0.5, np.arange(layout.height) + 0.5 - layout.height / 2
    warp = Warp(layout, dials.warp / 100, seed)
    for start in range(0, count, AT_ONCE):
        part = slice(start, min(start + AT_ONCE, count))
        push = warp.draw(part.stop - part.start)
        for slot, middle in enumerate(middles):
            reach = layout.reach + warp.most
            window = slice(max(0, int(middle - reach)), int(np.ceil(middle + reach)))
            x = columns[window] - middle - places.x[part, slot, None]
            y = rows - places.y[part, slot, None]
            push_here = None if push is None else push[..., window]
            _stamp(images[part, :, window], pictures, places.which[part, slot], turns[:, part, slot], x, y, push_here)
    for line in range(dials.lines):
        _draw_line(images, seed, line)
    return images


def _stamp(
    target: Canvas,
    pictures: Pictures,
    which: Int[np.ndarray, " images"],
    turn: Float[np.ndarray, "2 images"],
    x: Float[np.ndarray, "images width"],
    y: Float[np.ndarray, "images height"],
    push: Float[np.ndarray, "2 images height width"] | None,
) -> None:
    """Lay one picture over each image of the target; x and y are the target's pixels from the picture's middle.

    `turn` is cos and sin of its angle, times the samples in a pixel.
    """
    side = pictures.samples.shape[1]
    cos, sin = turn[:, :, None]
    columns, rows = _sum(cos * x, sin * y + side / 2), _sum(-sin * x, cos * y + side / 2)
    if push is not None:
        cos, sin = cos.astype(np.float32)[..., None], sin.astype(np.float32)[..., None]
        columns += cos * push[0] + sin * push[1]
        rows += cos * push[1] - sin * push[0]
    samples = _whole(rows, side)
    samples *= side
    samples += _whole(columns, side)
    samples += (which * side**2).astype(np.int32)[:, None, None]
    np.maximum(target, pictures.samples.reshape(-1).take(samples), out=target)


def _sum(across: Float[np.ndarray, "images width"], down: Float[np.ndarray, "images height"]) -> Positions:
    """Of each column and each row, in float32: what is as large as the images is what takes the time."""
    return across.astype(np.float32)[:, None, :] + down.astype(np.float32)[:, :, None]


def _whole(positions: Positions, side: int) -> Int[np.ndarray, "images height width"]:
    """Positions cut down to whole numbers, those outside moved to the empty rim; the argument is used up."""
    return np.clip(positions, 0, side - 1, out=positions).astype(np.int32)


class Warp:
    """Smooth random fields, `draw(images)` after `draw(images)`; `most` is how far one can push a pixel.

    Cubic B-splines over a grid of numbers from -1 to 1, `height / 3` pixels apart.
    """

    def __init__(self, layout: Layout, strength: float, seed: str) -> None:
        spacing = layout.height / 3
        self.most = strength * layout.height / 4
        self.rng = generator(seed, "captcha warp")
        self.down = _splines(layout.height, spacing)
        self.across = _splines(layout.width, spacing)
        # As many columns of numbers as the widest image takes: another length keeps those it has.
        self.drawn = (2, self.down.shape[1], 32)

    def draw(self, images: int) -> Float[np.ndarray, "2 images height width"] | None:
        """How far each pixel is pushed across and down, in pixels; None without strength."""
        if self.most == 0:
            return None
        grid = self.most * (2 * self.rng.random((images, *self.drawn)) - 1)
        grid = grid[..., : self.across.shape[1]].transpose(1, 0, 2, 3)
        push: Float[np.ndarray, "2 images height width"] = self.down @ grid @ self.across.T
        return push.astype(np.float32)


def _splines(length: int, spacing: float) -> Float[np.ndarray, "length knots"]:
    """The weight of each knot at the middle of each pixel; they sum to 1.

    Source: de Boor, A practical guide to splines, 1978: the uniform cubic B-spline.
    """
    knots = int(np.ceil(length / spacing)) + 3
    position = (np.arange(length) + 0.5) / spacing
    away = np.abs(position[:, None] - np.arange(-1, knots - 1))
    near = 2 / 3 - away**2 + away**3 / 2
    far = np.clip(2 - away, 0, None) ** 3 / 6
    weights: Float[np.ndarray, "length knots"] = np.where(away < 1, near, far)
    return weights


def _draw_line(images: Canvas, seed: str, line: int) -> None:
    """A bent line over each image, from its left to its right: y = (1 - t) y0 + t y1 + 4 t (1 - t) bend, t from 0 to 1.

    It covers a fifth of the width to all of it, and is a little lighter than the characters.
    """
    count, height, width = images.shape
    start, stop, first, last, bend = uniform(seed, "lines", count, 5, index=line).T[:, :, None]
    x = np.arange(width) + 0.5
    start, stop = 0.4 * width * start, width * (1 - 0.4 * stop)
    first, last, bend = height * first, height * last, height * 0.6 * (bend - 0.5)
    t = (x - start) / (stop - start)
    y = (1 - t) * first + t * last + 4 * t * (1 - t) * bend  # images width
    slope = (last - first + 4 * (1 - 2 * t) * bend) / (stop - start)
    thickness = max(0.9, height / 22)
    # The share of a pixel that the line covers, from the distance of the pixel's middle.
    flat = (LINE_INK / np.sqrt(1 + slope**2)).astype(np.float32)[:, None, :]
    most = (LINE_INK * ((t > 0) & (t < 1))).astype(np.float32)[:, None, :]
    y = y.astype(np.float32)[:, None, :]
    rows = (np.arange(height) + 0.5).astype(np.float32)[:, None]
    for begin in range(0, count, AT_ONCE):
        part = slice(begin, begin + AT_ONCE)
        ink = np.abs(rows - y[part])
        ink *= -flat[part]
        ink += np.float32(LINE_INK * (thickness / 2 + 0.5))
        np.clip(ink, 0, most[part], out=ink)
        np.maximum(images[part], ink.astype(np.uint8), out=images[part])
