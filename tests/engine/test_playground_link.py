"""Playground's links mean what Playground reads in them, and come back as they went."""

import math
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data import build
from engine.errors import InputError, InputErrors
from engine.experiment import Experiment
from engine.imported import Imported
from engine.playground.javascript import javascript_number
from engine.playground.limits import NEVER_FILLS
from engine.playground.link import fresh_seed, parse, write
from engine.validation import patched
from tests.engine.playground_cases import CASE, CASES

SEED = "seed=0.5&"


def asked(link: str) -> tuple[dict[str, Any], list[str]]:
    """The document of a link with a seed, and the keys of its notices."""
    imported = parse(SEED + link)
    for notice in imported.notices:
        assert set(notice) == {"key", "asked", "used", "why"}
        assert all(isinstance(value, str) for value in notice.values())
        assert notice["why"].endswith(".")
    return imported.experiment.to_dict(), [notice["key"] for notice in imported.notices]


def test_the_reference_case_is_the_default_experiment() -> None:
    imported = parse("#" + CASE["reference"].link)
    assert imported == Imported(Experiment(), [])
    assert write(Experiment()) == "https://playground.tensorflow.org/#" + CASE["reference"].link


def test_a_link_of_defaults_is_playgrounds_default() -> None:
    document, notices = asked("")
    assert document["data"] == Experiment().to_dict()["data"] | {"dataset": "circle", "noise": 0, "train_percent": 50}
    assert document["features"] == ["x", "y"]
    assert [(layer["units"], layer["activation"]) for layer in document["layers"]] == [(4, "tanh"), (2, "tanh")]
    assert document["optimizer"]["learning_rate"] == 0.03
    assert document["batch"] == {"size": 10, "order": "fixed", "tail": "carried"}
    assert document["precision"] == "float64"
    assert document["regularization"] == {"l1": 0, "l2": 0, "dropout": 0, "dead_links": True}
    assert notices == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
def test_golden_links_are_honored_whole(case: Any) -> None:
    assert parse(case.link).notices == []


def test_link_b_in_full() -> None:
    experiment = parse(CASE["B"].link).experiment
    data = experiment.data
    assert (data.dataset, data.noise, data.train_percent) == ("spiral", 20, 90)
    assert (experiment.regularization.l1, experiment.regularization.l2) == (0.001, 0)
    assert [(layer.units, layer.activation) for layer in experiment.layers] == [(8, "relu"), (8, "relu")]
    assert experiment.batch.size == 30
    assert len(experiment.features) == 7
    assert experiment.seed == "0.12345"
    assert parse(CASE["C"].link).experiment.regularization.l2 == 0.003
    assert parse(CASE["C"].link).experiment.data.dataset == "reg-gauss"
    assert parse(CASE["E"].link).experiment.layers == ()
    assert parse(CASE["F"].link).experiment.initialization.scheme == "zeros"


@pytest.mark.parametrize(
    "text",
    [
        "https://playground.tensorflow.org/#seed=0.5&dataset=xor",
        "http://playground.tensorflow.org/?a=b#seed=0.5&dataset=xor",
        "playground.tensorflow.org/#seed=0.5&dataset=xor",
        "https://example.org/my/fork/#seed=0.5&dataset=xor",
        "#seed=0.5&dataset=xor",
        "  seed=0.5&dataset=xor\n",
        "seed=0.5&dataset=circle&dataset=xor",
        "seed=0.5&dataset=xor=circle",
        "&&seed=0.5&&dataset=xor&",
    ],
)
def test_any_way_to_give_a_link(text: str) -> None:
    experiment = parse(text).experiment
    assert (experiment.seed, experiment.data.dataset) == ("0.5", "xor")


def test_the_bare_address_is_a_link() -> None:
    assert parse("https://playground.tensorflow.org/").experiment.data.dataset == "circle"


@pytest.mark.parametrize(
    "text",
    ["", " ", "#", "hello", "dataset", "https://example.org/", "{}", "foo=bar", "a&b&c", "#e=%7B%7D", "x" * 9000],
)
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"^playground_link: expected .+, got .+") as caught:
        parse(text)
    assert caught.value.path == "playground_link"


