"""What the picture's canvas shows, as numbers."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from tests.browser.app import App

# The bytes of a canvas's pixels, as text.
READ = """(() => {
  const canvas = document.querySelector(".net-pixels");
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  let text = "";
  for (let at = 0; at < data.length; at += 30000) text += String.fromCharCode(...data.subarray(at, at + 30000));
  return { width: canvas.width, bytes: btoa(text) };
})()"""


def pixels(app: App) -> np.ndarray[Any, Any]:
    """The picture's canvas as [rows, columns, red green blue]."""
    read = app.value(READ)
    values = np.frombuffer(base64.b64decode(read["bytes"]), dtype=np.uint8)
    return values.reshape(-1, read["width"], 4)[:, :, :3].astype(int)


def token(app: App, name: str) -> np.ndarray[Any, Any]:
    """A color of the style sheet."""
    text: str = app.value(f"getComputedStyle(document.documentElement).getPropertyValue('{name}').trim()")
    return np.array([int(text[at : at + 2], 16) for at in (1, 3, 5)])
