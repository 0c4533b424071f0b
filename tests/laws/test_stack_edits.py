"""Laws of edits over stacks of every kind of layer: what is kept, what is preserved, and that undo gives all back."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import edits, supply
from engine.errors import InputError, InputErrors
from engine.experiment import Experiment
from engine.families import data_of
from engine.layers import LAYERS
from engine.stack.loaded import StackLoaded
from engine.trainer import Trainer
from engine.validation import patched, validate

Layers = list[dict[str, Any]]

CONV = {"kind": "conv2d", "channels": 2, "kernel": 3, "activation": "relu"}
DENSE = {"kind": "dense", "units": 3, "activation": "relu"}
FLAT = {"kind": "flatten"}
POOL = {"kind": "max_pool", "size": 2}
RESIDUAL = {"kind": "residual", "channels": 2, "activation": "relu"}

# What each field of a layer is tried with; together they fit images of 8 x 8 and signals of 40 nearly everywhere.
TRIED: dict[str, list[Any]] = {
    "channels": [1, 2, 3], "units": [1, 2, 4], "kernel": [1, 2, 3, 4], "stride": [1, 2], "padding": ["same", "valid"],
    "dilation": [1, 2], "activation": ["relu", "tanh", "linear", "prelu"], "size": [1, 2, 3],
    "takes": ["average", "max"], "rate": [0.0, 0.5], "momentum": [0.5, 0.9], "epsilon": [1e-5, 0.1],
}  # fmt: skip


def document(layers: Layers, dataset: str = "digits", **more: Any) -> Experiment:
    """A hundred images in float64."""
    given = {"data": {"dataset": dataset, "count": 100}, "precision": "float64", "layers": layers}
    return patched(Experiment(), {**given, "batch": {"size": 16}, **more})


def fields_of(kind: str) -> dict[str, Any]:
    """A strategy for each field of a kind of layer, which may be left out."""
    fields = LAYERS[kind].config.model_fields
    assert set(fields) - {"kind"} <= set(TRIED), "every field is tried"
    return {name: st.sampled_from(TRIED[name]) for name in fields if name != "kind"}


layers = st.sampled_from(list(LAYERS.keys())).flatmap(
    lambda kind: st.fixed_dictionaries({"kind": st.just(kind)}, optional=fields_of(kind))
)


_places = st.integers(0, 5)
some_edit = st.one_of(  # whether it can be is for the engine to say
    st.builds(edits.InsertLayer, at=_places, kind=st.sampled_from(list(LAYERS.keys()))),
    st.builds(edits.RemoveLayer, at=_places),
    st.builds(edits.AddUnit, layer=_places),
    st.builds(edits.RemoveUnit, layer=_places, unit=st.integers(0, 3)),
    st.tuples(_places, st.sampled_from(list(TRIED)), st.integers(0, 3)),
)


def stacked(dataset: str, asked: Layers) -> Experiment:
    """A network of these layers; those that do not fit where they came up are left out."""
    found: Layers = []
    for layer in asked:
        try:
            document([*found, layer], dataset)
        except InputErrors:
            continue
        found.append(layer)
    return document(found, dataset)


def applied(run: Trainer, edit: Any) -> bool:
    """The edit, where it is one; whether the edit could be: one that cannot is refused by name and changes nothing."""
    if isinstance(edit, tuple):
        at, name, which = edit
        here = [layer.model_dump() for layer in run.experiment.layers]
        if at >= len(here) or name not in here[at]:
            return False
        here[at][name] = TRIED[name][which % len(TRIED[name])]
        edit = edits.Patch(patch={"layers": here})
    before, params = run.experiment, run.params()
    try:
        run.apply(edit)
    except (InputError, InputErrors):
        assert run.experiment is before
        assert same(run.params(), params)
        return False
    return True


def same(one: list[dict[str, np.ndarray]], other: list[dict[str, np.ndarray]]) -> bool:
    """Whether two networks have the same numbers."""
    return [set(planes) for planes in one] == [set(planes) for planes in other] and all(
        np.array_equal(ours[name], theirs[name]) for ours, theirs in zip(one, other, strict=True) for name in ours
    )


def shaken(run: Trainer, rng: np.random.Generator) -> None:
    """Other numbers in every plane, so that whatever is kept can be told from what is drawn; variances above 0."""
    drawn = [{k: rng.normal(size=v.shape) for k, v in planes.items()} for planes in run.params()]
    run.set_params([{k: v**2 + 0.5 if k == "variance" else v for k, v in planes.items()} for planes in drawn])


@pytest.fixture(scope="module")
def blind() -> Any:
    """Trainers that reckon no loss, on images made once: nothing is compiled, and an example takes a moment."""
    images = {dataset: data_of(document([], dataset)) for dataset in ("digits", "mnist1d")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(supply, "data_of", lambda experiment: images[experiment.data.dataset])
        patch.setattr(StackLoaded, "losses", lambda *_: (np.nan, np.nan))
        patch.setattr(StackLoaded, "looked", False)
        yield


@given(
    st.sampled_from(["digits", "mnist1d"]),
    st.lists(layers, min_size=1, max_size=5),
    st.lists(some_edit, min_size=1, max_size=5),
    st.integers(0, 2**32 - 1),
)
@settings(max_examples=40)
def test_any_edits_of_any_stack_fit_come_back_and_go_again(
    blind: None, dataset: str, asked: Layers, steps: list[Any], seed: int
) -> None:
    run = Trainer(stacked(dataset, asked))
    shaken(run, np.random.default_rng(seed))
    passed = [(run.experiment, run.params())]
    for edit in steps:
        if not applied(run, edit):
            continue
        params = run.params()
        assert [{k: list(v.shape) for k, v in planes.items()} for planes in params] == [
            {plane["name"]: plane["shape"] for plane in layer["planes"]} for layer in run.network["layers"]
        ]
        assert all(np.isfinite(plane).all() for planes in params for plane in planes.values())
        assert validate(run.experiment.to_dict()) == run.experiment
        if passed[-1][0] != run.experiment:  # an edit that changes nothing is no step of undo
            passed.append((run.experiment, params))
    assert same(Trainer.restore(*run.snapshot()).params(), run.params())
    for told, ours in reversed(passed[:-1]):
        run.undo()
        assert run.experiment == told
        assert same(run.params(), ours)
    for told, ours in passed[1:]:
        run.redo()
        assert run.experiment == told
        assert same(run.params(), ours)


NORM = {"kind": "batch_norm", "activation": "linear"}
END: Layers = [{"kind": "average_pool", "size": 4}, FLAT]
EVEN = {**CONV, "kernel": 2, "activation": "tanh"}


@pytest.mark.parametrize(
    ("asked", "edit"),
    [
        ([CONV, RESIDUAL, *END], edits.AddUnit(layer=0)),
        ([CONV, RESIDUAL, *END], edits.InsertLayer(at=1, kind="residual")),
        ([CONV, NORM, *END], edits.InsertLayer(at=1, kind="conv2d")),
        ([CONV, NORM, *END], edits.AddUnit(layer=0)),
        ([CONV, *END], edits.InsertLayer(at=1, kind="residual")),
        ([CONV, *END], edits.InsertLayer(at=1, kind="dropout")),
        ([{**CONV, "channels": 12}, *END], edits.InsertLayer(at=1, kind="residual")),
        ([CONV, {**RESIDUAL, "channels": 9}, *END], edits.InsertLayer(at=2, kind="conv2d")),
        ([FLAT], edits.InsertLayer(at=1, kind="dense", activation="linear")),
        ([EVEN, *END], (0, "kernel", TRIED["kernel"].index(3))),
        ([EVEN, *END], (0, "kernel", TRIED["kernel"].index(4))),
        ([{**EVEN, "kernel": 1}, *END], (0, "kernel", TRIED["kernel"].index(2))),
        ([FLAT, {"kind": "layer_norm", "activation": "prelu"}, DENSE], edits.AddUnit(layer=2)),
        ([FLAT, DENSE, {"kind": "batch_norm", "activation": "prelu"}], edits.InsertLayer(at=2, kind="dense")),
    ],
    ids=str,
)
def test_what_an_edit_need_not_change_it_does_not(asked: Layers, edit: Any) -> None:
    """A new unit is not listened to yet, a new layer hands on what it is fed, a kernel grows around its middle; what
    goes around a block, and what normalizes, stays with the units that it belongs to."""
    run = Trainer(document(asked))
    shaken(run, np.random.default_rng(5))
    pixels = run.data.pixels[:20]
    before, count = run.predict(pixels), run.network["parameters"]
    assert applied(run, edit)
    assert run.network["parameters"] >= count
    np.testing.assert_allclose(run.predict(pixels), before, rtol=0, atol=1e-10)
