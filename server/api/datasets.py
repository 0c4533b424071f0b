"""Sets of images of people's own: uploaded as a ZIP archive with one folder a class, listed, deleted."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import Path, Query, Request, Response
from pydantic import BaseModel, Field

from engine.errors import InputError
from server.api.context import AllRuns, router
from server.errors import Refusal
from server.runs.runs import Runs

if TYPE_CHECKING:
    from engine.data.shelf import Facts

routes = router("datasets")

SetId = Annotated[str, Path(description="The id of a set.", max_length=64)]


class OwnSet(BaseModel):
    """A set of images of somebody's own."""

    id: str = Field(description="Made of its content: the same images have the same id on every server.")
    dataset: str = Field(description="How an experiment names it: `data.dataset`.")
    name: str
    classes: list[str]
    counts: list[int] = Field(description="Images of each class.")
    count: int
    shape: list[int] = Field(description="Height, width and channels.")


class SkippedFiles(BaseModel):
    """Files that were left out for one reason."""

    why: str
    count: int
    names: list[str] = Field(description="The first few.")


class Uploaded(OwnSet):
    """The set as it is kept, and what was done to it."""

    inverted: bool = Field(description="Whether its images were dark on light: 0 is paper here, 255 ink.")
    scaled: int = Field(description="Images that had another size.")
    skipped: list[SkippedFiles]


class OwnSets(BaseModel):
    """All sets of people's own, the oldest first."""

    datasets: list[OwnSet]


@routes.post(
    "/datasets",
    status_code=201,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def upload(
    request: Request,
    runs: AllRuns,
    name: Annotated[
        str, Query(max_length=100, description="What people call it; images that are here already keep their name.")
    ] = "",
    side: Annotated[
        Literal["28", "32", "64"] | None, Query(description="Bring all images to a square of so many pixels.")
    ] = None,
) -> Uploaded:
    """Keep the images of a ZIP archive with one folder a class.

    The label of an image is the name of its folder. All come to one shape: the commonest, where its sides have 8 to 64
    pixels, else a square of 32. Where most are colored all have three channels; else all are gray and, where most are
    dark on light, inverted. What is no image, or cannot be read, is left out and named.
    """
    await runs.engine.wait(runs.settings.engine_wait_s)
    body = await request.body()
    async with runs.unpacking:
        return await asyncio.to_thread(_kept, runs, body, name, None if side is None else int(side))


@routes.get("/datasets")
async def list_sets(runs: AllRuns) -> OwnSets:
    """All sets that were uploaded, the oldest first."""
    await runs.engine.wait(runs.settings.engine_wait_s)
    return OwnSets.model_validate({"datasets": await asyncio.to_thread(_all)})


@routes.get("/datasets/{id}")
async def read_set(runs: AllRuns, id: SetId) -> OwnSet:
    """One set."""
    await runs.engine.wait(runs.settings.engine_wait_s)
    return OwnSet.model_validate(await asyncio.to_thread(_one, id))


@routes.delete("/datasets/{id}", status_code=204)
async def delete_set(runs: AllRuns, id: SetId) -> Response:
    """Forget a set; refused while a run is on it, or could come back to it by undo."""
    found = await read_set(runs, id)
    if users := await runs.on_dataset(found.dataset):
        many = f"{len(users)} runs use" if len(users) > 1 else "1 run uses"
        hint = f"Delete the run{'s' * (len(users) > 1)} first: {', '.join(users[:3])}."
        raise Refusal(409, InputError("id", "a set that no run uses", f"one that {many}", hint))
    from engine.data.shelf import OWN

    await asyncio.to_thread(OWN.remove, id)
    return Response(status_code=204)


def _kept(runs: Runs, body: bytes, name: str, side: int | None) -> Uploaded:
    from engine.data.shelf import OWN
    from server.uploads import Bounds, unpack

    given = runs.settings
    bounds = Bounds(
        given.max_dataset_images, given.max_dataset_classes, given.max_unpacked_bytes, given.max_picture_pixels,
        given.max_dataset_pixels,
    )  # fmt: skip
    made = unpack(body, name, side, bounds)
    images, known = made.images, OWN.ids()
    if images.id in known:  # by its first name for all who know it
        images = replace(images, name=_one(images.id)["name"])
    elif len(known) >= given.max_datasets:
        error = InputError("datasets", f"at most {given.max_datasets} sets", "one more", "Delete one first.")
        raise Refusal(409, error)
    try:
        kept = OWN.put(images)
    except OSError as error:
        raise Refusal(507, InputError("server", "room on its disk", error.strerror or "none")) from error
    skipped = [{"why": why, "count": count, "names": made.skipped.names[why]} for why, count in
               made.skipped.counts.items()]  # fmt: skip
    return Uploaded.model_validate(_one(kept) | {"inverted": made.inverted, "scaled": made.scaled, "skipped": skipped})


def _one(id: str) -> dict[str, Any]:
    from engine.data.shelf import OWN

    try:
        return _told(OWN.facts(id, "id"))
    except InputError as error:
        raise Refusal(404, InputError("id", "the id of a set", id, "GET /api/v1/datasets lists them.")) from error


def _all() -> list[dict[str, Any]]:
    from engine.data.shelf import OWN

    return [_told(facts) for facts in OWN.all()]


def _told(facts: Facts) -> dict[str, Any]:
    from engine.data.own import PREFIX

    return {
        "id": facts.id,
        "dataset": PREFIX + facts.id,
        "name": facts.name,
        "classes": list(facts.alphabet),
        "counts": list(facts.counts),
        "count": facts.shape[0],
        "shape": list(facts.shape[1:]),
    }
