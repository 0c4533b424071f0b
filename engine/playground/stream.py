"""TensorFlow Playground's random numbers: the stream that a seed text gives there, draw for draw."""

import math
import threading
from functools import lru_cache

import numpy as np
from jaxtyping import Float

_SEEDS_KEPT = 32
_BLOCK_BYTES = 4096
# A draw takes 7 bytes, 1 in 16 takes 8, 1 in 4096 takes 9; one of more than 16 comes every 2^76.
_LONGEST_DRAW_BYTES = 16


class PlaygroundStream:
    """Uniform numbers in [0, 1) from the text `seed`, exactly those of seedrandom 2.4 seeded with it.

    The seed is text: "0.5" and "0.50000" are different streams. Streams of one seed share the numbers made so far, so
    going through them a second time costs next to nothing. `drawn` counts the numbers taken.

    Source: Bau, seedrandom 2.4, 2014; Rivest's RC4, 1987, with its first 256 bytes thrown away.
    """

    def __init__(self, seed: str) -> None:
        self._numbers = _numbers_of(seed)
        self.drawn = 0

    def uniforms(self, count: int) -> Float[np.ndarray, " count"]:
        """The next `count` numbers."""
        start, self.drawn = self.drawn, self.drawn + count
        return self._numbers.between(start, self.drawn)

    def uniform(self) -> float:
        """The next number."""
        return float(self.uniforms(1)[0])

    def copy(self) -> "PlaygroundStream":
        """A stream that goes on from the same place, on its own."""
        twin = PlaygroundStream.__new__(PlaygroundStream)
        twin._numbers, twin.drawn = self._numbers, self.drawn
        return twin


class _Numbers:
    """The numbers of one seed, made when first asked for; threads may share it."""

    def __init__(self, seed: str) -> None:
        self._lock = threading.Lock()
        self._cipher = _Rc4(_key(seed))
        self._cipher.take(256)
        self._rest = b""  # bytes made, but not yet part of a number
        self._values = np.empty(0)
        self._count = 0

    def between(self, start: int, stop: int) -> Float[np.ndarray, " count"]:
        if self._count < stop:
            with self._lock:
                while self._count < stop:
                    self._grow()
        return self._values[start:stop].copy()

    def _grow(self) -> None:
        data = self._rest + self._cipher.take(_BLOCK_BYTES)
        made, place = [], 0
        while place + _LONGEST_DRAW_BYTES <= len(data):
            value, taken = _draw(data, place)
            made.append(value)
            place += taken
        self._rest = data[place:]
        total = self._count + len(made)
        if total > len(self._values):
            # Another thread may be reading the old array: it is replaced, never changed.
            values = np.empty(2 * total)
            values[: self._count] = self._values[: self._count]
            self._values = values
        self._values[self._count : total] = made
        self._count = total


def _draw(data: bytes, place: int) -> tuple[float, int]:
    """One number from the bytes at `place`, and how many it takes: 7, or as many more as give 53 significant bits."""
    taken = 7
    whole = int.from_bytes(data[place : place + taken])
    while whole < 2**52:
        taken += 1
        whole = int.from_bytes(data[place : place + taken])
    # What does not fit the 53 bits of a double is cut off, never rounded, so that 1 is never reached.
    excess = max(whole.bit_length() - 53, 0)
    return math.ldexp(whole >> excess, excess - 8 * taken), taken


def _key(seed: str) -> list[int]:
    """The cipher's key: the seed's UTF-16 code units mod 256; from the 257th on they are mixed into the first ones."""
    text = seed.encode("utf-16-le", "surrogatepass")
    units = [int.from_bytes(text[place : place + 2], "little") for place in range(0, len(text), 2)]
    key = [unit & 255 for unit in units[:256]]
    mix = 0
    for place, unit in enumerate(units[256:]):
        mix ^= 19 * key[place & 255]
        key[place & 255] = (mix + unit) & 255
    return key or [0]


class _Rc4:
    """The RC4 cipher's endless bytes."""

    def __init__(self, key: list[int]) -> None:
        state = list(range(256))
        j = 0
        for i in range(256):
            j = (j + state[i] + key[i % len(key)]) & 255
            state[i], state[j] = state[j], state[i]
        self._state, self._i, self._j = state, 0, 0

    def take(self, count: int) -> bytes:
        """The next `count` bytes."""
        state, i, j = self._state, self._i, self._j
        made = bytearray(count)
        for place in range(count):
            i = (i + 1) & 255
            a = state[i]
            j = (j + a) & 255
            b = state[j]
            state[i] = b
            state[j] = a
            made[place] = state[(a + b) & 255]
        self._i, self._j = i, j
        return bytes(made)


@lru_cache(maxsize=_SEEDS_KEPT)
def _numbers_of(seed: str) -> _Numbers:
    return _Numbers(seed)
