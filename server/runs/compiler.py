"""Threads apart from those that train: they compile, what is waited for before what may be needed, and make images."""

import logging
import queue
import threading
from collections.abc import Callable
from typing import Literal

log = logging.getLogger("picturevis")


class Compiler:
    """Does one compile after the other for each purpose, apart from the threads that train."""

    def __init__(self, warm: bool) -> None:
        self._warm = warm
        self._asked: set[str] = set()  # precisions
        self._stopping = False
        self._ended = threading.Condition()  # told of when a job has ended
        self._special, self._training = Jobs("special programs", self), Jobs("training programs", self)
        self._pictures, self._images = Jobs("programs of pictures", self), Jobs("images", self)
        self._warming = Jobs("warming", self)

    @property
    def stopping(self) -> bool:
        """Whether no further job is to be begun."""
        return self._stopping

    def submit(self, job: Callable[[], object]) -> None:
        """Do the job some time, when nobody waits for another; what it raises is logged."""
        self._special.put(lambda: self._is_idle(self._training, self._pictures) and job())

    def hurry(self, job: Callable[[], object]) -> None:
        """Do the job, which some training waits for, as soon as those that were hurried before are done."""
        self._training.put(job)

    def depict(self, job: Callable[[], object]) -> None:
        """Do the job, which some picture waits for."""
        self._pictures.put(job)

    def make(self, job: Callable[[], object]) -> None:
        """Do the job, which makes images, after those that were asked for before."""
        self._images.put(job)

    def prepare(self, precision: Literal["float32", "float64"]) -> None:
        """Make the programs of a precision ready for the edits to come, the first time it is asked for."""
        if self._warm and precision not in self._asked:
            self._asked.add(precision)
            self._warming.put(lambda: self._prepare(precision))

    def note_end(self) -> None:
        """A job has ended."""
        with self._ended:
            self._ended.notify_all()

    def close(self) -> None:
        """Begin no further job and wait for the one that was begun: an interpreter must not end inside a compile."""
        self._stopping = True
        self.note_end()
        for jobs in (self._special, self._training, self._pictures, self._images, self._warming):
            jobs.end()

    def _prepare(self, precision: Literal["float32", "float64"]) -> None:
        from engine import warming

        warming.warm(precision, lambda: self._is_idle(self._special, self._training, self._pictures))

    def _is_idle(self, *waited_for: "Jobs") -> bool:
        """Wait until there is nothing to do of these; False where it is not to be waited for any longer."""
        with self._ended:
            self._ended.wait_for(lambda: self._stopping or not any(jobs.undone for jobs in waited_for))
        return not self._stopping


class Jobs:
    """One thread that does one job after the other."""

    def __init__(self, name: str, compiler: Compiler) -> None:
        self.undone = 0  # jobs
        self._compiler = compiler
        self._jobs: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def put(self, job: Callable[[], object]) -> None:
        """Do the job after those that wait."""
        self._count(1)
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
            self._count(-1)
            self._compiler.note_end()

    def _count(self, more: int) -> None:
        with self._lock:
            self.undone += more
