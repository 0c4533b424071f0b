"""Images made without end: each epoch has its own, the same for the same seed, and nothing else of a run changes."""

import base64
from typing import Any

import numpy as np
import pytest

from engine import edits
from engine.data import IMAGE_SETS, CaptchaConfig, Images, Request, build_images
from engine.data.captcha_digits import sources
from engine.data.images import renewed
from engine.experiment import Experiment
from engine.stack import loaded
from engine.trainer import Trainer
from engine.validation import patched

ENDLESS = [entry for entry in IMAGE_SETS if entry.endless]
SMALL: list[dict[str, Any]] = [{"kind": "average_pool", "size": 4}, {"kind": "flatten"}]


def trainer(**data: Any) -> Trainer:
    """Handwritten CAPTCHAs, 96 of 120 to train on: three updates an epoch."""
    given = {"dataset": "captcha-digits", "count": 120, **data}
    return Trainer(patched(Experiment(), {"data": given, "layers": SMALL, "head": {"sharing": "own"}}))


def same(a: Trainer, b: Trainer) -> bool:
    """Whether both have learned the same numbers."""
    both = zip(a.params(), b.params(), strict=True)
    return all(np.array_equal(ours[name], theirs[name]) for ours, theirs in both for name in ours)


def train_images(run: Trainer) -> set[bytes]:
    """Each training image as bytes."""
    return {image.tobytes() for image in run.data.pixels[: run.data.train_count]}


@pytest.mark.parametrize("entry", ENDLESS, ids=lambda entry: entry.key)
def test_another_generation_has_other_images_for_training_and_those_of_the_test(entry: Any) -> None:
    request = Request("0.3", 200, 0.1, 0.75, CaptchaConfig(lines=1, rotation=10.0, warp=20.0), 700)
    first = build_images(entry, Request("0.3", 200, 0.1, 0.75, request.captcha))
    later, again = (renewed(entry, request, first) for _ in range(2))
    other = renewed(entry, Request("0.3", 200, 0.1, 0.75, request.captcha, 850), first)
    np.testing.assert_array_equal(later.pixels, again.pixels)
    np.testing.assert_array_equal(later.classes, again.classes)
    for made in (later, other):
        assert isinstance(made, Images)
        assert (made.pixels.shape, made.classes.shape, made.train_count) == (first.pixels.shape, (200, 4), 150)
        assert (made.pixels.dtype.name, made.classes.dtype.name) == ("uint8", "int32")
        np.testing.assert_array_equal(made.pixels[150:], first.pixels[150:])
        np.testing.assert_array_equal(made.classes[150:], first.classes[150:])
    every = [image.tobytes() for made in (first, later, other) for image in made.pixels[:150]]
    assert len(set(every)) == 450


def test_shuffled_places_are_the_same_in_every_generation() -> None:
    runs = [trainer(shuffled=shuffled) for shuffled in (False, True)]
    plain, moved = (run.data.pixels.reshape(120, -1) for run in runs)
    at = {column.tobytes(): place for place, column in enumerate(plain.T)}
    places = [at[column.tobytes()] for column in moved.T]
    for run in runs:
        run.advance_epochs(1)
    plain, moved = (run.data.pixels.reshape(120, -1) for run in runs)
    np.testing.assert_array_equal(moved, plain[:, places])


def test_hands_of_the_test_stay_unseen_in_every_generation() -> None:
    request = Request("7", 500, 0, 0.8, CaptchaConfig())
    tested = sources(request, 400)[400:]
    for generation in (400, 800):
        seen = sources(Request("7", 400, 0, 0.8, CaptchaConfig(), generation), 400)
        assert not np.intersect1d(seen, tested).size


def test_every_epoch_has_images_of_its_own_and_the_engine_counts_them() -> None:
    run, seen = trainer(), []
    assert run.made == 120
    test = run.data.pixels[96:]
    for epoch in range(1, 5):
        seen.append(train_images(run))
        run.advance_epochs(1)
        assert run.made == 120 + 96 * epoch
        assert run.probe("image").info["made"] == run.made
    assert len(set().union(*seen)) == 4 * 96
    np.testing.assert_array_equal(run.data.pixels[96:], test)


def test_off_the_same_images_come_again_and_none_is_made() -> None:
    run = trainer(fresh=False)
    before = run.data
    assert run.ahead() is None
    run.advance_epochs(3)
    assert run.data is before
    assert run.made == 120
    assert trainer(dataset="digits").made is None


def test_new_images_compile_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    run = trainer()
    run.advance_epochs(1)

    def refuse(*_: object) -> None:
        raise AssertionError("a program was compiled")

    monkeypatch.setattr(loaded.StackLoaded, "compile", refuse)
    run.advance_epochs(2)
    assert run.epoch == 3


