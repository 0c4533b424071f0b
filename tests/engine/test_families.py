"""Trainings that ask for the same images have the same ones, and nobody keeps what no training has."""

import gc
import weakref
from typing import Any

import numpy as np
import pytest

from engine.data import Images
from engine.experiment import Experiment
from engine.families import data_of
from engine.supply import Supply
from engine.validation import patched


def asking(**data: Any) -> Experiment:
    """For a few CAPTCHAs."""
    return patched(Experiment(), {"data": {"dataset": "captcha", "count": 200, "fresh": False, **data}})


def images(experiment: Experiment) -> Images:
    """What it gets."""
    found = data_of(experiment)
    assert isinstance(found, Images)
    return found


def test_who_asks_for_the_same_images_gets_the_same() -> None:
    first = Supply(asking())
    assert images(asking(fresh=True)) is first.base
    assert Supply(asking()).first is first.first
    assert not first.base.pixels.flags.writeable


@pytest.mark.parametrize(
    "other",
    [{"noise": 5.0}, {"count": 150}, {"train_percent": 60}, {"captcha": {"warp": 60.0}}, {"shuffled": True}],
    ids=str,
)
def test_who_asks_for_others_gets_others(other: dict[str, Any]) -> None:
    first = images(asking())
    found = images(asking(**other))
    assert found is not first
    assert found.train_count != first.train_count or not np.array_equal(found.pixels, first.pixels)


def test_of_another_seed_they_are_others() -> None:
    first = images(asking())
    found = images(asking().model_copy(update={"seed": "another"}))
    assert not np.array_equal(found.pixels, first.pixels)


def test_images_that_no_training_has_any_more_are_let_go() -> None:
    found = images(asking(noise=1.0))
    held = weakref.ref(found)
    assert images(asking(noise=1.0)) is found
    del found
    gc.collect()
    assert held() is None
