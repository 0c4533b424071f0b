"""What the server's process uses."""

from __future__ import annotations

import time

import psutil

from tests.live import LiveServer

QUIET_S = 0.5
QUIET_SHARE = 0.1  # of one core
LONGEST_S = 120.0


def process_of(server: LiveServer) -> psutil.Process:
    """The server's process."""
    assert server.process is not None, "the server does not run"
    return psutil.Process(server.process.pid)


def settle(server: LiveServer) -> None:
    """Wait until the server has nothing left to do: after starting it warms its programs in the background."""
    process = process_of(server)
    deadline = time.monotonic() + LONGEST_S
    while time.monotonic() < deadline:
        before = process.cpu_times()
        time.sleep(QUIET_S)
        after = process.cpu_times()
        if after.user + after.system - before.user - before.system < QUIET_SHARE * QUIET_S:
            return
    raise RuntimeError(f"the server still works {LONGEST_S:.0f} s after it was asked for nothing more")


def rss_mb(server: LiveServer) -> float:
    """Resident memory of the server's process, its children included, in megabytes."""
    process = process_of(server)
    total: int = sum(each.memory_info().rss for each in (process, *process.children(recursive=True)))
    return total / 1e6
