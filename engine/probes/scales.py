"""Color scales that hold still: powers of two, changed only when the values have clearly outgrown or left them."""

from collections.abc import MutableMapping

import numpy as np

_OUTLIERS = 0.02  # this share of the values may lie beyond the scale


def steady(scales: MutableMapping[str, float], key: str, magnitudes: np.ndarray) -> float:
    """The scale of `key` for these magnitudes: the smallest power of two that 98 % of them do not pass.

    It grows at once, and shrinks only when a scale a quarter as large would do, so it never flickers.
    """
    scale = scales.get(key, 1.0)
    finite = magnitudes[np.isfinite(magnitudes)]
    if finite.size and not _fits(finite, scale):
        robust = float(np.quantile(finite, 1 - _OUTLIERS))
        fitting = float(2.0 ** np.ceil(np.log2(robust))) if robust > 2.0**-20 else 2.0**-20
        if fitting > scale or fitting <= scale / 4:
            scale = min(fitting, 2.0**100)
    scales[key] = scale
    return scale


def _fits(finite: np.ndarray, scale: float) -> bool:
    """Whether the scale surely stays: counting costs a tenth of the quantile, which lies between two of the values."""
    beyond = _OUTLIERS * (finite.size - 1)
    return bool(np.count_nonzero(finite > scale) < beyond and np.count_nonzero(finite > scale / 4) > beyond + 1)


def quantized(values: np.ndarray, scale: float, center: float = 0.0) -> np.ndarray:
    """Values as uint8: `value = center + scale (q - 128) / 127`, clipped to ±scale about the center."""
    relative = np.clip((np.nan_to_num(values) - center) * (127.0 / scale), -127.0, 127.0)
    pixels: np.ndarray = (np.rint(relative) + 128.0).astype(np.uint8)
    return pixels