def test_how_updates_are_dispatched_and_who_makes_the_images_changes_nothing() -> None:
    whole, parts, ahead = trainer(), trainer(), trainer()
    whole.advance(11)
    for count in (1, 4, 1, 5):
        parts.advance(count)
    ahead.hurried = True
    for _ in range(11):
        if job := ahead.ahead():
            job()
        assert ahead.ahead() is None  # nobody makes them twice
        ahead.advance(1)
    assert same(whole, parts)
    assert same(whole, ahead)
    assert whole.made == parts.made == ahead.made


def test_in_a_hurry_an_epoch_takes_the_images_of_the_one_before_until_its_own_are_made() -> None:
    run = trainer()
    run.hurried = True
    first = run.data
    run.advance_epochs(2)
    assert run.data is first
    assert run.made == 120
    job = run.ahead()
    assert job is not None
    job()
    run.advance_epochs(1)
    assert run.made == 216
    assert not train_images(run) & {image.tobytes() for image in first.pixels[:96]}


def test_a_snapshot_trains_on_as_if_never_left() -> None:
    run = trainer()
    run.advance(7)
    other = Trainer.restore(*run.snapshot())
    np.testing.assert_array_equal(other.data.pixels, run.data.pixels)
    for each in (run, other):
        each.advance(8)
    assert (other.made, other.train_loss) == (run.made, run.train_loss)
    assert same(run, other)


def test_a_dial_acts_at_once_and_the_stream_goes_on() -> None:
    run = trainer()
    run.advance(7)
    before = train_images(run)
    run.apply(edits.Patch(patch={"data": {"captcha": {"lines": 3}}}))
    assert not train_images(run) & before
    made = run.made
    run.advance_epochs(1)
    assert made is not None
    assert run.made == made + 96
    other = Trainer.restore(*run.snapshot())
    np.testing.assert_array_equal(other.data.pixels, run.data.pixels)


def test_the_switch_itself_keeps_the_images_and_undo_takes_it_back() -> None:
    run = trainer()
    run.advance_epochs(2)
    now = run.data
    report = run.apply(edits.Patch(patch={"data": {"fresh": False}}))
    assert not report.restarted
    run.advance_epochs(2)
    assert run.data is now
    run.undo()
    run.advance_epochs(1)
    assert not train_images(run) & {image.tobytes() for image in now.pixels[:96]}


def test_a_reset_begins_with_the_first_images_and_its_undo_with_those_left() -> None:
    run, twin = trainer(), trainer()
    run.advance(7)
    left = run.data.pixels
    run.reset()
    assert run.made == 120
    np.testing.assert_array_equal(run.data.pixels, twin.data.pixels)
    for each in (run, twin):
        each.advance(8)
    assert same(run, twin)
    run.undo()
    np.testing.assert_array_equal(run.data.pixels, left)
    assert run.updates == 7


def test_a_network_from_before_an_edit_gets_new_images_too() -> None:
    run = trainer()
    run.advance(2)
    run.compiled_elsewhere = True
    run.apply(edits.InsertLayer(at=1, kind="layer_norm"))
    assert run.program == "compiling"
    first = train_images(run)
    run.advance(8)
    run.advance(8)
    assert run.updates == 3 + 3  # to the end of an epoch at a time
    assert run.made == 120 + 2 * 96
    assert not train_images(run) & first
    while not run.catch_up():
        assert run.specialize()
    run.advance(4)
    assert run.epoch == 3


def test_an_image_that_a_person_adds_joins_every_generation_and_changes_none() -> None:
    run, other = trainer(noise=0), trainer(noise=0)
    for each in (run, other):
        each.advance_epochs(2)
    drawn = np.random.default_rng(3).integers(0, 256, run.data.spec.shape, np.uint8)
    run.apply(edits.AddImage(pixels=base64.b64encode(drawn.tobytes()).decode(), label="0123"))
    for _ in range(2):
        n = other.data.train_count
        assert (run.data.train_count, run.data.added, run.made) == (n + 1, 1, other.made)
        np.testing.assert_array_equal(run.data.pixels[n], drawn)
        assert run.data.classes[n].tolist() == [0, 1, 2, 3]
        np.testing.assert_array_equal(np.delete(run.data.pixels, n, 0), other.data.pixels)
        for each in (run, other):
            each.advance_epochs(1)
    run.undo()
    np.testing.assert_array_equal(run.data.pixels, other.data.pixels)


def test_what_a_person_adds_changes_places_as_all_do() -> None:
    run, shape = trainer(noise=0, shuffled=True), (14, 48, 1)
    drawn = np.random.default_rng(3).integers(0, 256, shape, np.uint8)
    run.apply(edits.AddImage(pixels=base64.b64encode(drawn.tobytes()).decode(), label="0123"))
    seen = run.probe("image", {"pixels": base64.b64encode(drawn.tobytes()).decode()}).arrays["input"]
    n = run.data.train_count
    np.testing.assert_array_equal(run.data.pixels[n - 1], seen)
    assert not np.array_equal(seen, drawn)
    np.testing.assert_array_equal(np.sort(seen, axis=None), np.sort(drawn, axis=None))
