"""One JSON shape for every failure, on REST and on the stream alike."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException

from engine.errors import InputError, InputErrors, from_validation
from server.json_text import write

log = logging.getLogger("picturevis")

OURS = InputError("server", "to answer", "an error of its own", "It is in the server's log.")


class ErrorItem(BaseModel):
    """One thing that was wrong: where, what was expected, what came, and how to mend it."""

    path: str
    expected: str
    got: str
    hint: str = ""
    message: str


class ErrorBody(BaseModel):
    """Every failure's body: the first error, and all of them."""

    error: ErrorItem
    errors: list[ErrorItem]


class Refusal(HTTPException):
    """A request that is refused with a status of its own: `Refusal(404, InputError(...))`."""

    def __init__(self, status: int, *errors: InputError, headers: dict[str, str] | None = None) -> None:
        assert errors, "a refusal says what is wrong"
        super().__init__(status, str(errors[0]), headers)
        self.errors = errors


def as_input_errors(error: BaseException) -> tuple[InputError, ...]:
    """What went wrong as input errors; what is our own fault comes out without its inner workings."""
    match error:
        case InputError():
            return (error,)
        case InputErrors() | Refusal():
            return tuple(error.errors)
        case ValidationError():
            return tuple(from_validation(error).errors)
        case RequestValidationError():
            return tuple(_of_request(item) for item in error.errors())
        case _:
            log.error("Unexpected", exc_info=error)
            return (OURS,)


def error_body(error: BaseException, prefix: str = "") -> dict[str, Any]:
    """The one shape: `{"error": the first, "errors": all}`; `prefix` goes before each path."""
    items = [one.as_dict() for one in as_input_errors(error)]
    if prefix:
        for item in items:
            item["path"] = f"{prefix}.{item['path']}"
            item["message"] = f"{prefix}.{item['message']}"
    return {"error": items[0], "errors": items}


def error_response(status: int, error: BaseException, headers: dict[str, str] | None = None) -> Response:
    """The failure as a response."""
    return Response(write(error_body(error)), status, headers, "application/json")


def _of_request(item: dict[str, Any]) -> InputError:
    """One failure of FastAPI's own validation, with the path inside the body, the query or the path."""
    place, *location = item["loc"] or ("request",)
    whole: dict[str, Any] = {"title": "request", "line_errors": []}
    kind, context = item["type"], item.get("ctx", {})
    if place == "body" and not location:
        if kind == "missing":
            return InputError("body", "a JSON object", "nothing", "Send one with Content-Type: application/json.")
        if isinstance(item.get("input"), bytes):
            got = "a body of another type"
            return InputError("body", "JSON", got, "Send it with Content-Type: application/json.")
    line = {"type": kind, "loc": tuple(location) or (place,), "input": item.get("input"), "ctx": context}
    try:
        whole["line_errors"] = [line]
        return from_validation(ValidationError.from_exception_data(**whole)).errors[0]
    except (TypeError, KeyError, ValueError):
        return InputError(str(location or place), item["msg"], item.get("input"))


def _of_status(error: StarletteHTTPException, request: Request) -> InputError:
    path, method = request.url.path, request.method
    match error.status_code:
        case 404:
            return InputError("path", "a known address", path, "GET /api/v1/openapi.json lists them.")
        case 405:
            allowed = (error.headers or {}).get("Allow", "another method")
            return InputError("method", allowed, method)
        case status:
            return InputError("request", "a request that can be served", HTTPStatus(status).phrase.lower())


def install(app: FastAPI) -> None:
    """Give the application the one error shape."""

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, StarletteHTTPException)
        shown = error if isinstance(error, Refusal) else _of_status(error, request)
        return error_response(error.status_code, shown, dict(error.headers or {}))

    async def invalid(_request: Request, error: Exception) -> Response:
        # What is wrong with the run and not with the request (nothing to undo, diverged) is a conflict.
        conflict = all(one.path == "run" for one in as_input_errors(error))
        return error_response(409 if conflict else 422, error)

    async def broken(_request: Request, _error: Exception) -> Response:
        return error_response(500, OURS)  # the trace goes to the log: Starlette raises the error again

    app.add_exception_handler(StarletteHTTPException, refused)
    for kind in (RequestValidationError, InputError, InputErrors):
        app.add_exception_handler(kind, invalid)
    app.add_exception_handler(Exception, broken)
