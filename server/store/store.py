"""Runs kept in a database, by one thread of its own: the event loop and the workers never wait for a disk."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from server.json_text import write
from server.runs.plan import Plan
from server.stream.codec import decode, encode

if TYPE_CHECKING:
    from sqlalchemy import Engine

log = logging.getLogger("picturevis")

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Entry:
    """A run in the list of all."""

    id: str
    plan: Plan
    experiment: dict[str, Any]
    epoch: int
    train_loss: float | None
    test_loss: float | None
    saved: float  # seconds since 1970


@dataclass(frozen=True)
class Snapshot:
    """What a trainer goes on from."""

    meta: dict[str, Any]
    arrays: dict[str, Any]


class Store:
    """The database; every method runs in the store's thread, by way of `call` or `send`."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._engine: Engine | None = None
        self._thread = ThreadPoolExecutor(1, "store")

    async def call(self, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a method of this store and wait for it."""
        return await asyncio.wrap_future(self._thread.submit(method, *args, **kwargs))

    def send(self, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run a method of this store some time; a failure is logged."""
        future = self._thread.submit(method, *args, **kwargs)
        future.add_done_callback(_log_failure)
        return future

    def close(self) -> None:
        """Finish what was asked for, and close the database."""
        self._thread.shutdown(wait=True)
        if self._engine is not None:
            self._engine.dispose()

    def save(self, run: Entry, snapshot: Snapshot) -> None:
        """Keep the run as it is, in place of what was kept of it."""
        from sqlalchemy import delete, insert

        from server.store.tables import RUNS, SNAPSHOTS

        data = encode({"snapshot": write(snapshot.meta).decode()}, snapshot.arrays)
        row = {
            "id": run.id,
            "created": run.plan.created,
            "saved": run.saved,
            "experiment": write(run.experiment).decode(),
            "plan": write(asdict(run.plan)).decode(),
            "epoch": run.epoch,
            "train_loss": run.train_loss,
            "test_loss": run.test_loss,
        }
        with self._open().begin() as connection:
            connection.execute(delete(SNAPSHOTS).where(SNAPSHOTS.c.run == run.id))
            connection.execute(delete(RUNS).where(RUNS.c.id == run.id))
            connection.execute(insert(RUNS).values(row))
            connection.execute(insert(SNAPSHOTS).values(run=run.id, epoch=run.epoch, data=data))

    def load(self, id: str) -> tuple[Entry, Snapshot] | None:
        """The run of that id, where there is one."""
        from sqlalchemy import select

        from server.store.tables import RUNS, SNAPSHOTS

        query = select(RUNS, SNAPSHOTS.c.data).join(SNAPSHOTS, SNAPSHOTS.c.run == RUNS.c.id).where(RUNS.c.id == id)
        with self._open().connect() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        texts, arrays = decode(row["data"], f"runs.{id}")
        return _entry(row), Snapshot(json.loads(texts["snapshot"]), arrays)

    def list(self) -> list[Entry]:
        """All runs, the newest first."""
        from sqlalchemy import select

        from server.store.tables import RUNS

        with self._open().connect() as connection:
            rows = connection.execute(select(RUNS).order_by(RUNS.c.created.desc(), RUNS.c.id)).mappings().all()
        return [_entry(row) for row in rows]

    def delete(self, ids: Sequence[str]) -> None:
        """Forget these runs."""
        from sqlalchemy import delete

        from server.store.tables import RUNS, SNAPSHOTS

        with self._open().begin() as connection:
            connection.execute(delete(SNAPSHOTS).where(SNAPSHOTS.c.run.in_(ids)))
            connection.execute(delete(RUNS).where(RUNS.c.id.in_(ids)))

    def _open(self) -> Engine:
        """The database, its tables made where there are none. Imported here: the page need not wait for it."""
        if self._engine is not None:
            return self._engine
        from sqlalchemy import create_engine, event, make_url

        from server.store.tables import METADATA

        url = make_url(self._url)
        sqlite = url.get_backend_name() == "sqlite"
        if sqlite and url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url)
        if sqlite:

            @event.listens_for(engine, "connect")
            def _configure(connection: Any, _record: Any) -> None:
                # A crash loses at most the last save; another process may read meanwhile.
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=NORMAL")

        METADATA.create_all(engine)
        self._engine = engine
        return engine


def _entry(row: Mapping[Any, Any]) -> Entry:
    plan, experiment = Plan(**json.loads(row["plan"])), json.loads(row["experiment"])
    return Entry(row["id"], plan, experiment, row["epoch"], row["train_loss"], row["test_loss"], row["saved"])


def _log_failure(future: Future[Any]) -> None:
    if not future.cancelled() and (error := future.exception()) is not None:
        log.error("The store failed: %s", error)
