"""Laws of images that a person adds to the training images: what they join, what they cost, and how they go again."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import edits
from engine.data.added import MOST_ADDED
from engine.data.shelf import ADDED, OwnImages, Shelf
from engine.errors import InputError, InputErrors
from engine.experiment import Experiment
from engine.imported import Imported
from engine.stack import loaded
from engine.trainer import Trainer
from engine.validation import begun, patched, validate, with_added

FLAT: list[dict[str, Any]] = [{"kind": "flatten"}, {"kind": "dense", "units": 3, "activation": "tanh"}]


def trainer(updates: int = 5, **data: Any) -> Trainer:
    """A small network on a few digits, in float64."""
    document = {"data": {"dataset": "digits", "count": 120, **data}, "precision": "float64", "layers": FLAT}
    made = Trainer(patched(Experiment(), document))
    made.advance(updates)
    return made


def drawn(seed: int, shape: tuple[int, ...] = (8, 8, 1)) -> np.ndarray:
    """An image like no other."""
    return np.random.default_rng(seed).integers(0, 256, shape, np.uint8)


def add(run: Trainer, seed: int, label: str = "3") -> Any:
    """Add an image to a run, as a page does."""
    pixels = base64.b64encode(drawn(seed, run.data.spec.shape).tobytes()).decode()
    return run.apply(edits.AddImage(pixels=pixels, label=label))


def test_an_added_image_is_the_last_that_trains_and_leaves_all_else() -> None:
    run = trainer()
    before, params = run.data, run.params()
    report = add(run, 1)
    assert (report.touched, report.restarted, report.parameters_lost) == (["data"], False, 0)
    n = before.train_count
    assert (run.data.train_count, run.data.added, run.epoch) == (n + 1, 1, 1)
    np.testing.assert_array_equal(run.data.pixels[n], drawn(1))
    assert run.data.classes[n].tolist() == [3]
    np.testing.assert_array_equal(np.delete(run.data.pixels, n, 0), before.pixels)
    np.testing.assert_array_equal(np.delete(run.data.classes, n, 0), before.classes)
    for ours, theirs in zip(run.params(), params, strict=True):
        for name, plane in ours.items():
            np.testing.assert_array_equal(plane, theirs[name])


def test_batches_have_it_from_then_on() -> None:
    """A batch of everything: its one update is the mean gradient over the old images and the new one."""
    rate, size = 0.5, 200
    document = {"optimizer": {"kind": "sgd", "learning_rate": rate}, "batch": {"size": size, "order": "fixed"}}
    run = Trainer(patched(trainer(0).experiment, document))
    add(run, 4)
    start, h, at = run.params(), 1e-5, (2, 9)
    n = run.data.train_count

    def loss(change: float) -> float:
        moved = [{name: plane.copy() for name, plane in planes.items()} for planes in start]
        moved[1]["weights"][at] += change
        run.set_params(moved)
        shown = run.predict(run.data.pixels[:n])
        return float(-np.log(np.take_along_axis(shown[:, 0], run.data.classes[:n], 1)).mean())

    slope = (loss(h) - loss(-h)) / (2 * h)
    run.set_params(start)
    run.advance(1)
    assert (run.epoch, n) == (1, 97)
    step = (start[1]["weights"][at] - run.params()[1]["weights"][at]) / rate
    assert step == pytest.approx(slope, rel=1e-6, abs=1e-9)


def test_an_image_more_compiles_nothing() -> None:
    run = trainer()
    programs = set(loaded._PROGRAMS)
    for seed in range(3):
        add(run, seed)
        assert run.ready
        run.advance(2)
    assert set(loaded._PROGRAMS) == programs


def test_undo_takes_it_back_and_redo_adds_it_again() -> None:
    run = trainer()
    add(run, 1, "7")
    assert run.undo_label == "Add your 7"
    named = run.experiment.data.added
    run.undo()
    assert (run.experiment.data.added, run.data.added, run.data.train_count) == (None, 0, 96)
    run.redo()
    assert (run.experiment.data.added, run.data.added) == (named, 1)


def test_each_can_be_removed_and_what_is_left_is_named_alike() -> None:
    run, other = trainer(), trainer()
    for seed in (1, 2, 3):
        add(run, seed, str(seed))
    for seed in (1, 3):
        add(other, seed, str(seed))
    run.apply(edits.RemoveImage(index=1))
    assert run.experiment == other.experiment  # named by what they are, not by how they came
    found = run.probe("added")
    assert found.arrays["label"].ravel().tolist() == [1, 3]
    np.testing.assert_array_equal(found.arrays["pixels"], [drawn(1), drawn(3)])
    assert (found.info["train"], found.info["test"], found.info["most"]) == (98, 24, MOST_ADDED)
    run.apply(edits.RemoveImage(index=0))
    run.apply(edits.RemoveImage(index=0))
    assert run.experiment.data.added is None
    assert found.info["most"] - len(run.probe("added").arrays["pixels"]) == MOST_ADDED


def test_a_reset_and_a_snapshot_keep_them() -> None:
    run = trainer()
    add(run, 1)
    run.reset()
    assert (run.epoch, run.data.added) == (0, 1)
    run.advance(4)
    other = Trainer.restore(*run.snapshot())
    assert other.data.added == 1
    for each in (run, other):
        each.advance(3)
    assert other.train_loss == run.train_loss


def test_noise_disturbs_them_too_and_one_more_changes_no_other() -> None:
    run = trainer(noise=20.0)
    add(run, 1)
    noisy = run.data.pixels[run.data.train_count - 1].copy()
    assert not np.array_equal(noisy, drawn(1))
    np.testing.assert_array_equal(run.probe("added").arrays["pixels"][0], drawn(1))
    add(run, 2)
    np.testing.assert_array_equal(run.data.pixels[run.data.train_count - 2], noisy)


def test_they_stay_where_they_fit_and_undo_brings_them_back() -> None:
    run = trainer()
    add(run, 1)
    named = run.experiment.data.added
    for fitting in ({"noise": 5.0}, {"count": 110}, {"train_percent": 60.0}):
        run.apply(edits.Patch(patch={"data": fitting}))
        assert run.experiment.data.added == named
    run.apply(edits.Patch(patch={"data": {"dataset": "captcha-digits", "count": 100}}))
    assert run.experiment.data.added is None
    run.undo()
    assert (run.experiment.data.added, run.data.added) == (named, 1)
    run.apply(edits.Patch(patch={"data": {"dataset": "spiral"}}))
    assert run.experiment.data.added is None


def test_of_several_characters_the_label_is_the_text() -> None:
    run = Trainer(patched(Experiment(), {"data": {"dataset": "captcha", "count": 100, "captcha": {"length": 3}}}))
    add(run, 1, "402")
    assert run.data.classes[run.data.train_count - 1].tolist() == [4, 0, 2]
    with pytest.raises(InputError, match=r"^label: expected 3 characters, each one of 0, 1, .*, got 40\."):
        add(run, 2, "40")


@pytest.mark.parametrize(
    ("edit", "path", "got"),
    [
        (edits.AddImage(pixels="AAAA", label="3"), "pixels", "3 bytes"),
        (edits.AddImage(pixels="!", label="3"), "pixels", "no base64"),
        (edits.AddImage(pixels=base64.b64encode(bytes(64)).decode(), label="33"), "label", "33"),
        (edits.RemoveImage(index=0), "index", "0"),
        (edits.Patch(patch={"data": {"added": "0123456789abcdef"}}), "data.added", "0123456789abcdef"),
        (edits.Patch(patch={"data": {"added": "../../etc/passwd"}}), "data.added", "passwd"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_added_or_removed_is_refused_with_its_place(edit: Any, path: str, got: str) -> None:
    run = trainer(0)
    before = run.experiment
    with pytest.raises((InputError, InputErrors)) as caught:
        run.apply(edit)
    errors = caught.value.errors if isinstance(caught.value, InputErrors) else (caught.value,)
    assert [(each.path, got in each.got) for each in errors if isinstance(each, InputError)] == [(path, True)]
    assert (run.experiment, run.undo_label) == (before, None)


def test_there_is_an_end_to_them() -> None:
    run = trainer(0)
    pixels = np.stack([drawn(seed) for seed in range(MOST_ADDED)])
    full = ADDED.put(OwnImages("", pixels, np.zeros((MOST_ADDED, 1), np.int32), run.data.spec.alphabet))
    run.apply(edits.Patch(patch={"data": {"added": full}}))
    assert run.data.added == MOST_ADDED
    with pytest.raises(InputError, match=rf"^data\.added: expected at most {MOST_ADDED} images, got one more"):
        add(run, 1)


def test_a_document_with_images_of_another_shape_is_refused() -> None:
    run = trainer(0)
    add(run, 1)
    document = patched(run.experiment, {"data": {"added": None, "dataset": "captcha-digits"}}).to_dict()
    document["data"]["added"] = run.experiment.data.added
    with pytest.raises(InputErrors, match=r"^data\.added: expected .*\[14, 48, 1\], .* got .*\[8, 8, 1\]"):
        validate(document)
    spiral = Experiment().to_dict()
    spiral["data"]["added"] = run.experiment.data.added
    with pytest.raises(InputErrors, match=r"^data\.added: expected null for a network on points"):
        validate(spiral)


def test_a_run_begins_without_added_images_that_are_not_here_and_says_so() -> None:
    run = trainer(0)
    add(run, 1)
    document = run.experiment.to_dict()
    assert begun(document) == Imported(run.experiment, [])
    for named in ("0123456789abcdef", "../../etc/passwd"):
        document["data"]["added"] = named
        found = begun(document)
        assert found.experiment == with_added(run.experiment, None)
        assert [(each["key"], each["asked"]) for each in found.notices] == [("data.added", named)]
    document["data"]["added"] = 7
    with pytest.raises(InputErrors, match=r"^data\.added: expected a text, got 7"):
        begun(document)
    short = begun({"data": {"dataset": "digits", "added": "0123456789abcdef"}})
    assert short.experiment == begun({"data": {"dataset": "digits"}}).experiment
    assert len(short.notices) == 1


def test_an_edit_whose_data_cannot_be_had_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    run = trainer(0)
    before, state = run.experiment, run.params()[1]["weights"]

    def missing(*_: object) -> None:
        raise InputError("data.dataset", "a set that is on this machine", "digits")

    monkeypatch.setattr("engine.supply.data_of", missing)
    for patch in ({"data": {"count": 110}}, {"data": {"dataset": "spiral"}}):
        with pytest.raises(InputError, match="on this machine"):
            run.apply(edits.Patch(patch=patch))
        assert (run.experiment, run.undo_label) == (before, None)
        np.testing.assert_array_equal(run.params()[1]["weights"], state)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[tuple[Shelf, Path]]:
    """A shelf on a folder of its own."""
    shelf = Shelf("A hint.")
    shelf.open(tmp_path / "sets")
    yield shelf, tmp_path / "sets"
    shelf.close(tmp_path / "sets")


def test_a_shelf_gives_back_what_was_put_also_in_another_process(folder: tuple[Shelf, Path]) -> None:
    shelf, path = folder
    put = OwnImages("Mine", drawn(1, (4, 5, 6, 3)), np.array([[1], [0], [1], [1]], np.int32), ("a", "ü b"))
    named = shelf.put(put)
    assert (shelf.ids(), len(named)) == ([named], 16)
    other = Shelf("")
    other.open(path)
    found = other.get(named, "here")
    assert (found.name, found.alphabet, found.id) == ("Mine", ("a", "ü b"), named)
    assert list(other.all()) == [put.facts] == [found.facts]
    assert (put.facts.counts, put.facts.shape) == ((1, 3), (4, 5, 6, 3))
    np.testing.assert_array_equal(found.pixels, put.pixels)
    np.testing.assert_array_equal(found.classes, put.classes)
    with pytest.raises(ValueError, match="read-only"):
        found.pixels[0] = 0
    shelf.remove(named)
    assert list(path.iterdir()) == []
    with pytest.raises(InputError, match=r"^there: expected images that are kept here, got .*A hint\."):
        shelf.get(named, "there")


def test_what_is_swept_is_old_not_named_and_was_not_asked_for(folder: tuple[Shelf, Path]) -> None:
    shelf, path = folder
    named = {}
    for seed in range(4):
        put = OwnImages("Mine", drawn(seed, (1, 4, 4, 1)), np.array([[0]], np.int32), ("a",))
        named[seed] = shelf.put(put)
        os.utime(path / f"{named[seed]}.npz", (100 * seed, 100 * seed))
    assert shelf.sweep(path, {named[0], None}, 250) == 0  # all were put since the folder was opened
    shelf.close(path)
    shelf.open(path)
    assert shelf.get(named[1], "here").id == named[1]
    assert shelf.sweep(path, {named[0], None}, 250) == 1
    assert shelf.ids() == [named[0], named[1], named[3]]
    assert shelf.sweep(path, set(), 250) == 1
    assert shelf.ids() == [named[1], named[3]]
    shelf.put(shelf.get(named[1], "here"))
    assert shelf.ids() == [named[3], named[1]]  # put again: as new
    with pytest.raises(InputError, match=r"^here: expected images that are kept here"):
        shelf.get(named[0], "here")


@pytest.mark.parametrize("content", [b"", b"PK\3\4nonsense", b"\x93NUMPY"])
def test_a_damaged_file_is_told(folder: tuple[Shelf, Path], content: bytes) -> None:
    shelf, path = folder
    path.mkdir()
    (path / "0123456789abcdef.npz").write_bytes(content)
    with pytest.raises(InputError, match=r"^here: expected images whose file is whole"):
        shelf.get("0123456789abcdef", "here")
    assert list(shelf.all()) == []


def test_the_id_is_of_the_content_and_not_of_the_name() -> None:
    base: dict[str, Any] = {"pixels": drawn(1, (2, 3, 3, 1)), "classes": np.array([[0], [1]]), "alphabet": ("a", "b")}
    first = OwnImages("one", **base).id
    assert OwnImages("two", **base).id == first
    changed = ({"pixels": drawn(2, (2, 3, 3, 1))}, {"classes": np.array([[1], [1]])}, {"alphabet": ("a", "c")})
    assert first not in {OwnImages("one", **{**base, **change}).id for change in changed}
    assert OwnImages("one", **{**base, "pixels": base["pixels"].reshape(2, 1, 9, 1)}).id != first
