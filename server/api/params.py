"""Every number that is learned, in full precision: as JSON or as safetensors, both ways."""

import re
from typing import Annotated, Any

import numpy as np
from fastapi import Header, Request, Response
from pydantic import BaseModel, ValidationError

from engine.errors import InputError, from_validation
from server.api.asking import ask
from server.api.context import ThisRun, router
from server.api.models import Body, Edited, LayerParams
from server.json_text import parse, write
from server.stream.codec import decode, encode

routes = router("params")

BINARY = "application/octet-stream"
_NAME = re.compile(r"layers\.(\d{1,3})\.([a-z_0-9]+)")


class Params(BaseModel):
    """Every layer's numbers, the output layer last; inputs of the first layer are in feature order."""

    layers: list[LayerParams]


class NewParams(Body):
    """Every layer's numbers, the output layer last."""

    layers: list[LayerParams]


_BINARY_SCHEMA: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}


@routes.get(
    "/runs/{id}/params",
    response_model=Params,
    responses={200: {"content": {BINARY: _BINARY_SCHEMA}, "description": "As JSON or, if accepted, as safetensors."}},
)
async def read_params(run: ThisRun, accept: Annotated[str, Header()] = "application/json") -> Response:
    """All weights and biases, the slopes of PReLU layers, the scales, shifts and running averages of normalizations.

    `Accept: application/octet-stream` gives `layers.0.weights` and so on as safetensors.
    """
    layers = await ask(run, "params")
    if BINARY in accept:
        named = ((index, name, array) for index, layer in enumerate(layers) for name, array in layer.items())
        arrays = {f"layers.{index}.{name}": array for index, name, array in named}
        return Response(encode({"format": "picturevis-params"}, arrays), media_type=BINARY)
    return Response(write({"layers": layers}), media_type="application/json")


@routes.put(
    "/runs/{id}/params",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/NewParams"}},
                BINARY: _BINARY_SCHEMA,
            },
        }
    },
)
async def write_params(request: Request, run: ThisRun) -> Edited:
    """Set all of them, from the JSON or the safetensors that reading them gives."""
    body = await request.body()
    binary = request.headers.get("content-type", "").split(";")[0].strip() == BINARY
    layers = _from_safetensors(body) if binary else _from_json(body)
    result = await ask(run, "set_params", layers=layers)
    return Edited.model_validate(result | {"run": await ask(run, "info")})


def _from_json(body: bytes) -> list[dict[str, Any]]:
    try:
        layers: list[dict[str, Any]] = NewParams.model_validate(parse(body)).model_dump()["layers"]
        return layers
    except ValidationError as error:
        raise from_validation(error, keys=NewParams.model_fields) from None


def _from_safetensors(body: bytes) -> list[dict[str, np.ndarray]]:
    layers: dict[int, dict[str, np.ndarray]] = {}
    for name, array in decode(body)[1].items():
        found = _NAME.fullmatch(name)
        if found is None:
            raise InputError(name, "layers.0.weights, layers.0.biases, layers.1.weights, ...", "another name")
        layers.setdefault(int(found[1]), {})[found[2]] = array
    return [layers.get(index, {}) for index in range(max(layers, default=-1) + 1)]
