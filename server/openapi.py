"""The OpenAPI document: FastAPI's, with the engine's own models in the place of plain objects."""

from typing import Any

from fastapi import FastAPI, Response
from fastapi.openapi.utils import get_openapi

from server.api.context import AllRuns
from server.api.params import NewParams
from server.json_text import write

_REF = "#/components/schemas/{model}"


def describe(app: FastAPI, path: str) -> None:
    """Serve the document at `path`; it waits for the engine, whose experiment and edits it contains."""
    kept: list[bytes] = []

    @app.get(path, include_in_schema=False)
    async def openapi(runs: AllRuns) -> Response:
        await runs.engine.wait(runs.settings.engine_wait_s)
        if not kept:
            kept.append(write(document(app)))
        return Response(kept[0], media_type="application/json")


def document(app: FastAPI) -> dict[str, Any]:
    """The whole document. The engine must be loaded."""
    from pydantic import TypeAdapter
    from pydantic.json_schema import models_json_schema

    from engine.edits import Edit
    from engine.experiment import Experiment
    from server.runs.commands import Steering

    whole = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
    schemas = whole["components"]["schemas"]
    _, found = models_json_schema([(Experiment, "validation"), (NewParams, "validation")], ref_template=_REF)
    schemas |= found.get("$defs", {})
    command = TypeAdapter(Edit | Steering).json_schema(ref_template=_REF)
    schemas |= command.pop("$defs", {})
    schemas["Command"] = command
    experiment = {"$ref": _REF.format(model="Experiment")}
    schemas["RunInfo"]["properties"]["experiment"] = experiment
    schemas["RunSummary"]["properties"]["experiment"] = experiment
    schemas["NewRun"]["properties"]["experiment"] = {"anyOf": [experiment, {"type": "null"}], "default": None}
    body = whole["paths"]["/api/v1/runs/{id}/commands"]["post"]["requestBody"]
    body["content"]["application/json"]["schema"] = {"$ref": _REF.format(model="Command")}
    return whole