def test_a_shape_without_a_value_is_refused_as_it_kills_playgrounds_page() -> None:
    with pytest.raises(InputError, match=r"playground_link\.networkShape"):
        parse("dataset=xor&networkShape")


@pytest.mark.parametrize(
    ("link", "path", "value", "notices"),
    [
        # Blank is absent, but for the shape.
        ("dataset=", "data.dataset", "circle", []),
        ("dataset=%20", "data.dataset", "circle", ["dataset"]),
        ("noise= ", "data.noise", 0, []),
        ("x=", "features", ["x", "y"], []),
        # Names are exact, and an unknown one is the default.
        ("activation=ReLU", "layers.0.activation", "tanh", ["activation"]),
        ("activation=relu", "layers.1.activation", "relu", []),
        ("dataset=reg-plane", "data.dataset", "circle", ["dataset"]),
        ("problem=regression&dataset=xor", "data.dataset", "reg-plane", []),
        ("problem=regression&regDataset=reg-gauss", "data.dataset", "reg-gauss", []),
        ("problem=Regression&dataset=xor", "data.dataset", "xor", ["problem"]),
        # Numbers as JavaScript reads them.
        ("learningRate=1e-3", "optimizer.learning_rate", 0.001, []),
        ("batchSize=0x10", "batch.size", 16, []),
        ("learningRate=fast", "optimizer.learning_rate", 0.03, ["learningRate"]),
        ("learningRate=-1", "optimizer.learning_rate", 0, ["learningRate"]),
        ("learningRate=Infinity", "optimizer.learning_rate", 1000, ["learningRate"]),
        ("noise=80", "data.noise", 80, []),
        ("noise=2000", "data.noise", 1000, ["noise"]),
        ("noise=-5", "data.noise", 0, ["noise"]),
        ("regularization=L1&regularizationRate=-0.1", "regularization.l1", -0.1, []),
        ("regularization=L2&regularizationRate=x", "regularization.l2", 0, ["regularizationRate"]),
        ("regularization=none&regularizationRate=3", "regularization", {"l1": 0, "l2": 0}, []),
        # Only `false` is false, and only `true` hides.
        ("x=0&y=false&sinX=FALSE", "features", ["x", "sin_x"], []),
        ("initZero=1", "initialization.scheme", "zeros", []),
        ("initZero=false", "initialization.scheme", "uniform", []),
        ("showTestData=true&discretize=yes", "display", {"show_test": True, "discretize": True}, []),
        ("x_hide=true", "features", ["y"], []),
        ("sinY=true&sinY_hide=1", "features", ["x", "y", "sin_y"], []),
        ("xSquared=true&xSquared_hide=true&y_hide=true", "features", ["x"], []),
        ("x=false&y=false", "features", [], []),
        # Features in Playground's order, whatever the link's.
        ("sinY=true&xTimesY=true&ySquared=true", "features", ["x", "y", "y_squared", "x_times_y", "sin_y"], []),
        # What is inert.
        ("cosX=true&cosY=1", "features", ["x", "y"], ["cosX", "cosY"]),
        ("cosX=false&collectStats=true", "features", ["x", "y"], []),
        ("playButton_hide=true&numNodes1_hide=true&noise_hide=false", "data.noise", 0,
         ["playButton_hide", "numNodes1_hide"]),
        ("tutorial=intro&hideText=true&foo=bar", "data.dataset", "circle", ["tutorial", "hideText", "foo"]),
        # Shapes.
        ("networkShape=", "layers", [], []),
        ("networkShape=3", "layers", [3], []),
        ("networkShape= 3 ,1e1", "layers", [3, 10], []),
        ("networkShape=2.5", "layers", [3], ["networkShape"]),
        ("networkShape=65,64", "layers", [64, 64], ["networkShape"]),
        ("networkShape=Infinity", "layers", [64], ["networkShape"]),
        ("networkShape=4,0,x,-1,,2", "layers", [4, 2], ["networkShape"] * 4),
        ("networkShape=9,9,9,9,9,9,9,9", "layers", [9] * 8, []),
        ("networkShape=1,2,3,4,5,6,7,8,9", "layers", [1, 2, 3, 4, 5, 6, 7, 8], ["networkShape"]),
        # Batches and shares that do the same.
        ("batchSize=0", "batch.size", NEVER_FILLS, ["batchSize"]),
        ("batchSize=ten", "batch.size", NEVER_FILLS, ["batchSize"]),
        ("batchSize=9999", "batch.size", NEVER_FILLS, ["batchSize"]),
        ("batchSize=-7", "batch.size", 7, ["batchSize"]),
        ("batchSize=2.5", "batch.size", 5, ["batchSize"]),
        ("percTrainData=150", "data.train_percent", 100, ["percTrainData"]),
        ("percTrainData=-30", "data.train_percent", 70, ["percTrainData"]),
        ("percTrainData=-130", "data.train_percent", 0, ["percTrainData"]),
        ("percTrainData=half", "data.train_percent", 0, ["percTrainData"]),
        ("percTrainData=33.3", "data.train_percent", 33.3, []),
    ],
)  # fmt: skip
def test_one_key(link: str, path: str, value: object, notices: list[str]) -> None:
    found: Any
    found, keys = asked(link)
    for part in path.split("."):
        found = found[int(part)] if part.isdigit() else found[part]
    if path == "layers":
        found = [layer["units"] for layer in found]
    if isinstance(value, dict):
        found = {key: found[key] for key in value}
    assert found == value
    assert keys == notices


