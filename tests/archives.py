"""Archives of images that tests upload."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import numpy as np
from PIL import Image


def png_file(pixels: np.ndarray, kind: str = "PNG") -> bytes:
    """A picture file."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format=kind)
    return buffer.getvalue()


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive of those files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def bars(count: int = 30, side: int = 12) -> dict[str, bytes]:
    """`count` dark lines on white paper of each class: standing ones and lying ones."""
    rng = np.random.default_rng(5)
    files = {}
    for at in range(count):
        for label in ("standing", "lying"):
            paper = np.full((side, side), 255, np.uint8)
            place = rng.integers(2, side - 2)
            paper[:, place] = rng.integers(0, 90)
            files[f"lines/{label}/{at}.png"] = png_file(paper if label == "standing" else paper.T)
    return files
