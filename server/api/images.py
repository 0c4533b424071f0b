"""The images that a run learns from, and one's own added to them."""

import base64
from typing import Annotated, Any, Literal

from fastapi import Header, Path, Query, Response
from pydantic import BaseModel, Field

from server.api.asking import ask, command_and_run
from server.api.context import ThisRun, router
from server.api.models import Body, Edited
from server.json_text import write
from server.pictures import png
from server.stream.codec import encode

routes = router("images")

BINARY = "application/octet-stream"
MOST = 500  # images in one answer

Part = Literal["train", "test", "added"]


class ImageOut(BaseModel):
    """An image and what stands in it."""

    index: int = Field(description="Among those of its set.")
    label: list[str] = Field(description="The name of the class of each slot.")
    png: str = Field(description="The image as a PNG, in base64.")


class NewImage(Body):
    """An image of one's own and what stands in it."""

    image: Any = Field(
        description="Rows of numbers from 0 to 255 (255 is ink), of the size that the network reads; or a picture of "
        "any size as base64."
    )
    label: str = Field(max_length=100, description="The name of its class; of several characters the text.")


class ImagesOut(BaseModel):
    """Some images of a set, in training order."""

    set: str
    start: int
    count: int = Field(description="How many there are in the whole set.")
    images: list[ImageOut]


@routes.get(
    "/runs/{id}/images",
    response_model=ImagesOut,
    responses={200: {"content": {BINARY: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def read_images(
    run: ThisRun,
    set: Part = "test",
    start: Annotated[int, Query(ge=0, le=10**6)] = 0,
    count: Annotated[int, Query(ge=1, le=MOST)] = 24,
    accept: Annotated[str, Header()] = "application/json",
) -> Response:
    """Images with their classes, as PNG in JSON. The set `added` is those of one's own, the last of the training set.

    `Accept: application/octet-stream` gives `pixels` uint8 [images, height, width, channels] and `classes` int32
    [images, slots] as safetensors.
    """
    found = await ask(run, "images", set=set, start=start, count=count)
    if BINARY in accept:
        arrays = {"pixels": found["pixels"], "classes": found["classes"]}
        return Response(encode({"format": "picturevis-images"}, arrays), media_type=BINARY)
    images = [
        {"index": start + place, "label": named(found, place), "png": base64.b64encode(png(pixels)).decode()}
        for place, pixels in enumerate(found["pixels"])
    ]
    answer = {"set": set, "start": start, "count": found["count"], "images": images}
    return Response(write(answer), media_type="application/json")


@routes.get(
    "/runs/{id}/images/{set}/{index}",
    response_class=Response,
    responses={200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def read_image(run: ThisRun, set: Part, index: Annotated[int, Path(ge=0, le=10**6)]) -> Response:
    """One image as a PNG, a pixel of the picture for each of its own."""
    found = await ask(run, "images", set=set, start=index, count=1, all=True)
    return Response(png(found["pixels"][0]), media_type="image/png")


@routes.post("/runs/{id}/images", status_code=201)
async def add_image(run: ThisRun, body: NewImage) -> Edited:
    """Add an image to those that are trained on, while it trains. Undo takes it back; a reset keeps it."""
    result = await ask(run, "add_image", image=body.image, label=body.label)
    return Edited.model_validate(result | {"run": await ask(run, "info")})


@routes.delete("/runs/{id}/images/added/{index}")
async def remove_image(run: ThisRun, index: Annotated[int, Path(ge=0, le=10**6)]) -> Edited:
    """Remove one of the images that were added."""
    return Edited.model_validate(await command_and_run(run, "remove_image", index=index))


def named(found: dict[str, Any], place: int) -> list[str]:
    """What stands in an image, in words."""
    return [found["alphabet"][each] for each in found["classes"][place].tolist()]
