"""Assembles the server: settings, the engine's loading, the store, the runs, REST, stream and page."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI

from server import errors, page
from server.api import (
    catalog,
    commands,
    data,
    datasets,
    experiment,
    history,
    images,
    params,
    predict,
    probes,
    runs,
    training,
)
from server.limits import BodyLimit, SafeHeaders
from server.loading import Engine
from server.openapi import describe
from server.runs.compiler import Compiler
from server.runs.runs import Runs
from server.security import Guard, find_token
from server.settings import Settings
from server.store.store import Store
from server.stream import endpoint

API = "/api/v1"
_NOUNS = (catalog, runs, experiment, training, params, history, data, datasets, images, predict, probes, commands)


def find_version() -> str:
    """The installed version, or that of a checkout."""
    try:
        return version("picturevis")
    except PackageNotFoundError:
        return "0.0.0"


def create_app(settings: Settings) -> FastAPI:
    """The application. Nothing of the engine but its errors is imported before it runs."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        compiler = Compiler(settings.warm)
        engine = Engine(settings.programs or settings.data / "programs", settings.data, compiler)
        app.state.engine = engine
        app.state.runs = Runs(settings, engine, compiler, Store(settings.database_url))
        engine.start()
        await app.state.runs.start()
        yield
        await app.state.runs.close()
        await asyncio.to_thread(engine.join)

    app = FastAPI(
        title="picturevis",
        version=find_version(),
        summary="A neural network that trains where everything can be seen and changed.",
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    errors.install(app)
    for noun in _NOUNS:
        app.include_router(noun.routes, prefix=API)
    app.include_router(endpoint.router, prefix=API)
    app.get("/healthz", include_in_schema=False)(catalog.healthz)
    describe(app, f"{API}/openapi.json")
    page.install(app, settings, app.version)
    # The last added is the outermost: strangers are refused before anything is read.
    larger = {f"{API}/datasets": settings.max_upload_bytes}
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes, larger=larger)
    app.add_middleware(Guard, settings=settings, token=find_token(settings))
    app.add_middleware(SafeHeaders)
    return app
