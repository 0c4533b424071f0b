"""rss_mb: what the server holds in memory after it started, and what each further run adds."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.measure import Row, benchmark
from tests.benchmarks.networks import LARGE, document
from tests.benchmarks.processes import rss_mb, settle
from tests.benchmarks.viewer import Viewer, new_run
from tests.live import LiveServer, temporary_server

FURTHER = 20
FRAMES = 5


def watched_for_a_while(server: LiveServer) -> None:
    """A run that trained, was drawn and is paused again."""
    with Viewer(server, new_run(server, document(LARGE))) as viewer:
        viewer.command(type="play", updates_per_s=None)
        for _ in range(FRAMES):
            viewer.next_frame()
        viewer.command(type="pause")


@benchmark("rss_mb/start", "rss_mb/per_run")
def memory() -> Iterator[Row]:
    """One server, and runs beside each other in it."""
    with temporary_server() as server:
        settle(server)
        yield Row("rss_mb/start", rss_mb(server), "MB", "the server's process, engine loaded and warmed, no run yet")
        watched_for_a_while(server)
        settle(server)
        before = rss_mb(server)
        for _ in range(FURTHER):
            watched_for_a_while(server)
        settle(server)
        each = (rss_mb(server) - before) / FURTHER
        yield Row("rss_mb/per_run", each, "MB", f"mean of {FURTHER} further runs of 2-8x6-1, each trained and watched")
