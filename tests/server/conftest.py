"""One server for most tests of a file, each on runs of its own.

It ends with the file: its threads would go on while Hypothesis draws elsewhere, and the checks of shapes in them take
random numbers, which Hypothesis takes for the strategy's own.
"""

import time
from collections.abc import Iterator

import pytest

from tests.server.live import Served, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("data"), unwatched_s=0.3, save_every_s=0.5) as server:
        yield server


@pytest.fixture
def run(served: Served) -> Iterator[str]:
    """A run of the reference case."""
    made = served.new_run()
    yield made
    served.api.delete(f"/runs/{made}")


@pytest.fixture(scope="module")
def shared_run(served: Served) -> str:
    """A run that no test changes, nor the making of its program."""
    run = served.new_run()
    while served.info(run)["program"] == "compiling":
        time.sleep(0.05)
    return run
