"""Where chance comes from: a generator for each (seed, round, client, purpose), whoever asks and whenever."""

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np

from learning.arrays import UInt32Array

Chance = Callable[[], np.random.Generator]
"""A generator that is made when it is asked for: to make one takes longer than most of those who may need it."""

Purpose = Literal["init", "select", "batches", "codec", "partition", "split", "choose", "conditions", "availability", "devices"]

_PURPOSES: dict[Purpose, int] = {
    "init": 1, "select": 2, "batches": 3, "codec": 4, "partition": 5, "split": 6,
    "choose": 20, "conditions": 21, "availability": 22, "devices": 23,
}  # fmt: skip
"""Fixed numbers: changing one changes every result that it seeds."""


def generator(seed: int, round_index: int, client_seed: int, purpose: Purpose) -> np.random.Generator:
    """A fresh PCG64 generator, independent of that of any other four values.

    Units: `seed`, `round_index` and `client_seed` are in [0, 2^32), one word of the seed sequence each.
    """
    words = (_PURPOSES[purpose], seed, round_index, client_seed)
    assert all(0 <= word < 2**32 for word in words), words
    # An array of words is taken as it is; from a tuple the same ones are made, at half of the price of the whole generator.
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(np.array(words, dtype=np.uint32))))


def seed_words(seed: int, round_index: int, client_seeds: Sequence[int], purpose: Purpose) -> UInt32Array:
    """What `generator` gives the seed sequence of each of these clients, [C, 4]."""
    words_C4 = np.empty((len(client_seeds), 4), dtype=np.uint32)
    words_C4[:, :3], words_C4[:, 3] = (_PURPOSES[purpose], seed, round_index), client_seeds
    return words_C4
