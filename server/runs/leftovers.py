"""Versions of the images that people added which no run needs any more, removed when the server starts."""

import logging
import time
from collections.abc import Iterable

from server.settings import Settings
from server.store.store import Entry

log = logging.getLogger("picturevis")

KEPT_S = 7 * 86_400.0  # a link that was copied, or another server on the same folder, may need what no saved run names


def remove_leftovers(settings: Settings, entries: Iterable[Entry]) -> None:
    """Remove what was put a week ago or longer and no saved run names; the undo steps of a run do not outlive a server.

    Where the database is one that was named, other databases may hold runs that need the folder's images: all stay.
    """
    if settings.database is not None:
        return
    from engine.data.shelf import ADDED

    named = {entry.experiment["data"].get("added") for entry in entries}
    count = ADDED.sweep(settings.data / "added", named, time.time() - KEPT_S)
    if count:
        log.info("Removed %d versions of added images that no run needs", count)
