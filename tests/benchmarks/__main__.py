"""scripts/bench: measures what is asked for and prints a table, or one JSON object a line."""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Iterator
from dataclasses import asdict

from tests.benchmarks import edits, images, memory, page, probes, runs, stacks, updates
from tests.benchmarks.measure import BENCHMARKS, Row
from tests.live import PROGRAM_CACHE

MODULES = [
    module.__name__ for module in (updates, edits, images, stacks, probes, page, runs, memory)
]  # in the order they are measured


def main() -> int:
    """Measure, print, and answer 1 when something could not be measured."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("filter", nargs="*", help="measure only figures whose name contains one of these")
    parser.add_argument("--json", action="store_true", help="one JSON object a line: name, value, unit, note")
    parser.add_argument("--list", action="store_true", help="print the names and measure nothing")
    asked = parser.parse_args()
    BENCHMARKS.sort(key=lambda benchmark: MODULES.index(benchmark.measure.__module__))

    def wanted(name: str) -> bool:
        return not asked.filter or any(word in name for word in asked.filter)

    if asked.list:
        print("\n".join(name for benchmark in BENCHMARKS for name in benchmark.names if wanted(name)))
        return 0
    # Read by JAX when a benchmark imports it: compiling is not what is measured here.
    os.environ["JAX_COMPILATION_CACHE_DIR"] = str(PROGRAM_CACHE)
    os.environ["JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"] = "0"
    complete = True
    if not asked.json:
        print(f"{'name':42} {'value':>12} {'unit':10} note")
    for row in measured(wanted):
        complete &= row.value is not None
        print(json.dumps(asdict(row)) if asked.json else line(row), flush=True)
    return 0 if complete else 1


def measured(wanted: object) -> Iterator[Row]:
    """The rows asked for; what fails gives rows without a value and says why."""
    assert callable(wanted)
    for benchmark in BENCHMARKS:
        names = [name for name in benchmark.names if wanted(name)]
        if not names:
            continue
        seen = set()
        try:
            for row in benchmark.measure():
                seen.add(row.name)
                if wanted(row.name):
                    yield row
        except Exception as error:  # the others are still worth measuring
            traceback.print_exc(file=sys.stderr)
            first = str(error).partition("\n")[0]
            yield from (Row(name, None, "", f"failed: {first}") for name in names if name not in seen)


def line(row: Row) -> str:
    """A row of the table, three or four digits."""
    if row.value is None:
        value = "-"
    else:
        value = f"{row.value:,.0f}" if abs(row.value) >= 1000 or row.value == int(row.value) else f"{row.value:.3g}"
    return f"{row.name:42} {value:>12} {row.unit:10} {row.note}"


if __name__ == "__main__":
    sys.exit(main())
