"""Our own CAPTCHAs: each dial changes what it says and nothing else, and what is drawn is what the classes say."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.data import CaptchaConfig, ImageSet, Request, captcha, captcha_digits, captcha_stranger
from engine.data.compositions import Pictures
from engine.data.digits import all_digits

both = pytest.mark.parametrize("dataset", [captcha.DATASET, captcha_digits.DATASET], ids=lambda dataset: dataset.key)
PITCH = {"captcha": 20, "captcha-digits": 12}


def made(dataset: ImageSet, count: int = 130, **dials: Any) -> tuple[np.ndarray, np.ndarray]:
    """Pixels and classes, not shuffled, without channels."""
    request = Request(seed="0.3", count=count, noise=0, train_share=0.5, captcha=CaptchaConfig(**dials))
    pixels, classes, _ = dataset.make(request)
    return pixels[..., 0].astype(int), classes


def center(pixels: np.ndarray) -> np.ndarray:
    """The middle of the ink of each image, (images, row and column)."""
    ink = pixels / pixels.sum((1, 2), keepdims=True)
    rows, columns = np.mgrid[: pixels.shape[1], : pixels.shape[2]]
    return np.stack([(ink * rows).sum((1, 2)), (ink * columns).sum((1, 2))], axis=1)


@both
def test_lines_only_add_ink_and_keep_those_that_are_there(dataset: ImageSet) -> None:
    (none, classes), (one, same), (three, _) = (made(dataset, lines=lines, rotation=9) for lines in (0, 1, 3))
    np.testing.assert_array_equal(classes, same)
    for fewer, more in ((none, one), (one, three)):
        assert np.all(more >= fewer)
        assert np.mean((more > fewer).any((1, 2))) > 0.9
    assert 200 < one[one > none].max() <= 220


@both
def test_rotation_and_warp_keep_characters_and_their_places(dataset: ImageSet) -> None:
    still, classes = made(dataset, length=1)
    for dial in ("rotation", "warp"):
        dials: dict[str, Any] = {"length": 1, dial: 40.0}
        moved, same = made(dataset, **dials)
        np.testing.assert_array_equal(classes, same)
        assert np.mean((moved != still).any((1, 2))) > 0.95
        assert np.linalg.norm(center(moved) - center(still), axis=1).mean() < 1.5
        assert abs(moved.sum() / still.sum() - 1) < 0.03


@both
def test_twice_the_rotation_turns_the_same_way(dataset: ImageSet) -> None:
    # The slope of the main axis of a 1 tells its angle; where the numbers are the same, the angles are in proportion.
    small, classes = made(dataset, length=1, rotation=10.0, count=600)
    large, _ = made(dataset, length=1, rotation=20.0, count=600)
    still, _ = made(dataset, length=1, count=600)
    ones = classes[:, 0] == 1

    def angle(pixels: np.ndarray) -> np.ndarray:
        pixels = pixels[ones]
        rows, columns = np.mgrid[: pixels.shape[1], : pixels.shape[2]]
        middle = center(pixels)
        down, across = rows - middle[:, 0, None, None], columns - middle[:, 1, None, None]
        ink = pixels / pixels.sum((1, 2), keepdims=True)
        covariance, most = (ink * down * across).sum((1, 2)), (ink * (down**2 - across**2)).sum((1, 2))
        return np.rad2deg(np.arctan2(2 * covariance, most) / 2)

    turned, twice = angle(small) - angle(still), angle(large) - angle(still)
    assert 8 < np.abs(turned).max() < 12
    assert np.median(np.abs(twice - 2 * turned)) < 1


@both
def test_overlap_only_moves_neighbors_together(dataset: ImageSet) -> None:
    single, _ = made(dataset, length=1)
    np.testing.assert_array_equal(made(dataset, length=1, overlap=50.0)[0], single)
    apart, classes = made(dataset, length=2)
    pitch = PITCH[dataset.key]
    together, same = made(dataset, length=2, overlap=100 * 4 / pitch)  # each goes 2 pixels
    np.testing.assert_array_equal(classes, same)
    alone = apart.shape[2] // 2 - 5
    np.testing.assert_array_equal(together[:, :, 2 : alone + 2], apart[:, :, :alone])
    np.testing.assert_array_equal(together[:, :, -alone - 2 : -2], apart[:, :, -alone:])


@both
def test_a_longer_image_begins_as_the_shorter(dataset: ImageSet) -> None:
    short, first = made(dataset, length=3, rotation=15.0, warp=40.0)
    long, all_of_them = made(dataset, length=6, rotation=15.0, warp=40.0)
    np.testing.assert_array_equal(all_of_them[:, :3], first)
    alone = 3 * PITCH[dataset.key] - 8
    np.testing.assert_array_equal(long[:, :, :alone], short[:, :, :alone])


def test_fewer_images_are_the_first_of_more() -> None:
    dials: dict[str, Any] = {"lines": 2, "rotation": 15.0, "warp": 40.0, "overlap": 20.0}
    few, many = (made(captcha.DATASET, count=count, **dials)[0] for count in (70, 200))
    np.testing.assert_array_equal(few, many[:70])


@pytest.mark.parametrize("characters", ["digits", "letters", "both"])
def test_what_is_drawn_is_what_the_classes_say(characters: str) -> None:
    # One character alone: the nearest mean of its class, of other images, nearly always names it.
    pixels, classes = made(captcha.DATASET, count=4000, length=1, characters=characters)
    count = len(captcha.alphabet(characters))
    assert np.unique(classes).tolist() == list(range(count))
    row, column = np.rint(center(pixels)).astype(int).T  # put each in the middle, for where it stands is random
    around = np.pad(pixels, ((0, 0), (12, 12), (12, 12)))
    small = np.stack([a[r : r + 24, c : c + 24].ravel() for a, r, c in zip(around, row, column, strict=True)])
    train, test = small[:2600], small[2600:]
    means = np.stack([train[classes[:2600, 0] == kind].mean(0) for kind in range(count)])
    nearest = ((test[:, None] - means) ** 2).sum(2).argmin(1)
    assert np.mean(nearest == classes[2600:, 0]) > 0.85


@pytest.mark.parametrize(
    "pictures", [*(captcha.pictures(key)[0] for key in captcha.ALPHABETS), captcha_digits.pictures()]
)
def test_pictures_have_an_empty_rim(pictures: Pictures) -> None:
    rim = np.concatenate([pictures.samples[:, [0, -1], :].ravel(), pictures.samples[:, :, [0, -1]].ravel()])
    assert not rim.any()
    assert pictures.samples.max() == 255


@pytest.mark.parametrize("share", [0.02, 0.5, 0.8, 0.99])
def test_digits_of_the_test_are_never_seen_in_training(share: float) -> None:
    request = Request(seed="7", count=5000, noise=0, train_share=share, captcha=CaptchaConfig())
    _, classes, train_count = captcha_digits.make(request)
    which = captcha_digits.sources(request, train_count)
    assert train_count == 5000 * share
    assert not np.intersect1d(which[:train_count], which[train_count:]).size
    assert len(np.unique(which[:train_count])) <= 1797 * share + 1
    np.testing.assert_array_equal(classes, all_digits()[1][which, 0])


def test_handwritten_digits_stand_there_pixel_by_pixel() -> None:
    request = Request(seed="7", count=100, noise=0, train_share=0.8, captcha=CaptchaConfig())
    images, _, _ = captcha_digits.make(request)
    which = captcha_digits.sources(request, 80)
    digits = all_digits()[0][..., 0]
    for image, four in zip(images[..., 0], which, strict=True):
        for slot, digit in enumerate(four):
            place = image[:, 12 * slot : 12 * slot + 12]
            windows = np.lib.stride_tricks.sliding_window_view(place, (8, 8))
            assert (windows == digits[digit]).all((2, 3)).any()
            assert place.sum() == digits[digit].sum()


def test_the_stranger_draws_all_its_chance_from_the_seed() -> None:
    path = Path(str(captcha_stranger.seeded_package(captcha_stranger.Seeded(1)).__file__))
    asked = set(re.findall(r"secrets\.(\w+)", path.read_text(encoding="utf-8")))
    assert asked
    assert asked <= set(dir(captcha_stranger.Seeded))
    assert not re.findall(r"\brandom\.|\bos\.urandom|\btime\.", path.read_text(encoding="utf-8"))


def test_the_stranger_looks_as_ours_do() -> None:
    dials = CaptchaConfig(length=3, characters="both")
    ours, its = captcha.spec(dials), captcha_stranger.spec(dials)
    assert replace(its, most=None) == ours


def test_no_set_imports_what_it_takes_files_from() -> None:
    code = "import sys, engine.data; print(sorted({'sklearn', 'captcha', 'scipy.stats'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
