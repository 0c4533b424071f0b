"""Named random streams from one seed, so that drawing more of one thing never changes another."""

import hashlib
import json

import numpy as np


def generator(seed: str, name: str, *indices: int) -> np.random.Generator:
    """A generator that depends on all its arguments and on nothing else.

    `seed` is the experiment's text, `name` what is drawn ("weights", "batches", "dropout"), `indices` which of them
    (the layer, the epoch, the start). Streams of different arguments are independent.

    Source: O'Neill, PCG, 2014, as numpy's PCG64; keyed by SHA-256 of the arguments.
    """
    # JSON keeps ("a", 1, 2) and ("a1", 2) apart, and a lone surrogate in a seed from failing.
    words = hashlib.sha256(json.dumps([seed, name, *indices]).encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(words, "big")))
