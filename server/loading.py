"""The engine, imported in a thread of its own: the port opens first, and what needs the engine waits for it."""

import asyncio
import logging
import threading
import time
from pathlib import Path
from typing import Literal

from engine.errors import InputError
from server.errors import Refusal
from server.runs.compiler import Compiler

log = logging.getLogger("picturevis")

State = Literal["loading", "ready", "failed"]
_UNUSED_S = 30 * 86400.0


class Engine:
    """Whether the engine is there yet. Nothing else in the server imports it before it is.

    Only the command line asks its reader of links, where it is given one.
    """

    def __init__(self, programs: Path, data: Path, compiler: Compiler) -> None:
        self.state: State = "loading"
        self._programs = programs
        self._data = data
        self._compiler = compiler
        self._loaded = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._load, name="engine-loader", daemon=True)

    def start(self) -> None:
        """Begin to load."""
        self._thread.start()

    async def wait(self, seconds: float) -> None:
        """Wait until the engine is there; raises a `Refusal` (503) when it is not in time, or cannot be loaded."""
        if self.state == "loading":
            try:
                await asyncio.wait_for(self._loaded.wait(), seconds)
            except TimeoutError:
                error = InputError("engine", "to be loaded", "still loading", "Try again in a second.")
                raise Refusal(503, error, headers={"Retry-After": "1"}) from None
        if self.state == "failed":
            raise Refusal(503, InputError("engine", "to be loaded", "a failure", "The server's log says why."))

    def join(self) -> None:
        """Wait for the loading to end."""
        if self._thread.ident is not None:
            self._thread.join()
        if self.state == "ready":
            _shelves("close", self._data)

    def _load(self) -> None:
        try:
            from engine import catalog, edits, trainer, warming  # noqa: F401 - all that a first request needs
            from engine.playground import link  # noqa: F401

            _keep_compiled(self._programs)
            _shelves("open", self._data)
            self._report("ready")
            self._compiler.prepare(warming.DEFAULT_PRECISION)
        except Exception:
            log.exception("The engine could not be loaded")
            self._report("failed")

    def _report(self, state: State) -> None:
        def arrive() -> None:
            self.state = state
            self._loaded.set()

        try:
            self._loop.call_soon_threadsafe(arrive)
        except RuntimeError:  # the server was stopped meanwhile
            self.state = state


def _shelves(verb: Literal["open", "close"], data: Path) -> None:
    """Keep images of people's own in the data folder, or no longer."""
    from engine.data.shelf import ADDED, OWN

    for shelf, name in ((OWN, "datasets"), (ADDED, "added")):
        (shelf.open if verb == "open" else shelf.close)(data / name)


def _keep_compiled(folder: Path) -> None:
    """Keep every compiled program for the next start in that folder.

    Where whoever started this process, a test or the environment, has named one to JAX, that one stays.
    """
    import jax

    if jax.config.values.get("jax_compilation_cache_dir"):
        return
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
    _throw_away(folder)


def _throw_away(folder: Path) -> None:
    """The programs of the engine's own that were not used for long: those of earlier versions."""
    from engine.programs.kept import FOLDER

    for file in (folder / FOLDER).glob("*"):
        if file.stat().st_mtime < time.time() - _UNUSED_S:
            file.unlink(missing_ok=True)