@pytest.mark.parametrize("size", [0, 7, -7, 2.5, -0.75, 250, 251, math.nan])
def test_another_batch_size_makes_updates_after_the_same_samples(size: float) -> None:
    used = parse(f"{SEED}batchSize={size}").experiment.batch.size
    samples = range(1, 1201)
    fills = [i for i in samples if size and not math.isnan(size) and math.fmod(i, size) == 0]
    assert [i for i in samples if i % used == 0] == fills


@pytest.mark.parametrize("percent", [-0.1, -30, -33.3, -100, -250, 140])
def test_another_share_leaves_as_many_points(percent: float) -> None:
    experiment = parse(f"{SEED}percTrainData={percent}").experiment
    points = list(range(500))
    kept = points[: math.floor(500 * percent / 100)]
    assert build("circle", 0, experiment.data.train_percent, "0.5").train_count == len(kept)


@pytest.mark.parametrize("link", ["dataset=xor", "dataset=xor&seed=", "dataset=xor&seed= "])
def test_a_link_without_a_seed_gets_one_and_says_so(link: str) -> None:
    imported = parse(link)
    assert [notice["key"] for notice in imported.notices] == ["seed"]
    assert imported.notices[0]["used"] == imported.experiment.seed
    assert len(imported.experiment.seed) == 7
    assert 0 <= float(imported.experiment.seed) <= 1


def test_fresh_seeds_differ() -> None:
    assert len({fresh_seed() for _ in range(20)}) > 15


def test_the_seed_is_text() -> None:
    assert parse("seed=0.50000").experiment.seed == "0.50000"
    assert parse("seed=hello%20world").experiment.seed == "hello%20world"
    assert parse("seed=" + "9" * 300).experiment.seed == "9" * 200
    assert [notice["key"] for notice in parse("seed=" + "9" * 300).notices] == ["seed"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12), (" +1.5e2\t", 150), ("-.5", -0.5), ("5.", 5), ("", 0), ("0x1F", 31), ("0b101", 5), ("0o17", 15),
        ("Infinity", math.inf), ("-Infinity", -math.inf), ("1e999", math.inf), ("0x" + "f" * 300, math.inf),
        ("00012", 12), ("1e-400", 0),
    ],
)  # fmt: skip
def test_numbers_are_read_as_javascript_does(text: str, number: float) -> None:
    assert javascript_number(text) == number


@pytest.mark.parametrize("text", ["x", "1_000", "inf", "nan", "NaN", "-0x10", "1,5", "1e", ".", "+", "٣", "0x", "1 2"])
def test_what_is_no_number_in_javascript_is_nan(text: str) -> None:
    assert math.isnan(javascript_number(text))


