"""JSON is read strictly and written without NaN."""

import json
import math

import numpy as np
import pytest

from engine.errors import InputError
from server.json_text import parse, write

REFUSED = {
    "NaN": ('{"points": [[1, NaN]]}', "points[0][1]"),
    "Infinity": ('{"a": {"b": -Infinity}}', "a.b"),
    "a number past all": ('{"a": 1e999}', "a"),
    "a key twice": ('{"a": {"seed": "1", "seed": "2"}}', "seed"),
    "bottomless nesting": ("[" * 100_000, "body"),
    "deep nesting": ("[" * 50 + "]" * 50, "body"),
    "no JSON": ('{"a": }', "body"),
    "nothing": ("", "body"),
    "a number of thousands of digits": ("9" * 5000, "body"),
    "a lone surrogate": ('{"seed": "\\ud800"}', "seed"),
}


@pytest.mark.parametrize(("text", "path"), REFUSED.values(), ids=REFUSED.keys())
def test_parse_refuses(text: str, path: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text)
    assert caught.value.path == path


def test_parse_refuses_other_encodings() -> None:
    with pytest.raises(InputError):
        parse(b'{"seed": "\xff"}')


def test_parse_reads_json() -> None:
    assert parse('{"a": [1, 2.5, null, "µ", true]}') == {"a": [1, 2.5, None, "µ", True]}


def test_write_says_null_for_what_is_not_finite() -> None:
    value = {"a": [math.nan, math.inf, 0.1], "b": np.float32(0.5), "c": np.array([1.5, np.nan]), "d": np.int64(3)}
    assert json.loads(write(value)) == {"a": [None, None, 0.1], "b": 0.5, "c": [1.5, None], "d": 3}
