"""The idx format of MNIST and its followers: a big-endian header, then bytes."""

import gzip
from pathlib import Path

import numpy as np
from jaxtyping import UInt8

Bytes = UInt8[np.ndarray, "..."]


def read_idx(path: Path) -> Bytes:
    """The array of unsigned bytes in an idx file, read-only; one that ends in .gz is unpacked, another mapped.

    Raises `ValueError` where the file is no such thing, or is cut off.

    Source: LeCun, Cortes, Burges, The MNIST database, 1998: 0, 0, type 8, dimensions, then each size in 4 bytes.
    """
    if path.suffix == ".gz":
        content = np.frombuffer(gzip.decompress(path.read_bytes()), np.uint8)
    else:
        content = np.asarray(np.memmap(path, np.uint8, "r"))
    if len(content) < 4 or content[:3].tolist() != [0, 0, 8]:
        raise ValueError(f"{path.name} is no idx file of unsigned bytes")
    start = 4 + 4 * int(content[3])
    shape = np.frombuffer(content[4:start].tobytes(), ">u4").astype(int)
    if len(content) != start + shape.prod():
        raise ValueError(f"{path.name} holds {len(content) - start} bytes, its header says {shape.prod()}")
    return content[start:].reshape(shape)


def read_pair(folder: Path, split: str, suffix: str) -> tuple[Bytes, Bytes]:
    """Images (n, 28, 28) and labels (n,) of a split, `train` or `t10k`.

    Raises `FileNotFoundError` or `ValueError`.
    """
    images, labels = (read_idx(folder / f"{split}-{what}-ubyte{suffix}") for what in ("images-idx3", "labels-idx1"))
    if images.shape != (len(labels), 28, 28):
        raise ValueError(f"{split} has {len(labels)} labels for images of shape {images.shape}")
    return images, labels


def pick(pairs: list[tuple[Bytes, Bytes]], which: np.ndarray) -> tuple[Bytes, Bytes]:
    """The images and labels of those numbers, counted through all the pairs; only they are read from the disk."""
    images = np.empty((len(which), 28, 28), np.uint8)
    labels = np.empty(len(which), np.uint8)
    start = 0
    for some_images, some_labels in pairs:
        here = (which >= start) & (which < start + len(some_labels))
        images[here], labels[here] = some_images[which[here] - start], some_labels[which[here] - start]
        start += len(some_labels)
    return images, labels
