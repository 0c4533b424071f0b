"""The two families of networks, on points and on images: what an experiment is made of in each."""

from collections.abc import Callable
from typing import Any
from weakref import WeakValueDictionary

import numpy as np

from engine import structure
from engine.data import DATASETS, Data, ImageSet, build
from engine.data.added import joined
from engine.data.images import Images, Request, build_images, renewed
from engine.experiment import Experiment
from engine.loaded import Loaded
from engine.stack import structure as stacked
from engine.stack.loaded import StackLoaded
from engine.stack.network import stack

AnyLoaded = Loaded | StackLoaded
NewUnits = Callable[[int], tuple[int, ...]]

# What some training has at hand: a class that opens one link has its CAPTCHAs drawn once, which takes seconds.
_AT_HAND: WeakValueDictionary[tuple[str, Request], Images] = WeakValueDictionary()


def data_of(experiment: Experiment) -> Data | Images:
    """The points or images that the experiment asks for, in training order."""
    given = experiment.data
    entry = DATASETS[given.dataset]
    if isinstance(entry, ImageSet):
        asked = entry.key, _request(experiment, 0)
        if (found := _AT_HAND.get(asked)) is None:
            found = _AT_HAND[asked] = build_images(entry, asked[1])
        return found
    return build(given.dataset, given.noise, given.train_percent, experiment.seed)


def renewed_of(experiment: Experiment, first: Images, generation: int) -> Images:
    """The experiment's images of another generation than the `first`, none of them added."""
    entry = DATASETS[experiment.data.dataset]
    assert isinstance(entry, ImageSet), "points have one generation"
    return renewed(entry, _request(experiment, generation), first)


def with_added(experiment: Experiment, data: Any) -> Any:
    """The experiment's data of a generation with the images that a person added."""
    added = experiment.data.added
    return data if added is None else joined(data, added, _request(experiment, 0))


def _request(experiment: Experiment, generation: int) -> Request:
    given = experiment.data
    share = given.train_percent / 100
    noise, count = given.noise / 100, given.count
    return Request(experiment.seed, count, noise, share, given.captcha, generation, given.shuffled)


def load(experiment: Experiment, data: Data | Images) -> AnyLoaded:
    """The experiment made ready on the device."""
    return StackLoaded(experiment, data) if isinstance(data, Images) else Loaded(experiment, data)


def same_plan(old: AnyLoaded, new: AnyLoaded) -> bool:
    """Whether both take the same images in the same batches, so that one can be trained in place of the other."""
    both = isinstance(old, StackLoaded) and isinstance(new, StackLoaded)
    return both and old.data is new.data and np.array_equal(old.plan.start, new.plan.start)


def reshaped(before: Experiment, after: Experiment) -> bool:
    """Whether an array that is learned changes its shape, comes or goes, though everybody stays: a kernel that shrinks.

    On points none does.
    """
    if "points" in (before.family, after.family):
        return False
    old, new = ([layer.planes for layer in stack(experiment).layers] for experiment in (before, after))
    return old != new


def restructured(
    edit: structure.Structural, experiment: Experiment, roster: Any, new_units: NewUnits
) -> tuple[Experiment, Any, str]:
    """The document and the roster after an edit of the structure, and the words for it."""
    made = stacked.restructured if experiment.family == "images" else structure.restructured
    return made(edit, experiment, roster, new_units)


def roster_after(before: Experiment, after: Experiment, roster: Any, new_units: NewUnits) -> Any:
    """Who is who after a patch."""
    found = stacked.roster_after if after.family == "images" else structure.roster_after
    return found(before, after, roster, new_units)
