"""The plane carried through the network, stage by stage: where its grid and the training points lie at every layer."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Annotated, Any

import numpy as np
from jaxtyping import Float
from pydantic import Field

from engine.errors import InputError
from engine.losses import output_activation
from engine.network import features_of
from engine.probes.base import PROBES, Probe, ProbeParams, ProbeResult, Subject
from engine.probes.grid import EXTENT
from engine.programs import observe, packed

_PLAIN = ("x", "y")  # features that are the plane itself: then they are no stage of their own
_SMALL = 8  # a matrix with more rows and columns is shown without its singular values

Unit = Annotated[int, Field(ge=0)]
Pair = Annotated[list[Unit], Field(min_length=2, max_length=2)]
Values = Float[np.ndarray, "rows units"]
OfLayer = Float[np.ndarray, "rows _"]


class FilmParams(ProbeParams):
    """Which units are the axes, for the features and then for each layer; how many lines, of how many points.

    A column that is left out, null, or names a unit that is no longer there has the two units that vary most over the
    training points: what an edit takes away must not stop the film.
    """

    axes: list[Pair | None] | None = Field(None, max_length=64)
    grid: int = Field(13, ge=2, le=41)
    per_line: int = Field(37, ge=2, le=201)


@dataclass(frozen=True)
class _Stage:
    """The plane after one step. `column` counts the features as 0 and then the layers; the plane itself is -1."""

    key: str
    kind: str  # input, features, affine, activation
    column: int
    grid: Float[np.ndarray, "grid units"]
    points: Float[np.ndarray, "points units"]

    @cached_property
    def variances(self) -> np.ndarray:
        """Of each unit over the training points; zero where there are none, or where it is not finite."""
        if not len(self.points):
            return np.zeros(self.points.shape[1])
        found: np.ndarray = np.var(self.points, axis=0, dtype=np.float64)
        return np.where(np.isfinite(found), found, 0.0)


def film(subject: Subject, params: FilmParams) -> ProbeResult:
    """The grid of the plane and the training points at every stage, on two units of each layer as axes."""
    for index, pair in enumerate(params.axes or []):
        if pair is not None and pair[0] == pair[1]:
            raise InputError(f"params.axes[{index}]", "two different units", pair)
    sizes = packed.shapes(subject.experiment)
    stages = _stages(subject, params, sizes)
    # A layer's axes are the same before and after its activation, and chosen by what it hands on.
    last = {stage.column: stage for stage in stages}
    axes = {column: _axes(stage, _asked(params, column)) for column, stage in last.items()}
    lines = np.linspace(-EXTENT, EXTENT, params.grid)
    arrays: dict[str, np.ndarray] = {}
    told = []
    for stage in stages:
        on = axes[stage.column]
        shape = (2 * params.grid, params.per_line, len(on))
        arrays[f"grid.{stage.key}"] = stage.grid[:, on].astype(np.float32).reshape(shape)
        arrays[f"points.{stage.key}"] = np.ascontiguousarray(stage.points[:, on])
        told.append(_told(stage, on, _activation(subject, stage)))
    layers = []
    for index, (weights, biases) in enumerate(packed.unpack(subject.state.params, sizes)):
        W, b = weights.astype(np.float64), biases.astype(np.float64)
        arrays |= {f"weights.{index}": W, f"biases.{index}": b}
        layers.append({"shape": list(W.shape), "determinant": determinant(W), "singular": singular_values(W)})
    return ProbeResult(arrays, {"stages": told, "layers": layers, "lines": lines.tolist(), "extent": EXTENT})


def determinant(W: Float[np.ndarray, "units inputs"]) -> float | None:
    """`det W`, the factor by which volumes grow; None where W is not square, or not finite."""
    if W.shape[0] != W.shape[1] or not np.isfinite(W).all():
        return None
    with np.errstate(over="ignore"):
        value = float(np.linalg.det(W))
    return value if np.isfinite(value) else None


def singular_values(W: Float[np.ndarray, "units inputs"]) -> list[float] | None:
    """How far W stretches along its own directions, largest first; None for a large matrix or one not finite."""
    if not 0 < min(W.shape) <= _SMALL or not np.isfinite(W).all():
        return None
    found: list[float] = np.linalg.svd(W, compute_uv=False).tolist()
    return found


@lru_cache(maxsize=8)
def grid_points(lines: int, per_line: int) -> np.ndarray:
    """The grid's points [2 · lines · per_line, 2]: first the lines of one x₁, from -6 up, then those of one x₂."""
    at, along = np.linspace(-EXTENT, EXTENT, lines), np.linspace(-EXTENT, EXTENT, per_line)
    fixed, free = np.meshgrid(at, along, indexing="ij")
    upright = np.stack([fixed.ravel(), free.ravel()], axis=1)
    return np.concatenate([upright, upright[:, ::-1]])


