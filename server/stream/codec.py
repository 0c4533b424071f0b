"""Arrays and their header as bytes in the safetensors layout, and back: frames, parameters and snapshots alike.

Layout: u64 header length, JSON header padded with spaces, then little-endian tensors without a gap between them.
Source: the format section of the safetensors README, Hugging Face, 2022.
"""

import json
import math
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.errors import InputError
from server.json_text import write

Arrays = Mapping[str, np.ndarray[Any, Any]]

_DTYPES = {name: np.dtype(dtype) for name, dtype in (
    ("F64", "float64"), ("F32", "float32"), ("F16", "float16"), ("I64", "int64"), ("I32", "int32"), ("I16", "int16"),
    ("I8", "int8"), ("U64", "uint64"), ("U32", "uint32"), ("U16", "uint16"), ("U8", "uint8"), ("BOOL", "bool"),
)}  # fmt: skip
_NAMES = {dtype: name for name, dtype in _DTYPES.items()}
_ALIGNMENT = 8
_MAX_HEADER_BYTES = 1 << 20


def encode(metadata: Mapping[str, str], arrays: Arrays) -> bytes:
    """The bytes of `arrays`, each aligned to its own item size, with texts beside them."""
    header: dict[str, Any] = {"__metadata__": dict(metadata)}
    parts: list[memoryview] = []
    offset = 0
    # Widest items first: what follows stays aligned without gaps, which the format does not allow.
    for name, array in sorted(arrays.items(), key=lambda item: -item[1].dtype.itemsize):
        end = offset + array.nbytes
        header[name] = {"dtype": _NAMES[array.dtype], "shape": array.shape, "data_offsets": (offset, end)}
        parts.append(np.ascontiguousarray(array).data)
        offset = end
    text = write(header)
    text += b" " * (-len(text) % _ALIGNMENT)
    return b"".join((struct.pack("<Q", len(text)), text, *parts))


def decode(data: bytes, path: str = "body") -> tuple[dict[str, str], dict[str, np.ndarray[Any, Any]]]:
    """The texts and arrays of safetensors bytes; raises `InputError` where they are not."""
    if len(data) < 8:
        raise InputError(path, "a safetensors file", f"{len(data)} bytes")
    (length,) = struct.unpack_from("<Q", data)
    if length > min(len(data) - 8, _MAX_HEADER_BYTES):
        raise InputError(path, "a safetensors header inside the file", f"one of {length} bytes")
    try:
        header = json.loads(data[8 : 8 + length])
    except (ValueError, RecursionError):
        raise InputError(path, "a JSON header", "something else") from None
    if not isinstance(header, dict):
        raise InputError(path, "a JSON object as header", header)
    metadata = header.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(isinstance(text, str) for text in metadata.values()):
        raise InputError(f"{path}.__metadata__", "texts by name", metadata)
    body = memoryview(data)[8 + length :]
    return metadata, {name: _array(entry, body, f"{path}.{name}") for name, entry in header.items()}


def _array(entry: object, body: memoryview, path: str) -> np.ndarray[Any, Any]:
    match entry:
        case {"dtype": str(kind), "shape": [*shape], "data_offsets": [int(start), int(end)]} if kind in _DTYPES:
            dtype = _DTYPES[kind]
        case _:
            raise InputError(path, f"dtype ({', '.join(_DTYPES)}), shape and data_offsets", entry)
    if not all(isinstance(size, int) and size >= 0 for size in shape):
        raise InputError(f"{path}.shape", "sizes of 0 or more", shape)
    if not 0 <= start <= end <= len(body) or end - start != math.prod(shape) * dtype.itemsize:
        raise InputError(f"{path}.data_offsets", f"{math.prod(shape) * dtype.itemsize} bytes in the file", [start, end])
    # A copy: the caller may outlive the request's body, and the bytes may not be aligned.
    return np.frombuffer(bytes(body[start:end]), dtype.newbyteorder("<")).astype(dtype, copy=False).reshape(shape)
