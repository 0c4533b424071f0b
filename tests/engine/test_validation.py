"""The document: what is refused and how, what a patch changes, and that it comes back whole from JSON."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import edits
from engine.activations import OF_LAYERS
from engine.catalog import catalog
from engine.data import POINT_SETS
from engine.errors import InputErrors
from engine.experiment import Experiment
from engine.features import FEATURES
from engine.optimizers import OPTIMIZERS
from engine.validation import begun, field_at, merge_patch, patched, validate

WRONG: dict[str, tuple[object, str, str]] = {
    "not an object": ([], "experiment", "an object"),
    "unknown key": ({"optimiser": {}}, "optimiser", "Did you mean optimizer?"),
    "unknown key inside": ({"data": {"nois": 3}}, "data.nois", "Did you mean noise?"),
    "no units": ({"layers": [{"units": 3}, {"units": 0}]}, "layers[1].units", "a whole number, 1 to 64"),
    "too many layers": ({"layers": [{}] * 9}, "layers", "at most 8 layers"),
    "more units than points take": ({"layers": [{"units": 65}]}, "layers[0].units", "1 to 64 for a network on points"),
    "more units than images take": (
        {"data": {"dataset": "digits"}, "layers": [{"kind": "flatten"}, {"units": 513}]},
        "layers[1].units",
        "1 to 512",
    ),
    "units of text": ({"layers": [{"units": "4"}]}, "layers[0].units", "a whole number, 1 to 64"),
    "activation": ({"layers": [{"activation": "tahn"}]}, "layers[0].activation", "Did you mean tanh?"),
    "data set": ({"data": {"dataset": "spirals"}}, "data.dataset", "Did you mean spiral?"),
    "feature": ({"features": ["x", "z"]}, "features[1]", "one of x, y"),
    "feature twice": ({"features": ["x", "x"]}, "features", "each feature once"),
    "NaN": ({"optimizer": {"learning_rate": float("nan")}}, "optimizer.learning_rate", "0 to 1000"),
    "loss for values": ({"data": {"dataset": "reg-plane"}, "loss": "hinge"}, "loss", "squared_error, huber"),
    "blank seed": ({"seed": " "}, "seed", "not blank"),
    "epsilon": ({"optimizer": {"epsilon": 0}}, "optimizer.epsilon", "over 0 to 1"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_document_is_refused_with_path_and_mend(name: str) -> None:
    document, path, words = WRONG[name]
    with pytest.raises(InputErrors) as caught:
        validate(document)
    assert caught.value.errors[0].path == path
    assert words in str(caught.value.errors[0])


def test_every_wrong_field_is_named_at_once() -> None:
    with pytest.raises(InputErrors) as caught:
        validate({"seed": 3, "batch": {"size": 0}, "precision": "float16"})
    assert {error.path for error in caught.value.errors} == {"seed", "batch.size", "precision"}


documents = st.fixed_dictionaries(
    {},
    optional={
        "seed": st.text(min_size=1, max_size=20).filter(str.strip),
        "features": st.lists(st.sampled_from(FEATURES.keys()), unique=True),
        "layers": st.lists(
            st.fixed_dictionaries({"units": st.integers(1, 64), "activation": st.sampled_from(OF_LAYERS.keys())}),
            max_size=8,
        ),
        "optimizer": st.fixed_dictionaries(
            {"kind": st.sampled_from(OPTIMIZERS.keys()), "learning_rate": st.floats(0, 1000)}
        ),
        "data": st.fixed_dictionaries({"dataset": st.sampled_from(POINT_SETS.keys()), "noise": st.floats(0, 1000)}),
        "batch": st.fixed_dictionaries({"size": st.integers(1, 4096)}),
    },
)


@given(documents)
def test_a_document_comes_back_whole_from_json(document: dict[str, Any]) -> None:
    experiment = validate(document)
    assert validate(json.loads(json.dumps(experiment.to_dict(), allow_nan=False))) == experiment


@given(documents, documents)
def test_a_patch_with_a_whole_document_arrives_there(before: dict[str, Any], after: dict[str, Any]) -> None:
    target = validate(after)
    full = {key: value for key, value in target.to_dict().items() if value is not None}
    assert patched(validate(before), full) == target


def test_null_gives_a_default_back_and_a_new_problem_takes_the_loss_along() -> None:
    experiment = validate({"loss": "hinge", "optimizer": {"kind": "adam", "learning_rate": 0.5}})
    after = patched(experiment, {"optimizer": {"learning_rate": None}, "data": {"dataset": "reg-plane"}})
    assert after.optimizer.learning_rate == 0.03
    assert after.optimizer.kind == "adam"
    assert after.loss == "squared_error"


def on_images(dataset: str, **data: Any) -> Experiment:
    return patched(Experiment(), {"data": {"dataset": dataset, **data}})


@pytest.mark.parametrize("after", ["digits", "mnist", "captcha", "captcha-digits", "captcha-stranger", "mnist1d"])
@pytest.mark.parametrize("before", ["digits", "captcha", "mnist1d"])
def test_another_set_of_images_begins_as_it_does_by_itself_where_nothing_was_chosen(before: str, after: str) -> None:
    assert patched(on_images(before), {"data": {"dataset": after}}) == on_images(after)


def test_what_was_chosen_stays_on_another_set_of_images_as_far_as_it_fits() -> None:
    chosen = patched(on_images("digits", count=700, noise=25), {"optimizer": {"learning_rate": 0.01}})
    after = patched(chosen, {"data": {"dataset": "captcha"}})
    assert (after.data.count, after.data.noise, after.data.fresh, after.data.captcha.lines) == (700, 25, True, 1)
    assert after.optimizer.learning_rate == 0.01
    layers = [{"kind": "conv2d", "channels": 5, "kernel": 3}, {"kind": "global_pool"}]
    own = patched(patched(on_images("digits"), {"layers": layers}), {"data": {"dataset": "mnist"}})
    assert [layer.kind for layer in own.layers] == ["conv2d", "global_pool"]
    assert own.data.count == 5000
    assert patched(own, {"data": {"dataset": "mnist1d"}}).layers == on_images("mnist1d").layers, "of other dimension"
    asked = {"data": {"dataset": "mnist", "count": 60_000}, "layers": layers, "head": {"sharing": "own"}}
    given = patched(on_images("digits"), asked)
    assert (given.data.count, len(given.layers), given.head.sharing) == (60_000, 2, "own")


def test_no_more_images_are_asked_for_than_there_are() -> None:
    assert on_images("digits", count=5000).data.count == 1797
    assert patched(on_images("mnist", count=60_000), {"data": {"dataset": "captcha-stranger"}}).data.count == 500
    made = begun({"data": {"dataset": "digits", "count": 5000}})
    assert made.experiment.data.count == 1797
    assert [(notice["key"], notice["asked"], notice["used"]) for notice in made.notices] == [
        ("data.count", "5000", "1797")
    ]
    assert begun({"data": {"dataset": "digits", "count": 200}}).notices == []


def test_merge_patch_is_the_rfcs() -> None:
    # RFC 7396, appendix A
    for target, patch, result in [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
        (["a"], {"a": "b"}, {"a": "b"}),
    ]:
        assert merge_patch(target, patch) == result


def test_the_catalog_declares_every_field_with_its_default() -> None:
    fields = {field["path"]: field for field in catalog()["fields"]}
    document = Experiment().to_dict()

    def leaves(part: dict[str, Any], path: str = "") -> list[tuple[str, Any]]:
        found = []
        for key, value in part.items():
            found += leaves(value, f"{path}{key}.") if isinstance(value, dict) else [(f"{path}{key}", value)]
        return found

    for path, value in leaves(document):
        if path == "layers":
            continue
        assert fields[path]["default"] == value, path
        assert fields[path]["touches"] in ("display", "hyper", "architecture", "data", "weights")
        for name in ("label", "help", "group"):
            assert fields[path][name], path
        assert fields[path]["table"] is None or fields[path]["table"] in catalog(), path


def test_what_an_edit_touches_and_its_words_follow_from_the_declarations() -> None:
    before = Experiment()
    for patch, kinds, words in [
        ({"optimizer": {"learning_rate": 0.1}}, ["hyper"], "Learning rate 0.03 → 0.1"),
        ({"data": {"noise": 20}}, ["data"], "Noise 5\u202f% → 20\u202f%"),
        ({"features": ["x"]}, ["architecture"], "Features"),
        ({"layers": [{"units": 4}, {"units": 3}]}, ["architecture"], "Layer 2: neurons 2 → 3"),
        ({"layers": [{"units": 4}, {"units": 3}, {}]}, ["architecture"], "Hidden layers"),
        (
            {"layers": [{"units": 4, "activation": "relu"}, {"units": 2}]},
            ["hyper"],
            "Layer 1: activation Tanh → ReLU",
        ),
        ({"display": {"discretize": True}, "seed": "2"}, ["data", "display"], "Seed 0.16152 → 2, and 1 more"),
        ({"data": {"dataset": "xor", "noise": 0}}, ["data"], "Data set Spiral → Exclusive or, and 1 more"),
        ({"loss": "hinge"}, ["hyper"], "Loss Squared error → Hinge"),
        ({"display": {"discretize": True}}, ["display"], "Discretize output off → on"),
        ({"data": {"train_percent": 100}}, ["data"], "Training share 50\u202f% → 100\u202f%"),
        ({"regularization": {"l1": -1}}, ["hyper"], "L1 rate 0 → −1"),
        ({"stop": {"epochs": 20_000}}, ["hyper"], "Stop after off → 20,000\u202fepochs"),
        ({"batch": {"order": "shuffled"}}, ["hyper"], "Order fixed → shuffled"),
    ]:
        after = patched(before, patch)
        assert edits.touched(before, after) == kinds
        assert edits.words(before, after) == words


def test_a_field_is_found_by_its_place() -> None:
    found = field_at(("layers", 3, "units"))
    assert found is not None
    assert found.default == 2
    assert field_at(("layers", 3, "size")) is None
    assert field_at(()) is None