def _stages(subject: Subject, params: FilmParams, sizes: list[tuple[int, int]]) -> list[_Stage]:
    """Every stage with all of its units, by the run's own programs in the run's own precision."""
    features, count = tuple(subject.experiment.features), 2 * params.grid * params.per_line
    plane = np.concatenate([grid_points(params.grid, params.per_line), subject.data.points[: subject.data.train_count]])
    inputs = features_of(features, plane)
    stages = [_Stage("x", "input", -1, plane[:count], plane[count:])]
    if features != _PLAIN:
        stages.append(_Stage("phi", "features", 0, inputs[:count], inputs[count:]))
    for index, (z, a) in enumerate(_carried(subject, inputs, sizes)):
        stages.append(_Stage(f"Z{index + 1}", "affine", index + 1, z[:count], z[count:]))
        stages.append(_Stage(f"A{index + 1}", "activation", index + 1, a[:count], a[count:]))
    return stages


def _carried(subject: Subject, inputs: Values, sizes: list[tuple[int, int]]) -> list[tuple[OfLayer, OfLayer]]:
    """Pre-activations and outputs of each layer. Grid and training points mostly go through in one block together."""
    blocks = observe.blocks(inputs, subject.width, subject.dtype)
    seen = [observe.values()(subject.state.params, subject.wiring, block) for block in blocks]
    zs, outputs = (_joined([np.asarray(plane) for plane in planes]) for planes in zip(*seen, strict=True))
    slots = [packed.slot_of(index, len(sizes) - 1) for index in range(len(sizes))]
    rows = slice(0, len(inputs))
    return [
        (zs[slot, rows, :units], outputs[slot, rows, :units]) for slot, (units, _) in zip(slots, sizes, strict=True)
    ]


def _joined(planes: list[np.ndarray]) -> np.ndarray:
    return planes[0] if len(planes) == 1 else np.concatenate(planes, axis=1)


def _asked(params: FilmParams, column: int) -> list[int] | None:
    return params.axes[column] if params.axes and 0 <= column < len(params.axes) else None


def _axes(stage: _Stage, asked: list[int] | None) -> list[int]:
    """The units asked for where the layer has them; else the two that vary most, in the layer's order."""
    if asked is not None and max(asked) < stage.points.shape[1]:
        return asked
    return largest(stage.variances)


def largest(variances: np.ndarray) -> list[int]:
    """The two with the largest variance, or the only one, in the layer's order."""
    return sorted(np.argsort(-variances, kind="stable")[:2].tolist())


def _activation(subject: Subject, stage: _Stage) -> str | None:
    if stage.kind != "activation":
        return None
    experiment, index = subject.experiment, stage.column - 1
    if index < len(experiment.layers):
        return str(experiment.layers[index].activation)
    return output_activation(experiment.loss, experiment.problem, experiment.classes)


def _told(stage: _Stage, axes: list[int], activation: str | None) -> dict[str, Any]:
    """What is known of a stage; `share` of its variance lies along the axes, `largest_share` along the best two."""
    variances = stage.variances
    best, total = largest(variances), float(variances.sum())
    finite = bool(np.isfinite(stage.points).all() and np.isfinite(stage.grid[:, axes]).all())
    known = total > 0 and finite
    return {
        "key": stage.key, "kind": stage.kind, "layer": stage.column - 1 if stage.column > 0 else None,
        "column": stage.column, "units": stage.points.shape[1], "axes": axes, "activation": activation,
        "share": float(variances[axes].sum()) / total if known else None,
        "largest": best, "largest_share": float(variances[best].sum()) / total if known else None, "finite": finite,
    }  # fmt: skip


PROBES.register(
    Probe(
        "film", "The plane and the training points carried through every layer.", FilmParams, film,
        {
            "grid.x": "float32 [2 grid, per_line, axes]: the plane's grid, first the lines of one x₁, from -6 up, then "
            "those of one x₂",
            "grid.phi": "the same points as features, on two of them; not there where the features are x₁ and x₂",
            "grid.Z{l}": "the same points as pre-activations of layer l from 1, the output layer last",
            "grid.A{l}": "the same points as outputs of layer l",
            "points.x": "float [training points, axes], in the run's precision: the training points, in their order",
            "points.phi": "their features", "points.Z{l}": "their pre-activations", "points.A{l}": "their outputs",
            "weights.L": "float64 [units, inputs] of layer L from 0, the output layer last",
            "biases.L": "float64 [units]",
        },
    )
)  # fmt: skip
