"""What an experiment holds for the numbers that a Playground link may ask for, and why where that is another number."""

import math
from collections.abc import Callable
from fractions import Fraction

# The number asked for -> the number used, and the reason where they differ.
Rule = Callable[[float], tuple[float, str]]

# The largest batch of the document is larger than every Playground training set.
NEVER_FILLS = 4096


def within(low: float, high: float, default: float) -> Rule:
    """The rule that keeps a number between low and high, and takes the default for what is no number."""

    def rule(asked: float) -> tuple[float, str]:
        if math.isnan(asked):
            return default, "It is not a number; Playground would compute NaN from it."
        return min(max(asked, low), high), f"It is {low:g} to {high:g} here."

    return rule


def batch_size(asked: float) -> tuple[float, str]:
    """The whole batch size that makes an update after the same samples as the one asked for.

    Playground updates after sample i when `i mod size = 0`. For a fraction p/q in lowest terms that is when p divides
    i, for a negative size as for its positive one, and for 0 and NaN never.
    """
    size = abs(Fraction(asked).numerator) if math.isfinite(asked) else 0
    if 0 < size <= NEVER_FILLS:
        return float(size), "It makes an update after the same samples."
    return float(NEVER_FILLS), "Such a batch never fills, so nothing is learned; neither is with this one."


def train_percent(asked: float) -> tuple[float, str]:
    """The share that leaves as many points for training: a negative one counts from the end, NaN leaves none."""
    share = 0.0 if math.isnan(asked) else asked + 100 if asked < 0 else asked
    return min(max(share, 0.0), 100.0), "It leaves as many points for training."
