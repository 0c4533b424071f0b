"""What every layer makes of one image, and on request how the cost changes with it."""

from typing import Any

import jax
import numpy as np
from pydantic import Field

from engine.probes.base import PROBES, Probe, ProbeResult
from engine.probes.images.base import ImageParams, StackSubject, finite, shown
from engine.probes.scales import quantized, steady
from engine.stack.program import answering, looking

NO_NUMBER = 0  # in a map: no value is quantized to it
SCALE = "stack.maps"  # one scale for the maps and units of all hidden layers


class LookParams(ImageParams):
    """An image, and whether the gradients on the back of its maps are wanted."""

    gradients: bool = Field(False, description="Whether to answer the gradient of the image's loss as well.")


def look(subject: StackSubject, params: LookParams) -> ProbeResult:
    """Maps and units of every layer, the answer; with `gradients` also ∂loss/∂ each of them and ∂loss/∂ each pixel."""
    image, net, dtype = shown(subject, params), subject.stacked.stack, subject.experiment.precision
    pixels, classes = jax.device_put((np.ascontiguousarray(image.pixels), image.classes))
    arrays: dict[str, np.ndarray] = {"input": image.pixels}
    info: dict[str, Any] = {"set": params.set, "index": params.index} if params.pixels is None else {}
    info |= {"known": image.known, "label": image.classes.tolist() if image.known else None}
    if params.gradients and image.known:
        taps, answer, loss, at_layers, at_image = looking(net, dtype)(subject.state, pixels, classes)
        outputs = [np.asarray(tap["outputs"], np.float32) for tap in taps]
        for index, gradient in enumerate(at_layers):
            arrays[f"gradients.{index}"] = np.asarray(gradient, np.float32)
        arrays["gradients.input"] = np.asarray(at_image, np.float32)
        info["loss"] = finite(loss)
    else:
        found, answer = answering(net, dtype)(subject.state, pixels)
        outputs = [np.asarray(tap["outputs"], np.float32) for tap in found]
    hidden = outputs[:-1]
    every = np.concatenate([np.abs(each).ravel() for each in hidden]) if hidden else np.zeros(1)
    scale = steady(subject.scales, SCALE, every)
    for index, each in enumerate(hidden):
        if each.ndim == 3:
            arrays[f"maps.{index}"] = np.where(np.isnan(each), np.uint8(NO_NUMBER), quantized(each, scale))
            arrays[f"facts.{index}"] = facts(each)
        else:
            arrays[f"units.{index}"] = each
    arrays["logits"] = outputs[-1] if net.softmax else np.asarray(outputs[-1])
    arrays["answer"] = np.asarray(answer, np.float32)
    n, end = subject.data.train_count, len(subject.data.pixels)
    info |= {"scale": scale, "train": n, "test": end - n, "made": subject.made}
    info["answered"] = np.argmax(arrays["answer"], axis=1).tolist()
    return ProbeResult(arrays, info)


def facts(maps: np.ndarray) -> np.ndarray:
    """Of each map its smallest and its largest number, the mean, and the share that is not 0: [channels, 4]."""
    flat = maps.reshape(-1, maps.shape[-1])
    four = (flat.min(axis=0), flat.max(axis=0), flat.mean(axis=0), (flat != 0).mean(axis=0))
    return np.stack(four, axis=1).astype(np.float32)


PROBES.register(
    Probe(
        "image", "What every layer makes of one image, and how its loss changes with it.", LookParams, look,
        {
            "input": "uint8 [height, width, channels] of the image",
            "maps.L": "uint8 [height, width, channels] of hidden layer L: value = scale (q - 128) / 127, cut at "
            "±scale; 0 where there is no number any more",
            "facts.L": "float32 [channels, 4] of each of these maps: smallest, largest, mean, share that is not 0",
            "units.L": "float32 [units] of a hidden layer L without places",
            "logits": "float32 [slots, classes]: what the head adds up",
            "answer": "float32 [slots, classes]: what it answers, probabilities where it is a softmax",
            "gradients.L": "float32, as maps.L or units.L: the loss's gradient at the layer's sums, or at its outputs "
            "where it has none; the head's comes last",
            "gradients.input": "float32 [height, width, channels]: the loss's gradient at each pixel from 0 to 1",
        },
        family="images",
    )
)  # fmt: skip
