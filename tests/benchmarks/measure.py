"""What a benchmark is: it declares the names of the figures it gives, and gives them as rows."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure: what `scripts/bench --json` prints as one line."""

    name: str
    value: float | None  # None where it could not be measured; the note says why
    unit: str
    note: str


@dataclass(frozen=True)
class Benchmark:
    """A measurement, and the names of all the rows that it gives."""

    names: tuple[str, ...]
    measure: Callable[[], Iterator[Row]]


BENCHMARKS: list[Benchmark] = []


def benchmark(*names: str) -> Callable[[Callable[[], Iterator[Row]]], Callable[[], Iterator[Row]]]:
    """Registers a function that yields the rows of these names."""

    def register(measure: Callable[[], Iterator[Row]]) -> Callable[[], Iterator[Row]]:
        BENCHMARKS.append(Benchmark(names, measure))
        return measure

    return register


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed: the next one above, never interpolated."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def rate(work: Callable[[int], object], *, seconds: float = 0.25, repeats: int = 5) -> float:
    """Units of work a second: the median of several stretches, each about `seconds` long."""
    count = 250
    while (took := timed(work, count)) < seconds / 2:
        count = int(count * min(10.0, max(2.0, seconds / max(took, 1e-6))))
    return statistics.median(count / timed(work, count) for _ in range(repeats))


def timed(work: Callable[[int], object], count: int) -> float:
    """Seconds that so much work takes."""
    begin = time.perf_counter()
    work(count)
    return time.perf_counter() - begin
