"""MNIST: 70,000 handwritten digits of 28 by 28 pixels, brought by the build."""

from pathlib import Path

from engine.data.digits import DIGITS
from engine.data.idx import pick, read_pair
from engine.data.images import CaptchaConfig, Classes, ImageSet, Pixels, Request, Spec, chosen
from engine.errors import InputError

COUNT = 70_000
FOLDER = Path(__file__).parent / "vendor" / "mnist"


def make(request: Request) -> tuple[Pixels, Classes, None]:
    """As many digits as are asked for, in random order, out of the training and the test part taken together.

    Raises `InputError` where the build left none.
    """
    try:
        pairs = [read_pair(FOLDER, split, "") for split in ("train", "t10k")]
    except (OSError, ValueError) as error:
        hint = "The build brings it: run scripts/environment with a network, or choose digits."
        raise InputError("data.dataset", "a set that is on this machine", "mnist", hint) from error
    images, labels = pick(pairs, chosen(request, COUNT))
    return images[..., None], labels[:, None].astype(int), None


def spec(_: CaptchaConfig) -> Spec:
    """28 by 28 pixels, one digit."""
    return Spec((28, 28, 1), DIGITS, 1, COUNT)


DATASET = ImageSet(
    key="mnist",
    label="MNIST",
    help="The handwritten digits on which convolutional networks grew up. 5,000 are a light start; there are 70,000.",
    source="LeCun, Cortes, Burges, The MNIST database of handwritten digits, 1998",
    licence="CC BY-SA 3.0",
    order=102,
    spec=spec,
    make=make,
)
