"""Frames and files are valid safetensors, whatever is in them; what is not is refused."""

import contextlib
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from safetensors.numpy import load, save

from engine.errors import InputError
from server.stream.codec import decode, encode

DTYPES = ("float64", "float32", "int64", "int32", "int16", "uint8", "int8", "bool")
LETTERS = st.characters(exclude_categories=["Cs"])
NAMES = st.text(LETTERS, min_size=1, max_size=12).filter(lambda name: name != "__metadata__")
SHAPES = npst.array_shapes(min_dims=0, min_side=0, max_side=4)
ARRAYS = st.dictionaries(NAMES, st.sampled_from(DTYPES).flatmap(lambda dtype: npst.arrays(dtype, SHAPES)), max_size=6)
TEXTS = st.dictionaries(st.text(LETTERS, max_size=6), st.text(LETTERS, max_size=20), max_size=3)


@given(TEXTS, ARRAYS)
def test_encode_is_read_by_safetensors(texts: dict[str, str], arrays: dict[str, np.ndarray]) -> None:
    found = load(encode(texts, arrays))
    assert found.keys() == arrays.keys()
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype
        assert found[name].shape == array.shape
        np.testing.assert_array_equal(found[name], array)


@given(TEXTS, ARRAYS)
def test_decode_reads_what_encode_wrote(texts: dict[str, str], arrays: dict[str, np.ndarray]) -> None:
    found_texts, found = decode(encode(texts, arrays))
    assert found_texts == texts
    assert found.keys() == arrays.keys()
    for name, array in arrays.items():
        np.testing.assert_array_equal(found[name], array)


@given(ARRAYS)
def test_decode_reads_what_safetensors_wrote(arrays: dict[str, np.ndarray]) -> None:
    _, found = decode(save({name: np.ascontiguousarray(array) for name, array in arrays.items() if array.ndim}))
    for name, array in found.items():
        np.testing.assert_array_equal(array, arrays[name])


@given(ARRAYS)
def test_every_tensor_is_aligned_to_its_items(arrays: dict[str, np.ndarray]) -> None:
    data = encode({}, arrays)
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    for name, array in arrays.items():
        assert (8 + length + header[name]["data_offsets"][0]) % array.dtype.itemsize == 0


def test_encode_takes_views_that_are_not_contiguous() -> None:
    array = np.arange(24.0).reshape(4, 6)[::2, 1::2]
    np.testing.assert_array_equal(load(encode({}, {"a": array}))["a"], array)


def with_header(header: Any, body: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + body


REFUSED = {
    "nothing": (b"", "body"),
    "length past the end": ((1000).to_bytes(8, "little") + b"{}", "body"),
    "length past all": ((2**63).to_bytes(8, "little") + b"{}", "body"),
    "no JSON": ((2).to_bytes(8, "little") + b"{!", "body"),
    "no object": (with_header([1]), "body"),
    "metadata of numbers": (with_header({"__metadata__": {"a": 1}}), "body.__metadata__"),
    "an unknown dtype": (with_header({"a": {"dtype": "F8", "shape": [], "data_offsets": [0, 0]}}), "body.a"),
    "offsets past the end": (
        with_header({"a": {"dtype": "U8", "shape": [9], "data_offsets": [0, 9]}}, b"12"), "body.a.data_offsets",
    ),
    "offsets backwards": (
        with_header({"a": {"dtype": "U8", "shape": [0], "data_offsets": [2, 1]}}, b"12"), "body.a.data_offsets",
    ),
    "a shape that does not fit": (
        with_header({"a": {"dtype": "U8", "shape": [3], "data_offsets": [0, 2]}}, b"12"), "body.a.data_offsets",
    ),
    "a negative shape": (
        with_header({"a": {"dtype": "U8", "shape": [-1, -2], "data_offsets": [0, 2]}}, b"12"), "body.a.shape",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "path"), REFUSED.values(), ids=REFUSED.keys())
def test_decode_refuses(data: bytes, path: str) -> None:
    with pytest.raises(InputError) as caught:
        decode(data)
    assert caught.value.path == path


@given(st.binary(max_size=64))
def test_decode_of_any_bytes_is_an_answer_or_a_refusal(data: bytes) -> None:
    with contextlib.suppress(InputError):
        decode(data)
