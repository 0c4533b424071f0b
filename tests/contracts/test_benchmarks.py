"""What `scripts/bench` measures is all that there is to measure."""

from typing import Literal

import pytest

from engine.probes import PROBES
from tests.benchmarks.probes import NAMES, OF_IMAGES


@pytest.mark.parametrize(("family", "measured"), [("points", NAMES), ("images", OF_IMAGES)])
def test_every_probe_is_measured(family: Literal["points", "images"], measured: tuple[str, ...]) -> None:
    assert sorted(measured) == sorted(probe.key for probe in PROBES if probe.family in (None, family))
