"""All runs: made, found (out of the store where they wait), saved, and let go."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import Counter
from typing import Any

from engine.errors import InputError
from server.errors import Refusal
from server.loading import Engine
from server.runs.compiler import Compiler
from server.runs.leftovers import remove_leftovers
from server.runs.plan import Limits, Plan
from server.runs.run import Message, Run, Workshop
from server.runs.scheduler import Scheduler
from server.settings import Settings
from server.store.store import Entry, Snapshot, Store

log = logging.getLogger("picturevis")

_TICK_S = 0.5
_UNLOAD_IDLE_S = 60.0


class _Loaded:
    """A run in memory, and what the housekeeping must know of it."""

    __slots__ = ("playing", "run", "saved_at", "saved_change", "unwatched_since", "used_at")

    def __init__(self, run: Run, now: float, saved_change: int) -> None:
        self.run = run
        self.used_at = now
        self.saved_at = now
        self.saved_change = saved_change
        self.playing = False
        self.unwatched_since: float | None = now


def unknown_run(id: str) -> Refusal:
    """The refusal of a run that there is not."""
    return Refusal(404, InputError("run", "the id of a run", id, "GET /api/v1/runs lists them."))


class Runs:
    """Every run there is. All methods belong to the event loop."""

    def __init__(self, settings: Settings, engine: Engine, compiler: Compiler, store: Store) -> None:
        self.settings = settings
        self.engine = engine
        self.store = store
        limits = Limits(settings.max_train_epochs, settings.max_train_updates)
        self._shop = Workshop(Scheduler(settings.workers), compiler, 1 / settings.frames_per_s, limits)
        self._loaded: dict[str, _Loaded] = {}
        self._loading: dict[str, asyncio.Task[Run]] = {}
        self._stored: dict[str, Entry] = {}
        self._keeper: asyncio.Task[None] | None = None
        self._read = asyncio.Event()
        self._whole = False  # whether the list of what is stored could be read
        self.watching: Counter[str] = Counter()  # open streams by run
        self.unpacking = asyncio.Semaphore(1)  # uploads take memory: one after the other
        self.closing = False

    async def start(self) -> None:
        """Begin the housekeeping; what was told to play on does so when the engine is there."""
        self._keeper = asyncio.create_task(self._keep())

    async def create(self, source: dict[str, Any]) -> Run:
        """A new run of `{"experiment": ...}`, `{"playground_link": ...}` or neither: the reference case."""
        await self.engine.wait(self.settings.engine_wait_s)
        await self._read.wait()
        await self._make_room()
        plan = Plan(created=time.time())
        run = Run(secrets.token_hex(6), lambda: _new_trainer(source, plan), plan, self._shop)
        self._loaded[run.id] = _Loaded(run, time.monotonic(), 0)
        try:
            await self.ask(run, {"ask": "info"})
        except BaseException:
            self._loaded.pop(run.id, None)
            run.close(unknown_run(run.id))
            raise
        await self._save(self._loaded[run.id])
        return run

    async def get(self, id: str) -> Run:
        """The run of that id, brought back from the store where it waits there."""
        await self.engine.wait(self.settings.engine_wait_s)
        await self._read.wait()
        if found := self._loaded.get(id):
            found.used_at = time.monotonic()
            return found.run
        if id not in self._stored:
            raise unknown_run(id)
        if id not in self._loading:
            self._loading[id] = asyncio.create_task(self._bring_back(id))
        return await asyncio.shield(self._loading[id])

    async def ask(self, run: Run, message: Message) -> Any:
        """Put a command or a question to a run."""
        return await asyncio.wrap_future(run.ask(message))

    async def list(self) -> list[dict[str, Any]]:
        """All runs, the newest first."""
        await self._read.wait()
        found = []
        for entry in self._stored.values():
            loaded = self._loaded.get(entry.id)
            info = loaded.run.info if loaded else None
            now = {"id": entry.id, "created": entry.plan.created, "playing": bool(loaded and loaded.run.playing)}
            names = ("experiment", "epoch", "train_loss", "test_loss")
            found.append(now | {name: info[name] if info else getattr(entry, name) for name in names})
        return sorted(found, key=lambda item: -item["created"])

    async def on_dataset(self, dataset: str) -> tuple[str, ...]:
        """The runs that are on that data set, or that undo or redo could bring back to it."""
        await self._read.wait()
        stored = {entry.id for entry in self._stored.values() if entry.experiment["data"]["dataset"] == dataset}
        loaded = tuple(self._loaded.values())
        told = await asyncio.gather(*(self.ask(each.run, {"ask": "remembers", "dataset": dataset}) for each in loaded))
        now = {each.run.id for each in loaded}
        there = {each.run.id for each, remembers in zip(loaded, told, strict=True) if remembers}
        return tuple(sorted((stored - now) | there))

    async def delete(self, id: str) -> None:
        """Let a run go, and all that is kept of it."""
        await self._read.wait()
        if id not in self._stored and id not in self._loaded:
            raise unknown_run(id)
        if loaded := self._loaded.pop(id, None):
            loaded.run.close(unknown_run(id))
        self._stored.pop(id, None)
        await self.store.call(self.store.delete, [id])

    async def close(self) -> None:
        """Save what is playing or changed, and end the threads."""
        self.closing = True
        if self._keeper is not None:
            self._keeper.cancel()
        await asyncio.gather(*(self._save(loaded) for loaded in self._loaded.values()), return_exceptions=True)
        over = Refusal(503, InputError("server", "to be running", "being stopped"))
        for loaded in self._loaded.values():
            loaded.run.close(over)
        await asyncio.to_thread(self._shop.scheduler.close)
        await asyncio.to_thread(self._shop.compiler.close)
        await asyncio.to_thread(self.store.close)

    def end_waiting(self) -> None:
        """Answer the train calls that still wait, so that a server that stops need not wait for them."""
        for loaded in self._loaded.values():
            if loaded.run.playing:
                loaded.run.ask({"ask": "end_goals"})

    async def _bring_back(self, id: str) -> Run:
        try:
            found = await self.store.call(self.store.load, id)
            if found is None:
                self._stored.pop(id, None)
                raise unknown_run(id)
            entry, snapshot = found
            await self._unload_idle()
            run = Run(id, lambda: _old_trainer(snapshot), entry.plan, self._shop)
            await self.ask(run, {"ask": "info"})
            self._loaded[id] = _Loaded(run, time.monotonic(), run.change)
            return run
        finally:
            del self._loading[id]

    async def _make_room(self) -> None:
        """Let the oldest idle runs go where there are as many as may be; refuse where all are in use."""
        await self._unload_idle()
        surplus = len(self._stored) + 1 - self.settings.max_runs
        if surplus <= 0:
            return
        oldest = sorted(self._stored.values(), key=lambda entry: entry.saved)
        idle = [entry.id for entry in oldest if not self._in_use(entry.id)][:surplus]
        if len(idle) < surplus:
            hint = "Delete one, or raise PICTUREVIS_MAX_RUNS."
            raise Refusal(409, InputError("runs", f"at most {self.settings.max_runs} runs in use", "one more", hint))
        for old in idle:
            if loaded := self._loaded.pop(old, None):
                loaded.run.close(unknown_run(old))
            del self._stored[old]
        self.store.send(self.store.delete, idle)

    def _in_use(self, id: str) -> bool:
        loaded = self._loaded.get(id)
        return loaded is not None and (loaded.run.watched or loaded.run.playing)

    async def _unload_idle(self) -> None:
        """Keep the memory to as many idle runs as may be; the store has them."""
        now = time.monotonic()
        idle = [
            loaded
            for key, loaded in self._loaded.items()
            if not self._in_use(key) and key in self._stored and now - loaded.used_at > _UNLOAD_IDLE_S
        ]
        surplus = len(self._loaded) + 1 - self.settings.max_loaded_runs
        for loaded in sorted(idle, key=lambda one: one.used_at)[: max(0, surplus)]:
            await self._save(loaded)
            if not self._in_use(loaded.run.id) and self._loaded.pop(loaded.run.id, None) is not None:
                loaded.run.close(Refusal(409, InputError("run", "to be loaded", "being unloaded", "Try again.")))

    async def _keep(self) -> None:
        """Every half second: save what is due, pause what nobody watches."""
        while not self._read.is_set():
            try:
                entries = await self.store.call(self.store.list)
                self._stored = {entry.id: entry for entry in entries}
                self._whole = True
            except Exception:
                log.exception("The store could not be read: the server goes on without the runs of old")
            self._read.set()
        await self._tidy()
        await self._resume()
        while True:
            await asyncio.sleep(_TICK_S)
            for loaded in list(self._loaded.values()):
                try:
                    await self._look_after(loaded, time.monotonic())
                except Exception:
                    log.exception("Run %s could not be saved", loaded.run.id)

    async def _tidy(self) -> None:
        """Remove what no run needs, where it is known which runs there are."""
        try:
            await self.engine.wait(3600)
            if self._whole:
                await asyncio.to_thread(remove_leftovers, self.settings, list(self._stored.values()))
        except Refusal:
            return  # that the engine is missing was said where it failed
        except Exception:
            log.exception("What no run needs could not be removed")

    async def _resume(self) -> None:
        """Bring back what was told to play on when nobody watches."""
        for entry in list(self._stored.values()):
            if entry.plan.playing and entry.plan.unattended:
                try:
                    await self.engine.wait(3600)
                    await self.get(entry.id)
                except Exception:
                    log.exception("Run %s could not be brought back", entry.id)

    async def _look_after(self, loaded: _Loaded, now: float) -> None:
        run = loaded.run
        if run.watched or not run.attended:
            loaded.unwatched_since = None
        elif loaded.unwatched_since is None:
            loaded.unwatched_since = now
        elif now - loaded.unwatched_since >= self.settings.unwatched_s:
            await self.ask(run, {"command": {"type": "pause"}})
        just_paused = loaded.playing and not run.playing
        loaded.playing = run.playing
        if run.watched or run.playing:
            loaded.used_at = now
        if not run.playing or just_paused or now - loaded.saved_at >= self.settings.save_every_s:
            await self._save(loaded)

    async def _save(self, loaded: _Loaded) -> None:
        """Take a snapshot and hand it to the store, unless nothing changed since the last."""
        run = loaded.run
        change = run.change
        if change == loaded.saved_change or self._loaded.get(run.id) is not loaded:
            return
        loaded.saved_at = time.monotonic()
        taken = await self.ask(run, {"ask": "snapshot"})
        if self._loaded.get(run.id) is not loaded or run.info is None:
            return
        loaded.saved_change = change
        epoch, train_loss, test_loss = taken["losses"]
        entry = Entry(run.id, taken["plan"], taken["experiment"], epoch, train_loss, test_loss, time.time())
        self._stored[run.id] = entry
        future = self.store.send(self.store.save, entry, Snapshot(taken["meta"], taken["arrays"]))
        await asyncio.wait([asyncio.wrap_future(future)])


def _new_trainer(source: dict[str, Any], plan: Plan) -> Any:
    """The trainer of a new run; notes in `plan` what of a link could not be honored."""
    from engine.playground.link import parse
    from engine.trainer import Trainer
    from engine.validation import begun

    link, document = source.get("playground_link"), source.get("experiment")
    imported = begun(document or {}) if link is None else parse(link)
    plan.notices = [dict(notice) for notice in imported.notices]
    return Trainer(imported.experiment)


def _old_trainer(snapshot: Snapshot) -> Any:
    from engine.trainer import Trainer

    return Trainer.restore(snapshot.meta, snapshot.arrays)
