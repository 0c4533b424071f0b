"""The probe `film`: every stage by numpy again, the axes and what they hold, the determinants, every refusal."""

from typing import Any

import numpy as np
import pytest

from engine import edits
from engine.errors import InputError, InputErrors
from engine.network import features_of
from engine.probes import ProbeResult
from engine.probes.film import determinant, singular_values
from engine.trainer import Trainer
from engine.validation import validate
from tests.engine.test_probes import values

DOCUMENTS: dict[str, dict[str, Any]] = {
    "classes": {"layers": [{"units": 3, "activation": "relu"}, {"units": 4, "activation": "tanh"}]},
    "plain, square": {"features": ["x", "y"], "layers": [{"units": 2, "activation": "tanh"}] * 2},
    "values": {"data": {"dataset": "reg-gauss"}, "features": ["y"], "layers": [{"units": 5, "activation": "linear"}]},
    "three classes": {"data": {"dataset": "three-spiral"}, "loss": "cross_entropy", "layers": []},
    "single": {"precision": "float32", "layers": [{"units": 1, "activation": "tanh"}]},
    "most points": {"data": {"train_percent": 90}, "layers": [{"units": 8, "activation": "relu"}]},
}


def trained(**document: Any) -> Trainer:
    """A network trained a little."""
    trainer = Trainer(validate(document))
    trainer.advance(60)
    return trainer


@pytest.fixture(scope="module", params=DOCUMENTS)
def trainer(request: pytest.FixtureRequest) -> Trainer:
    """A network of each kind."""
    return trained(**DOCUMENTS[request.param])


def by_hand(trainer: Trainer, plane: np.ndarray) -> dict[str, np.ndarray]:
    """All units of every stage at points of the plane, by numpy."""
    features = tuple(trainer.experiment.features)
    stages = {"x": plane} | ({} if features == ("x", "y") else {"phi": features_of(features, plane)})
    for index, (z, a) in enumerate(zip(*values(trainer, plane), strict=True), 1):
        stages |= {f"Z{index}": z, f"A{index}": a}
    return stages


def lines(count: int, per_line: int) -> np.ndarray:
    """The points of the grid: lines of one x₁, then of one x₂."""
    at, along = np.linspace(-6, 6, count), np.linspace(-6, 6, per_line)
    upright = [[x, y] for x in at for y in along]
    return np.array(upright + [[x, y] for y in at for x in along])


def stage(found: ProbeResult, key: str) -> dict[str, Any]:
    """What is told of a stage."""
    return next(told for told in found.info["stages"] if told["key"] == key)


