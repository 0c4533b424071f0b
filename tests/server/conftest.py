"""One server for most tests of a file, each on runs of its own.

It ends with the file: its threads would go on while Hypothesis draws elsewhere, and the checks of shapes in them take
random numbers, which Hypothesis takes for the strategy's own.
"""

from collections.abc import Iterator

import pytest

from engine.trainer import Trainer
from tests.server.live import Served, eventually, serving


@pytest.fixture(scope="session", autouse=True)
def padded() -> None:
    """The program that goes on after any edit is there, as on a server that has been up for a while."""
    Trainer().advance(1)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("data"), unwatched_s=0.3, save_every_s=0.5) as server:
        yield server


@pytest.fixture
def run(served: Served) -> Iterator[str]:
    """A run of the reference case, whose program is there."""
    made = ready(served)
    yield made
    served.api.delete(f"/runs/{made}")


@pytest.fixture(scope="module")
def shared_run(served: Served) -> str:
    """A run that no test changes."""
    return ready(served)


def ready(served: Served) -> str:
    """A run of the reference case that does not change by itself any more: its program is there."""
    run = served.new_run()
    eventually(lambda: served.info(run)["program"] == "padded", seconds=60)
    return run
