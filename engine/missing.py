"""Programs that are not made yet, for those who would rather go on without what one shows than wait for it."""

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager

_here = threading.local()


class NotMadeError(Exception):
    """A program was called that is not made yet. To `make` it takes a moment from the disk, seconds otherwise.

    `key` is equal for the same program.
    """

    def __init__(self, key: Hashable, make: Callable[[], object]) -> None:
        super().__init__("a program that is not made yet")
        self.key, self.make = key, make


@contextmanager
def only_made() -> Iterator[None]:
    """Inside of it, in this thread, calling a program that is not made raises `NotMadeError`, or why it cannot be."""
    before = waits_for_none()
    _here.only_made = True
    try:
        yield
    finally:
        _here.only_made = before


def waits_for_none() -> bool:
    """Whether this thread is inside of `only_made`."""
    return getattr(_here, "only_made", False)
