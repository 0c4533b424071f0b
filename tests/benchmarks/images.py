"""images_per_s: how fast CAPTCHAs are made, which a turn of a dial waits for."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.measure import Row, benchmark, rate

DIALS = {"clean": {}, "medium": {"lines": 2, "rotation": 15, "warp": 30, "overlap": 10}}
SETS = ("captcha", "captcha-digits")


def register(key: str, level: str) -> None:
    """One figure for each set and level."""
    name = f"images_per_s/{key}/{level}"

    @benchmark(name)
    def measure() -> Iterator[Row]:
        from engine.data import IMAGE_SETS, CaptchaConfig, Request

        dials = CaptchaConfig.model_validate(DIALS[level])

        def make(count: int) -> object:
            return IMAGE_SETS[key].make(Request("1", count, 0, 0.8, dials))

        make(10)  # draws the characters once
        yield Row(name, round(rate(make)), "images/s", "four digits, made and not yet shuffled; median of 5")


for _key in SETS:
    for _level in DIALS:
        register(_key, _level)
