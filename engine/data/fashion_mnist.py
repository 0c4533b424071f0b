"""Fashion-MNIST: 70,000 pieces of clothing of 28 by 28 pixels, where the system has them."""

from pathlib import Path

from engine.data.idx import pick, read_pair
from engine.data.images import CaptchaConfig, Classes, ImageSet, Pixels, Request, Spec, chosen
from engine.errors import InputError

NAMES = ("T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot")
COUNT = 70_000
FOLDER = Path("/usr/share/datasets/fashion-mnist")
BRINGING = "On Debian and Ubuntu: apt-get install dataset-fashion-mnist."


def make(request: Request) -> tuple[Pixels, Classes, None]:
    """As many pieces as are asked for, in random order, out of the training and the test part taken together.

    Raises `InputError` where the system has none.
    """
    try:
        pairs = [read_pair(FOLDER, split, ".gz") for split in ("train", "t10k")]
    except (OSError, ValueError, EOFError) as error:
        hint = f"{BRINGING} Or choose mnist."
        raise InputError("data.dataset", "a set that is on this machine", "fashion-mnist", hint) from error
    images, labels = pick(pairs, chosen(request, COUNT))
    return images[..., None], labels[:, None].astype(int), None


def lacking() -> str:
    """What brings it; empty where it is here."""
    return "" if FOLDER.is_dir() else BRINGING


def spec(_: CaptchaConfig) -> Spec:
    """28 by 28 pixels, one piece."""
    return Spec((28, 28, 1), NAMES, 1, COUNT)


DATASET = ImageSet(
    key="fashion-mnist",
    label="Fashion-MNIST",
    help="Clothing instead of digits, and harder: shirts, pullovers and coats look alike. This program does not "
    "carry it: the system's package dataset-fashion-mnist brings it.",
    source="Xiao, Rasul, Vollgraf, Fashion-MNIST: a novel image dataset for benchmarking machine learning, 2017",
    licence="MIT",
    order=103,
    spec=spec,
    make=make,
    lacking=lacking,
)
