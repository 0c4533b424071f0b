"""JavaScript's reading of a text as a number, which decides what a Playground link means."""

import math
import re

_DECIMAL = re.compile(r"[+-]?(Infinity|([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?)")
_RADIX = re.compile(r"0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+")


def javascript_number(text: str) -> float:
    """The number that JavaScript's unary plus makes of a text: "1e-3", "0x10", "" (0), NaN for junk.

    Source: ECMA-262, section 7.1.4.1.1, StringToNumber, 2015.
    """
    text = text.strip()
    if not text:
        return 0.0
    if _DECIMAL.fullmatch(text):
        return float(text)
    if _RADIX.fullmatch(text):
        whole = int(text, 0)
        return float(whole) if whole.bit_length() < 1024 else math.inf
    return math.nan
