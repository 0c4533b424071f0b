"""What an answer depends on, and what excites a unit: saliency, Grad-CAM, images of the data, and one made for it."""

from typing import Any

import jax
import numpy as np
from pydantic import Field

from engine.errors import InputError
from engine.probes.base import PROBES, Probe, ProbeParams, ProbeResult, inside
from engine.probes.images.base import ImageParams, StackSubject, finite, shown
from engine.stack.attribution import ascent, excitement, sensitivity
from engine.stack.program import BLOCK
from engine.stack.receptive import receptive_field
from engine.streams import generator

SEARCHED = 2000  # training images, at most, that are searched for those that excite a unit


class AnswerParams(ImageParams):
    """An image, and which sum of the head is looked back from."""

    slot: int = Field(0, ge=0)
    answer: int | None = Field(None, ge=0, description="Which class; the one that is answered if not said.")


class CamParams(AnswerParams):
    """An image, an answer, and whose maps are weighed."""

    layer: int | None = Field(None, ge=0, description="Which layer's maps; the last that has any if not said.")


def _chosen(subject: StackSubject, params: AnswerParams) -> tuple[Any, int]:
    net = subject.stacked.stack
    inside("params.slot", params.slot, net.head.slots)
    if params.answer is not None:
        inside("params.answer", params.answer, net.head.classes)
    image = shown(subject, params)
    if params.answer is not None:
        return image, params.answer
    _, answers = subject.stacked.answered(subject.state, image.pixels[None], image.classes[None])
    return image, int(np.argmax(answers[0, params.slot]))


def _looked(subject: StackSubject, start: int, image: Any, slot: int, named: int) -> tuple[np.ndarray, ...]:
    look = sensitivity(subject.stacked.stack, subject.experiment.precision, start)
    given = jax.device_put((np.ascontiguousarray(image.pixels), np.int32(slot), np.int32(named)))
    return tuple(np.asarray(each) for each in look(subject.state, *given))


def saliency(subject: StackSubject, params: AnswerParams) -> ProbeResult:
    """`∂z/∂x`: how one sum of the head changes with each pixel x from 0 to 1."""
    image, named = _chosen(subject, params)
    _, z, gradient = _looked(subject, 0, image, params.slot, named)
    scaled = gradient * (255 / subject.stacked.stack.unit)
    return ProbeResult({"gradient": scaled.astype(np.float32)}, {"answer": named, "z": finite(z)})


def grad_cam(subject: StackSubject, params: CamParams) -> ProbeResult:
    """`max(0, Σ_c α_c A_c)` with `α_c` the mean of `∂z/∂A_c` over its places, A the maps of a layer."""
    net = subject.stacked.stack
    mapped = [index for index, layer in enumerate(net.layers[:-1]) if len(layer.output_shape) == 3]
    if not mapped:
        raise InputError("params.layer", "a network with maps", "one without", "Insert a convolution.")
    layer = mapped[-1] if params.layer is None else params.layer
    if layer not in mapped:
        raise InputError("params.layer", f"a layer with maps: {', '.join(map(str, mapped))}", layer)
    image, named = _chosen(subject, params)
    maps, z, gradient = _looked(subject, layer + 1, image, params.slot, named)
    alpha = gradient.mean(axis=(0, 1))
    cam = np.maximum(0.0, maps @ alpha)
    arrays = {"cam": cam.astype(np.float32), "alpha": alpha.astype(np.float32)}
    return ProbeResult(arrays, {"layer": layer, "answer": named, "z": finite(z)})


class UnitParams(ProbeParams):
    """A unit or channel of a layer."""

    layer: int = Field(0, ge=0)
    unit: int = Field(0, ge=0)


class ExcitingParams(UnitParams):
    """A unit, and how many images are wanted."""

    most: int = Field(9, ge=1, le=100)


