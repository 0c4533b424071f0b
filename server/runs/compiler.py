"""Threads apart from those that train: one compiles what a run waits for, one what can wait, one makes images ahead."""

import logging
import queue
import threading
from collections.abc import Callable
from typing import Literal

log = logging.getLogger("picturevis")


class Compiler:
    """Does one compile after the other, and makes images meanwhile, apart from the threads that train."""

    def __init__(self, warm: bool) -> None:
        self._warm = warm
        self._asked: set[str] = set()  # precisions
        self._stopping = False
        self._later, self._now = Jobs("compiler", self), Jobs("compiler, waited for", self)
        self._images = Jobs("images", self)

    @property
    def stopping(self) -> bool:
        """Whether no further job is to be begun."""
        return self._stopping

    def submit(self, job: Callable[[], object]) -> None:
        """Do the job some time; what it raises is logged."""
        self._later.put(job)

    def hurry(self, job: Callable[[], object]) -> None:
        """Do the job as soon as those that were hurried before are done."""
        self._now.put(job)

    def make(self, job: Callable[[], object]) -> None:
        """Do the job, which makes images, after those that were asked for before."""
        self._images.put(job)

    def prepare(self, precision: Literal["float32", "float64"]) -> None:
        """Make the programs of a precision ready for the edits to come, the first time it is asked for."""
        from engine import warming

        if precision in self._asked:
            return
        self._asked.add(precision)
        if self._warm and precision != warming.DEFAULT_PRECISION:  # that one was made ready at the start
            self.submit(lambda: warming.warm(precision, lambda: not self._stopping))

    def close(self) -> None:
        """Begin no further job and wait for the one that was begun: an interpreter must not end inside a compile."""
        self._stopping = True
        for jobs in (self._later, self._now, self._images):
            jobs.end()


class Jobs:
    """One thread that does one job after the other."""

    def __init__(self, name: str, compiler: Compiler) -> None:
        self._compiler = compiler
        self._jobs: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def put(self, job: Callable[[], object]) -> None:
        """Do the job after those that wait."""
        self._jobs.put(job)

    def end(self) -> None:
        """Wait for the job that was begun, if any."""
        self._jobs.put(None)
        self._thread.join()

    def _work(self) -> None:
        # Not niced: tracing holds the interpreter's lock, and all would wait for a thread that does not get to run.
        while (job := self._jobs.get()) is not None and not self._compiler.stopping:
            try:
                job()
            except Exception:
                log.exception("A job failed; the run goes on as it was")
