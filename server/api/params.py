"""Weights, biases and learned slopes, in full precision: as JSON or as safetensors, both ways."""

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
_PLANES = ("weights", "biases", "slopes")


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
    """All weights and biases, and the slopes of PReLU layers.

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
        raise from_validation(error) from None


def _from_safetensors(body: bytes) -> list[dict[str, np.ndarray]]:
    _, arrays = decode(body)
    layers: list[dict[str, np.ndarray]] = []
    while any(f"layers.{len(layers)}.{name}" in arrays for name in _PLANES):
        prefix = f"layers.{len(layers)}."
        layers.append({name: arrays.pop(prefix + name) for name in _PLANES if prefix + name in arrays})
    if arrays:
        raise InputError(next(iter(arrays)), "layers.0.weights, layers.0.biases, layers.1.weights, ...", "another name")
    return layers