def test_every_stage_is_the_plane_carried_through_the_network(trainer: Trainer) -> None:
    found = trainer.probe("film", {"grid": 5, "per_line": 9})
    points = trainer.data.points[: trainer.data.train_count]
    grid, carried = by_hand(trainer, lines(5, 9)), by_hand(trainer, points)
    assert [told["key"] for told in found.info["stages"]] == list(grid)
    precise = trainer.experiment.precision == "float64"
    rtol, atol = (1e-11, 1e-12) if precise else (1e-4, 1e-5)
    for key, expected in grid.items():
        axes = stage(found, key)["axes"]
        assert stage(found, key)["units"] == expected.shape[1]
        drawn = found.arrays[f"grid.{key}"]
        np.testing.assert_allclose(drawn, expected[:, axes].reshape(10, 9, len(axes)), rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(found.arrays[f"points.{key}"], carried[key][:, axes], rtol=rtol, atol=atol)
    assert found.arrays["points.Z1"].dtype == trainer.dtype
    assert found.info["lines"] == [-6, -3, 0, 3, 6]


def test_a_grid_of_any_size_is_the_same_plane(trainer: Trainer) -> None:
    last = f"grid.A{len(trainer.experiment.layers) + 1}"
    few = trainer.probe("film", {"grid": 3, "per_line": 7}).arrays[last]
    many = trainer.probe("film", {"grid": 41, "per_line": 61}).arrays[last]
    np.testing.assert_array_equal(many.reshape(2, 41, 61, -1)[:, ::20, ::10], few.reshape(2, 3, 7, -1))


def test_the_axes_are_the_two_units_that_vary_most_and_say_what_they_hold(trainer: Trainer) -> None:
    found = trainer.probe("film")
    carried = by_hand(trainer, trainer.data.points[: trainer.data.train_count])
    depth = len(trainer.experiment.layers) + 1
    for layer in range(1, depth + 1):
        before, after = stage(found, f"Z{layer}"), stage(found, f"A{layer}")
        variances = carried[f"A{layer}"].var(axis=0)
        assert before["axes"] == after["axes"] == after["largest"] == sorted(np.argsort(-variances)[:2])
        assert after["share"] == after["largest_share"]
        for told, key in ((before, f"Z{layer}"), (after, f"A{layer}")):
            spread = carried[key].var(axis=0)
            assert told["share"] == pytest.approx(spread[told["axes"]].sum() / spread.sum(), rel=1e-4)
            assert told["layer"] == layer - 1
    assert stage(found, "x")["share"] == 1


def test_the_axes_that_are_asked_for_are_used_where_the_layer_has_them() -> None:
    trainer = trained(**DOCUMENTS["classes"])
    found = trainer.probe("film", {"axes": [None, [2, 0], [0, 99], [0, 1], [5, 6]]})
    assert stage(found, "Z1")["axes"] == stage(found, "A1")["axes"] == [2, 0]
    assert stage(found, "A2")["axes"] == stage(found, "A2")["largest"]
    assert stage(found, "A3")["axes"] == [0], "the output has one unit"
    variances = by_hand(trainer, trainer.data.points[: trainer.data.train_count])["A1"].var(axis=0)
    assert stage(found, "A1")["share"] == pytest.approx(variances[[2, 0]].sum() / variances.sum())
    assert stage(found, "A1")["share"] < stage(found, "A1")["largest_share"]


def test_matrices_come_with_what_they_do_to_areas() -> None:
    found = trained(**DOCUMENTS["plain, square"]).probe("film")
    for index in (0, 1):
        W = found.arrays[f"weights.{index}"]
        told = found.info["layers"][index]
        assert told["shape"] == [2, 2]
        assert told["determinant"] == pytest.approx(W[0, 0] * W[1, 1] - W[0, 1] * W[1, 0], rel=1e-12)
        assert np.prod(told["singular"]) == pytest.approx(abs(told["determinant"]), rel=1e-12)
        # The area of what the square from (0, 0) to (6, 6) becomes, by the grid itself.
        lattice = found.arrays[f"grid.Z{index + 1}"].astype(float)
        if index == 0:
            corner, right, up = lattice[6, 18], lattice[12, 18], lattice[6, 36]
            area = np.linalg.det(np.stack([right - corner, up - corner], axis=1))
            assert area == pytest.approx(36 * told["determinant"], rel=1e-4)
    assert found.info["layers"][2] | {"singular": None} == {"shape": [1, 2], "determinant": None, "singular": None}


def test_what_has_no_determinant_has_none() -> None:
    assert determinant(np.zeros((2, 3))) is None
    assert determinant(np.array([[np.inf, 0], [0, 1]])) is None
    assert determinant(np.eye(64) * 1e300) is None, "too large to be finite"
    assert determinant(np.array([[0.0, 1.0], [1.0, 0.0]])) == -1
    assert singular_values(np.zeros((9, 9))) is None
    assert singular_values(np.zeros((2, 0))) is None
    assert singular_values(np.full((2, 2), np.nan)) is None
    assert singular_values(np.diag([3.0, -4.0])) == [4, 3]


def test_the_weights_are_the_runs_own(trainer: Trainer) -> None:
    found = trainer.probe("film")
    for index, layer in enumerate(trainer.params()):
        np.testing.assert_array_equal(found.arrays[f"weights.{index}"], layer["weights"])
        np.testing.assert_array_equal(found.arrays[f"biases.{index}"], layer["biases"])


def test_it_says_so_where_there_is_nothing_to_say() -> None:
    nobody = Trainer(validate({"data": {"train_percent": 0}}))
    found = nobody.probe("film")
    assert found.arrays["points.A1"].shape == (0, 2)
    assert stage(found, "A1")["share"] is None
    blind = Trainer(validate({"features": []}))
    found = blind.probe("film")
    assert found.arrays["grid.phi"].shape == (26, 37, 0)
    assert np.ptp(found.arrays["grid.Z1"], axis=(0, 1)).max() == 0, "every point is one"


def test_a_network_that_diverged_is_shown_as_far_as_it_is_finite() -> None:
    trainer = Trainer(validate({"features": ["x", "y"], "layers": [{"units": 2, "activation": "relu"}]}))
    for layer in (0, 1):
        trainer.apply(edits.SetWeight(layer=layer, unit=0, input=0, value=1e6))
    weights = [{name: array.copy() for name, array in layer.items()} for layer in trainer.params()]
    weights[1]["weights"][0, 0] = 1e308
    trainer.set_params([{name: array.tolist() for name, array in layer.items()} for layer in weights])
    found = trainer.probe("film")
    assert stage(found, "A1")["finite"]
    assert not stage(found, "Z2")["finite"]
    assert stage(found, "Z2")["share"] is None


def test_it_changes_nothing() -> None:
    trainer = trained()
    params, scales = trainer.params(), dict(trainer.scales)
    trainer.probe("film")
    assert trainer.scales == scales
    assert all(np.array_equal(a["weights"], b["weights"]) for a, b in zip(trainer.params(), params, strict=True))


@pytest.mark.parametrize(
    ("params", "path"),
    [
        ({"axes": [None, [1, 1]]}, "params.axes[1]"),
        ({"axes": [[-1, 0]]}, "params.axes"),
        ({"axes": "0,1"}, "params.axes"),
        ({"axes": [[0, 1, 2]]}, "params.axes[0]"),
        ({"grid": 1}, "params.grid"),
        ({"per_line": 1000}, "params.per_line"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused(params: dict[str, Any], path: str) -> None:
    with pytest.raises((InputError, InputErrors)) as caught:
        Trainer().probe("film", params)
    assert str(caught.value).startswith(path)
