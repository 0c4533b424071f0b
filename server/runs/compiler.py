"""One thread that compiles programs for the very networks of runs that have settled."""

import logging
import queue
import threading
from collections.abc import Callable

log = logging.getLogger("picturevis")


class Compiler:
    """Does one compile after the other, apart from the threads that train."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name="compiler", daemon=True)
        self._thread.start()

    def submit(self, job: Callable[[], object]) -> None:
        """Do the job some time; what it raises is logged."""
        self._jobs.put(job)

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