@pytest.mark.parametrize(
    "patch",
    [
        {"optimizer": {"kind": "momentum"}},
        {"schedule": {"kind": "step"}},
        {"loss": "cross_entropy"},
        {"data": {"dataset": "moons"}},
        {"layers": [{"activation": "tanh"}, {"activation": "relu"}]},
        {"layers": [{"activation": "gelu"}]},
        {"regularization": {"dropout": 0.1}},
        {"regularization": {"l1": 0.1, "l2": 0.1}},
        {"regularization": {"l1": 0.1, "dead_links": False}},
        {"batch": {"order": "shuffled"}},
        {"batch": {"tail": "own"}},
        {"initialization": {"scheme": "he"}},
        {"initialization": {"start": 1}},
        {"precision": "float32"},
        {"stop": {"epochs": 100}},
        {"seed": "a&b"},
        {"seed": "a=b"},
        {"seed": "a b"},
        {"seed": "é"},
    ],
)
def test_what_playground_cannot_express_has_no_link(patch: dict[str, Any]) -> None:
    assert write(patched(Experiment(), patch)) is None


@pytest.mark.parametrize(
    "patch",
    [
        {},
        {"optimizer": {"momentum": 0.5}},
        {"regularization": {"l2": 0.25}},
        {"initialization": {"scheme": "zeros", "start": 4}},
        {"layers": [], "features": []},
        {"data": {"dataset": "reg-gauss", "noise": 12.5, "train_percent": 66.7}},
    ],
)
def test_what_playground_can_express_has_a_link(patch: dict[str, Any]) -> None:
    experiment = patched(Experiment(), patch)
    link = write(experiment)
    assert link is not None
    assert link.startswith("https://playground.tensorflow.org/#activation=")
    again = parse(link)
    assert again.notices == []
    for part in ("seed", "data", "features", "layers", "regularization", "batch", "display"):
        assert getattr(again.experiment, part) == getattr(experiment, part)


numbers = st.sampled_from(["0", "1", "-3", "0.03", "1e-3", "0x10", "x", "", "77.5", "2000", "-Infinity", "1e999"])
values = {
    "activation": st.sampled_from(["relu", "tanh", "sigmoid", "linear", "Relu", ""]),
    "regularization": st.sampled_from(["none", "L1", "L2", "l1"]),
    "dataset": st.sampled_from(["circle", "xor", "gauss", "spiral", "moons"]),
    "regDataset": st.sampled_from(["reg-plane", "reg-gauss"]),
    "problem": st.sampled_from(["classification", "regression"]),
    "networkShape": st.lists(st.one_of(numbers, st.integers(1, 70).map(str)), max_size=10).map(",".join),
    "seed": st.sampled_from(["0.12345", "hello", "7"]),
    **dict.fromkeys(("batchSize", "learningRate", "regularizationRate", "noise", "percTrainData"), numbers),
    **{
        key: st.sampled_from(["true", "false", "0", ""])
        for key in ("x", "y", "xSquared", "ySquared", "xTimesY", "sinX", "sinY", "cosX", "initZero", "showTestData",
                    "discretize", "x_hide", "sinX_hide", "playButton_hide", "hideText")
    },
}  # fmt: skip
links = st.fixed_dictionaries({}, optional=values).map(
    lambda chosen: "&".join(["problem=classification", *(f"{key}={value}" for key, value in chosen.items())])
)


@given(links)
def test_a_link_read_and_written_and_read_is_the_same_experiment(link: str) -> None:
    experiment = parse(link).experiment
    written = write(experiment)
    assert written is not None
    again = parse(written)
    assert again == Imported(experiment, [])
    assert write(again.experiment) == written


@given(st.one_of(st.text(), st.text(alphabet="#&=,.%_ 0123456789xyseednois\ud800é"), links.map(lambda t: t[::-1])))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(InputError, InputErrors):
        assert isinstance(parse("seed=" + text).experiment, Experiment)
