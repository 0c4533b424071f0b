"""One sample's cost as a graph of single numbers, each with its value and the cost's slope along it."""

from typing import Any

import numpy as np

from engine.errors import InputError
from engine.mechanics import graph as graphs
from engine.mechanics.graph import Node, Part
from engine.mechanics.lines import Model, backward, forward, run
from engine.probes.base import PROBES, Probe, ProbeParams, ProbeResult, Subject, inside
from engine.probes.mechanical import batch_of, model_of
from engine.reports import number

MOST_NODES = 150  # of a graph that can still be read

_COSTS = {
    "squared_error": (r"\tfrac12 \sum_k (o_k - y_k)^2", r"o_k - y_k"),
    "huber": (r"\sum_k h(o_k - y_k)", r"\operatorname{clip}(o_k - y_k, -1, 1)"),
    "sigmoid_cross_entropy": (
        r"-\sum_k \left[ y_k \ln \sigma(z_k) + (1 - y_k) \ln(1 - \sigma(z_k)) \right]", r"\sigma(z_k) - y_k",
    ),
    "softmax_cross_entropy": (
        r"-\sum_k y_k \ln \frac{e^{z_k}}{\sum_j e^{z_j}}", r"\frac{e^{z_k}}{\sum_j e^{z_j}} - y_k",
    ),
    "hinge": (r"\sum_k \max(0,\, 1 - y_k z_k)", r"-y_k\,[\,y_k z_k < 1\,]"),
}  # fmt: skip


class GraphParams(ProbeParams):
    """At which row of the data (the training rows come first); of one unit of the network, or of all of it."""

    sample: int = 0
    layer: int | None = None
    unit: int | None = None


def graph(subject: Subject, params: GraphParams) -> ProbeResult:
    """The numbers that a sample's cost is computed with, in order, and how each is made of those before it.

    Of a unit: what it is made of and what uses its output, with the gradients of the whole graph. Of all of a network
    whose graph has more than `MOST_NODES` nodes the arrays are empty, and `info["nodes"]` says how many there are.
    """
    model = model_of(subject, subject.experiment)
    inside("params.sample", params.sample, len(subject.data.points))
    X, Y = batch_of(subject, model, np.array([params.sample], np.int32))
    unit, size = _unit(params, model), graphs.size(model)
    if unit is not None:
        part = graphs.around(model, run([*forward(model), *backward(model)], model.given(X, Y)), *unit)
    else:
        part = graphs.whole(model, X[0], Y[0]) if size <= MOST_NODES else Part([], [])
    place = {node: index for index, node in enumerate(part.nodes)}
    edges = [(place[source], place[node]) for node in part.nodes for source in node.inputs]
    arrays: dict[str, np.ndarray] = {
        "values": np.array([node.value for node in part.nodes], np.float64),
        "gradients": np.array([node.gradient for node in part.nodes], np.float64),
        "outside": np.array(part.outside, np.float64),
        "edges": np.array(edges, np.int32).reshape(-1, 2),
        "slopes": np.array([slope for node in part.nodes for slope in node.slopes], np.float64),
    }
    tex, slope_tex = _COSTS[model.cost.key]
    info = {
        "sample": params.sample, "unit": list(unit) if unit else None, "nodes": size, "most": MOST_NODES,
        "graph": [_described(node) for node in part.nodes], "activations": list(model.activations),
        "cost": {"key": model.cost.key, "tex": tex, "slope_tex": slope_tex, "on_logits": model.cost.on_logits},
        "targets": Y[0].tolist(), "value": number(_value(part, model, X, Y)),
        "finite": all(np.isfinite(array).all() for array in arrays.values()),
    }  # fmt: skip
    return ProbeResult(arrays, info)


def _unit(params: GraphParams, model: Model) -> tuple[int, int] | None:
    """The unit meant, or None for all of the network; raises `InputError` where there is no such unit."""
    if params.layer is None and params.unit is None:
        return None
    if params.layer is None or params.unit is None:
        raise InputError(f"params.{'layer' if params.layer is None else 'unit'}", "a whole number", "nothing")
    inside("params.layer", params.layer, model.depth)
    inside("params.unit", params.unit, model.biases[params.layer].size)
    return params.layer, params.unit


def _value(part: Part, model: Model, X: np.ndarray, Y: np.ndarray) -> float:
    """ℓ, also where its node is not in the part."""
    last = part.nodes[-1] if part.nodes else None
    if last is not None and last.place is not None and last.place.kind == "cost":
        return last.value
    return float(run(forward(model), model.given(X, Y))["L"])


def _described(node: Node) -> dict[str, Any]:
    assert node.place is not None, "every node of a network has its place"
    return {"name": node.name, "op": node.made, **vars(node.place)}


PROBES.register(
    Probe(
        "graph", "One sample's cost as a graph of single numbers, each with its value and gradient.", GraphParams,
        graph,
        {
            "values": "float64 [nodes]: each number, after all those that it is made of; info says which it is",
            "gradients": "float64 [nodes]: ∂ℓ/∂number, the slope of the sample's cost",
            "outside": "float64 [nodes]: what of the gradient comes from nodes that are not among these",
            "edges": "int32 [edges, 2]: from a number to one that is made of it, as places among the nodes",
            "slopes": "float64 [edges]: ∂(made number)/∂(number)",
        },
    )
)  # fmt: skip
