"""CAPTCHAs without end, drawn from two fonts."""

from functools import cache

import numpy as np
from jaxtyping import Float, UInt8
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from engine.data.compositions import CHARACTERS, Layout, Pictures, Places, compose, uniform
from engine.data.images import CaptchaConfig, Classes, ImageSet, Pixels, Request, Spec
from engine.data.packaged import packaged
from engine.errors import InputError

DIGITS = "0123456789"
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"  # I, O and Q look too much like a line and like each other
ALPHABETS = {"digits": DIGITS, "letters": LETTERS, "both": DIGITS + "ACDEFGHJKLMNPRTUVWXY"}  # 8 and B, 5 and S, 2 and Z

FINE = 5  # samples a pixel, each way
CELL = 22  # pixels, each way: the largest character and an empty rim
CAPITAL = 18  # pixels: the height of a capital letter
WIDEST = 16  # pixels
STROKES = (0.0, 0.3)  # pixels added around a character: regular and bold


def alphabet(characters: str) -> tuple[str, ...]:
    """The characters of that choice, in the order of their classes."""
    return tuple(ALPHABETS[characters])


@cache
def pictures(characters: str) -> tuple[Pictures, int]:
    """Every character in every face, face by face, and how many faces there are.

    Raises `InputError` where a font is missing.
    """
    faces = [(font, round(stroke * FINE)) for font in fonts() for stroke in STROKES]
    drawn = [_drawn(character, font, stroke) for font, stroke in faces for character in ALPHABETS[characters]]
    samples = np.stack(drawn)
    samples.flags.writeable = False
    return Pictures(samples, FINE), len(faces)


def fonts() -> list[ImageFont.FreeTypeFont]:
    """Droid Sans Mono and Aileron, in the size whose H is CAPITAL high."""
    droid = ImageFont.truetype(packaged("captcha", "captcha", "data", "DroidSansMono.ttf"), 100)
    aileron = ImageFont.load_default(100)
    if not isinstance(aileron, ImageFont.FreeTypeFont):
        hint = "Pillow was built without FreeType: install it anew."
        raise InputError("data.dataset", "a set that is on this machine", "captcha", hint)
    return [font.font_variant(size=100 * CAPITAL * FINE / _height(font)) for font in (droid, aileron)]


def _height(font: ImageFont.FreeTypeFont) -> float:
    """Of the letter H, in the pixels of that size."""
    _, top, _, bottom = font.getbbox("H")
    return bottom - top


def _drawn(character: str, font: ImageFont.FreeTypeFont, stroke: int) -> UInt8[np.ndarray, "side side"]:
    """A character in the middle of its cell, each sample the mean of the pixel around it."""
    left, top, right, bottom = font.getbbox(character, stroke_width=stroke)
    image = Image.new("L", (int(right - left) + 1, int(bottom - top) + 1))
    ImageDraw.Draw(image).text((-left, -top), character, 255, font, stroke_width=stroke, stroke_fill=255)
    image = image.resize((min(image.width, WIDEST * FINE), image.height))
    cell = Image.new("L", (CELL * FINE, CELL * FINE))
    cell.paste(image, ((cell.width - image.width) // 2, (cell.height - image.height) // 2))
    return np.asarray(cell.filter(ImageFilter.BoxBlur(FINE // 2)))


def texts(request: Request) -> Classes:
    """Which character stands where, of `length` of them."""
    draws = uniform(request.stream, "characters", request.count, CHARACTERS)[:, : request.captcha.length]
    return np.asarray(draws * len(ALPHABETS[request.captcha.characters]), np.int32)


def make(request: Request) -> tuple[Pixels, Classes, None]:
    """As many CAPTCHAs as are asked for: each character in a face of its own, a little larger, smaller or aside."""
    dials, count, classes = request.captcha, request.count, texts(request)
    drawn, faces = pictures(dials.characters)

    def draws(what: str) -> Float[np.ndarray, "images slots"]:
        return uniform(request.stream, what, count, CHARACTERS)[:, : dials.length]

    face = np.asarray(draws("faces") * faces, np.int32)
    places = Places(
        which=face * len(ALPHABETS[dials.characters]) + classes,
        x=3 * draws("across") - 1.5,
        y=5 * draws("down") - 2.5,
        scale=0.85 + 0.25 * draws("sizes"),
    )
    height, width, _ = spec(dials).shape
    images = compose(drawn, places, Layout(height, width, pitch=20, reach=15), dials, request.stream)
    return images[..., None], classes, None


def spec(captcha: CaptchaConfig) -> Spec:
    """28 pixels high and 20 wide for each character, with 4 at each end."""
    return Spec((28, 20 * captcha.length + 8, 1), alphabet(captcha.characters), captcha.length, None)


DATASET = ImageSet(
    key="captcha",
    label="CAPTCHA",
    help="Text that is hard to read on purpose, as many images as you like. Turn the dials while a network learns.",
    source="Drawn here, in Droid Sans Mono (from the package captcha) and Aileron (from Pillow)",
    licence="fonts: Apache 2.0 and CC0",
    order=104,
    spec=spec,
    make=make,
    dials=("length", "characters", "lines", "rotation", "warp", "overlap"),
    endless=True,
)
