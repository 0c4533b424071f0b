"""One thread that compiles programs for the very networks of runs that have settled."""

import logging
import queue
import threading
from collections.abc import Callable
from typing import Literal

log = logging.getLogger("picturevis")


class Compiler:
    """Does one compile after the other, apart from the threads that train."""

    def __init__(self, warm: bool) -> None:
        self._warm = warm
        self._asked: set[str] = set()  # precisions
        self._jobs: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name="compiler", daemon=True)
        self._thread.start()

    def submit(self, job: Callable[[], object]) -> None:
        """Do the job some time; what it raises is logged."""
        self._jobs.put(job)

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
        self._jobs.put(None)
        self._thread.join()

    def _work(self) -> None:
        # Not niced: tracing holds the interpreter's lock, and all would wait for a thread that does not get to run.
        while (job := self._jobs.get()) is not None and not self._stopping:
            try:
                job()
            except Exception:
                log.exception("A compile failed; the run goes on as it was")
