"""Laws: the gradient written out in the padded program is that of autodiff, and the slope by finite differences."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from engine.activations import OF_LAYERS
from engine.experiment import Experiment
from engine.losses import LOSSES
from engine.network import features_of, network, targets_of
from engine.programs import observe
from engine.trainer import Trainer
from engine.validation import validate

SMALL = {"layers": [{"units": 5, "activation": "tanh"}, {"units": 3, "activation": "sigmoid"}], "precision": "float64"}


def autodiff_gradient(experiment: Experiment, trainer: Trainer) -> list[tuple[np.ndarray, ...]]:
    """The gradient of the mean training loss by autodiff of the network written for one sample."""
    net = network(experiment)
    n = trainer.data.train_count
    x = features_of(experiment.features, trainer.data.points[:n])
    t = targets_of(experiment, trainer.data.labels[:n])

    def mean(params: Any, x: Any, t: Any) -> jax.Array:
        return jnp.mean(jax.vmap(net.loss, in_axes=(None, 0, 0))(params, x, t))

    params = [tuple(layer.values()) for layer in trainer.params()]
    return [tuple(np.asarray(plane) for plane in layer) for layer in jax.jit(jax.grad(mean))(params, x, t)]


@pytest.mark.parametrize("activation", OF_LAYERS.keys())
def test_written_backpropagation_is_autodiff_for_every_activation(activation: str) -> None:
    layers = [{"units": 4, "activation": activation}, {"units": 3, "activation": activation}]
    experiment = validate({"layers": layers, "initialization": {"scheme": "glorot"}})
    trainer = Trainer(experiment)
    found = observe.gradient()(trainer.state.params, trainer.wiring, trainer.samples)
    for slot, (weights, biases, *slopes) in zip((0, 1, 8), autodiff_gradient(experiment, trainer), strict=True):
        units, inputs = weights.shape
        for learned in slopes:
            np.testing.assert_allclose(np.asarray(found.slopes)[slot, :units], learned, rtol=1e-9, atol=1e-13)
        np.testing.assert_allclose(np.asarray(found.weights)[slot, :units, :inputs], weights, rtol=1e-9, atol=1e-13)
        np.testing.assert_allclose(np.asarray(found.biases)[slot, :units], biases, rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("loss", LOSSES.keys())
@pytest.mark.parametrize("dataset", ["circle", "three-spiral", "reg-plane"])
def test_written_backpropagation_is_autodiff_for_every_loss(loss: str, dataset: str) -> None:
    tasks = LOSSES[loss].tasks
    if ("regression" if dataset == "reg-plane" else "classification") not in tasks:
        return
    experiment = validate({**SMALL, "loss": loss, "data": {"dataset": dataset}})
    trainer = Trainer(experiment)
    found = observe.gradient()(trainer.state.params, trainer.wiring, trainer.samples)
    for slot, (weights, *_) in zip((0, 1, 8), autodiff_gradient(experiment, trainer), strict=True):
        units, inputs = weights.shape
        np.testing.assert_allclose(np.asarray(found.weights)[slot, :units, :inputs], weights, rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("dataset", ["circle", "three-spiral"])
def test_gradient_is_the_slope_of_the_loss_by_finite_differences(dataset: str) -> None:
    trainer = Trainer(validate({**SMALL, "loss": "cross_entropy", "data": {"dataset": dataset}}))
    found = trainer.probe("unit", {"layer": 1, "unit": 2})
    h, losses = 1e-5, []
    layers = trainer.params()
    for step in (h, -h):
        nudged = [{name: plane.copy() for name, plane in layer.items()} for layer in layers]
        nudged[1]["weights"][2, 3] += step
        other = Trainer(trainer.experiment)
        other.set_params(nudged)
        assert other.train_loss is not None
        losses.append(other.train_loss)
    assert found.arrays["gradients"][3] == pytest.approx((losses[0] - losses[1]) / (2 * h), rel=1e-5)
