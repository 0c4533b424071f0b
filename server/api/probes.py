"""Probes: named arrays out of a network, once; the stream sends them again and again."""

from typing import Annotated, Any

from fastapi import Header, Path, Query, Response
from pydantic import BaseModel, Field

from engine.errors import InputError
from server.api.asking import ask
from server.api.context import ThisRun, router
from server.api.params import BINARY
from server.json_text import parse, write
from server.stream.codec import encode

routes = router("probes")


class Array(BaseModel):
    """An array, row by row."""

    dtype: str
    shape: list[int]
    values: list[Any]


class Probed(BaseModel):
    """What a probe found: facts, and arrays by name."""

    info: dict[str, Any]
    arrays: dict[str, Array] = Field(description="Each as nested lists.")


@routes.get(
    "/runs/{id}/probes/{name}",
    response_model=Probed,
    responses={200: {"content": {BINARY: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def read_probe(
    run: ThisRun,
    name: Annotated[str, Path(max_length=64, description="A probe of the catalog.")],
    params: Annotated[str, Query(max_length=4096, description="Its parameters, a JSON object.")] = "{}",
    accept: Annotated[str, Header()] = "application/json",
) -> Response:
    """The arrays of a probe, as JSON or (`Accept: application/octet-stream`) as safetensors."""
    given = parse(params, "params")
    if not isinstance(given, dict):
        raise InputError("params", "a JSON object", given)
    found = await ask(run, "probe", name=name, params=given)
    if BINARY in accept:
        return Response(encode({"info": write(found["info"]).decode()}, found["arrays"]), media_type=BINARY)
    arrays = {
        key: {"dtype": array.dtype.name, "shape": array.shape, "values": array.tolist()}
        for key, array in found["arrays"].items()
    }
    return Response(write({"info": found["info"], "arrays": arrays}), media_type="application/json")