def _inside(subject: StackSubject, params: UnitParams) -> None:
    layers = subject.stacked.stack.layers
    inside("params.layer", params.layer, len(layers) - 1)
    inside("params.unit", params.unit, layers[params.layer].output_shape[-1])


def exciting(subject: StackSubject, params: ExcitingParams) -> ProbeResult:
    """The training images in which a unit's output is largest, and where in them."""
    _inside(subject, params)
    net, data = subject.stacked.stack, subject.data
    count = min(data.train_count, SEARCHED)
    look = excitement(net, subject.experiment.precision, params.layer)
    values, places = np.zeros(count), np.zeros(count, np.int64)
    for at in range(0, count, BLOCK):
        rows = np.arange(at, at + BLOCK) % count  # of one size, so that no number of images compiles anything
        value, place = look(subject.state, jax.device_put(data.pixels[rows]))
        here = min(BLOCK, count - at)
        values[at : at + here] = np.asarray(value)[:here, params.unit]
        places[at : at + here] = np.asarray(place)[:here, params.unit]
    best = np.argsort(-values, kind="stable")[: params.most]
    shape = net.layers[params.layer].output_shape
    boxes = []
    for place in places[best].tolist():
        row, column = divmod(place, shape[1]) if len(shape) == 3 else (0, 0)
        boxes.append(receptive_field(net, params.layer, params.unit, row, column))
    arrays = {
        "index": best.astype(np.int32), "pixels": np.ascontiguousarray(data.pixels[best]),
        "value": values[best].astype(np.float32), "receptive": np.array(boxes, np.int32).reshape(-1, 4),
        "label": data.classes[best].astype(np.int32),
    }  # fmt: skip
    return ProbeResult(arrays, {"searched": count})


class AscentParams(UnitParams):
    """A unit, and for how long the image is changed."""

    steps: int = Field(60, ge=1, le=500)


def drawn_for(subject: StackSubject, params: AscentParams) -> ProbeResult:
    """An image made to excite a unit, from faint noise by gradient ascent, and the unit's mean sum at each step."""
    _inside(subject, params)
    net, dtype = subject.stacked.stack, subject.experiment.precision
    noise = generator(subject.experiment.seed, "ascent").random(net.input_shape)
    start = (net.zero / 255 + 0.05 * noise).astype(dtype)
    look = ascent(net, dtype, params.layer, params.steps)
    image, values = look(subject.state, *jax.device_put((start, np.int32(params.unit))))
    arrays = {"image": np.asarray(image, np.float32), "values": np.asarray(values, np.float32)}
    return ProbeResult(arrays, {"steps": params.steps})


for _probe in (
    Probe(
        "saliency", "How an answer changes with each pixel.", AnswerParams, saliency,
        {"gradient": "float32 [height, width, channels]: ∂z/∂ each pixel from 0 to 1"}, family="images",
    ),
    Probe(
        "grad_cam", "Where in the image the maps are that speak for an answer.", CamParams, grad_cam,
        {
            "cam": "float32 [rows, columns] of the layer's maps",
            "alpha": "float32 [channels]: the mean of ∂z/∂ the map",
        },
        family="images",
    ),
    Probe(
        "exciting", "The training images that excite a unit most, and where.", ExcitingParams, exciting,
        {
            "index": "int32 [images]: which of the training images",
            "pixels": "uint8 [images, height, width, channels]",
            "value": "float32 [images]: the unit's largest output",
            "receptive": "int32 [images, 4]: top, left, bottom, right of what it sees there, ends counted",
            "label": "int32 [images, slots]",
        },
        family="images",
    ),
    Probe(
        "ascent", "An image made to excite a unit.", AscentParams, drawn_for,
        {
            "image": "float32 [height, width, channels] of pixels from 0 to 1",
            "values": "float32 [steps]: the mean of the unit's sum over its places, before each step",
        },
        family="images",
    ),
):  # fmt: skip
    PROBES.register(_probe)
