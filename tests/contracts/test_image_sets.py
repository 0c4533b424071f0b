"""The contract of every set of images: shapes, classes, and a sample that noise, split and seed leave alone."""

from dataclasses import replace

import numpy as np
import pytest

from engine.data import IMAGE_SETS, CaptchaConfig, Images, ImageSet, Request, build_images, digits
from engine.data.own import own_set
from engine.data.shelf import OwnImages
from engine.errors import InputError

IMAGES = OwnImages("Digits, brought", *digits.all_digits(), digits.DIGITS)
BROUGHT = own_set(IMAGES.facts, lambda: IMAGES)  # as if by a person
every = pytest.mark.parametrize("dataset", [*IMAGE_SETS, BROUGHT], ids=lambda dataset: dataset.label)
ASKED = Request(seed="0.3", count=300, noise=0, train_share=0.75, captcha=CaptchaConfig())


def built(dataset: ImageSet, request: Request) -> Images:
    """The images, where this machine has them."""
    try:
        return build_images(dataset, request)
    except InputError as error:
        pytest.skip(str(error))


@every
def test_a_set_says_beforehand_what_it_lacks(dataset: ImageSet) -> None:
    refused = ""
    try:
        build_images(dataset, ASKED)
    except InputError as error:
        refused = error.hint
    assert bool(dataset.lacking()) == bool(refused)
    assert dataset.lacking() in refused


@every
def test_shapes_classes_and_range(dataset: ImageSet) -> None:
    data = built(dataset, ASKED)
    spec = dataset.spec(ASKED.captcha)
    assert data.spec == spec
    assert data.pixels.shape == (300, *spec.shape)
    assert data.classes.shape == (300, spec.slots)
    assert data.pixels.dtype == np.uint8
    assert data.classes.dtype == np.int32
    assert type(data.pixels) is np.ndarray
    assert data.pixels.min() < 40
    assert data.pixels.max() > 215
    assert data.train_count == 225
    for slot in range(spec.slots):
        sizes = np.bincount(data.classes[:, slot], minlength=len(spec.alphabet))
        assert len(sizes) == len(spec.alphabet)
        assert sizes.min() >= 0.4 * 300 / len(spec.alphabet)


@every
def test_an_image_cannot_be_changed_by_a_reader(dataset: ImageSet) -> None:
    data = built(dataset, ASKED)
    with pytest.raises(ValueError, match="read-only"):
        data.pixels[0] = 9
    with pytest.raises(ValueError, match="read-only"):
        data.classes[0] = 9


@every
def test_noise_keeps_the_underlying_sample(dataset: ImageSet) -> None:
    still, faint, noisy = (built(dataset, replace(ASKED, noise=noise)) for noise in (0, 0.004, 0.15))
    for other in (faint, noisy):
        np.testing.assert_array_equal(other.classes, still.classes)
    np.testing.assert_allclose(faint.pixels.astype(int), still.pixels, rtol=0, atol=6)
    # Where the noise cuts nothing off, its deviation is the one asked for.
    middle = (still.pixels > 120) & (still.pixels < 136)
    if middle.sum() > 500:
        moved = (noisy.pixels.astype(float) - still.pixels)[middle] / 255
        assert 0.14 < moved.std() < 0.16


@every
def test_the_seed_decides(dataset: ImageSet) -> None:
    first, again, other = (built(dataset, replace(ASKED, seed=seed, noise=0.1)) for seed in ("1", "1", "1.0"))
    np.testing.assert_array_equal(first.pixels, again.pixels)
    np.testing.assert_array_equal(first.classes, again.classes)
    assert not np.array_equal(first.pixels, other.pixels)
    assert not np.array_equal(first.classes, other.classes)


@every
def test_the_order_is_random(dataset: ImageSet) -> None:
    data = built(dataset, ASKED)
    first, second = (np.bincount(half.ravel(), minlength=len(data.spec.alphabet)) for half in np.split(data.classes, 2))
    assert first.min() >= 0.25 * first.mean()
    assert second.min() >= 0.25 * second.mean()


@every
@pytest.mark.parametrize("share", [0, 0.333, 1])
def test_any_split_and_any_seed_work(dataset: ImageSet, share: float) -> None:
    data = built(dataset, replace(ASKED, seed="é\U0001f600", count=30, train_share=share))
    assert data.train_count == int(30 * share)
    assert len(data.pixels) == 30


@every
def test_no_more_than_there_are(dataset: ImageSet) -> None:
    most = dataset.spec(ASKED.captcha).most
    if most is None or most > 10_000:
        pytest.skip("there are more than a test should make")
    assert len(built(dataset, replace(ASKED, count=most + 5)).pixels) == most


@every
def test_it_says_what_it_is(dataset: ImageSet) -> None:
    for text in (dataset.label, dataset.help, dataset.source, dataset.licence):
        assert text == text.strip() != ""
    assert dataset.help.endswith(".")


def test_menu_order() -> None:
    expected = "digits mnist fashion-mnist captcha captcha-digits captcha-stranger mnist1d"
    assert IMAGE_SETS.keys() == expected.split()


@every
def test_shuffled_images_have_the_same_pixels_in_places_of_their_own(dataset: ImageSet) -> None:
    still, moved, other = (
        built(dataset, replace(ASKED, seed=seed, shuffled=shuffled))
        for seed, shuffled in (("0.3", False), ("0.3", True), ("0.4", True))
    )
    np.testing.assert_array_equal(moved.classes, still.classes)
    ours, theirs = (made.pixels.reshape(300, -1) for made in (still, moved))
    assert not np.array_equal(ours, theirs)
    np.testing.assert_array_equal(np.sort(ours, axis=1), np.sort(theirs, axis=1))
    # Each place of one is a place of the other, in every image the same.
    assert {column.tobytes() for column in ours.T} == {column.tobytes() for column in theirs.T}
    assert not np.array_equal(other.pixels, moved.pixels)
