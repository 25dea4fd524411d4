"""The layers of the assistant's transformers, in NumPy; `learning.models.transformer` is the same in torch, by the same names.

Several networks of one shape, which were trained apart, are worked on together; each array of theirs has them as its first axis.
Source: Vaswani et al. 2017, arXiv:1706.03762, each part normalised before it.
"""

# N networks, L pieces, D width, H heads, W width of a head, B programs, Q what seeks.

import math
from collections.abc import Mapping
from itertools import count, takewhile

import numpy as np

from learning.arrays import AnyArray, Float32Array
from learning.pointers import HEAD_WIDTH

Weights = Mapping[str, Float32Array]
_EPSILON = np.float32(1e-5)
_SCALE = ".scale"


def unpacked(arrays: Mapping[str, AnyArray]) -> dict[str, Float32Array]:
    """The weights in a file's arrays: a matrix in bytes has beside it the scale of each row."""
    scales = {name: arrays.get(f"{name}{_SCALE}") for name in arrays if not name.endswith(_SCALE)}
    return {
        name: arrays[name].astype(np.float32) if scale is None else arrays[name].astype(np.float32) * scale[..., None]
        for name, scale in scales.items()
    }


def packed(weights: Weights) -> dict[str, AnyArray]:
    """The weights for a file: each matrix in bytes, and beside it the scale of each row."""
    arrays: dict[str, AnyArray] = {}
    for name, array in weights.items():
        if array.ndim == 3:
            scale = np.maximum(np.abs(array).max(-1), 1e-12) / 127
            arrays[name], arrays[f"{name}{_SCALE}"] = np.rint(array / scale[..., None]).astype(np.int8), scale.astype(np.float32)
        else:
            arrays[name] = array.astype(np.float32)
    return arrays


def turned(weights: Weights, tables: frozenset[str]) -> Weights:
    """The weights with each matrix's inputs as its rows, in this order in memory: a few rows are multiplied with that in a fifth of the time.

    `tables` have a row for each place or word, and are multiplied with nothing.
    """
    return {
        name: np.ascontiguousarray(array.swapaxes(-1, -2)) if array.ndim == 3 and name not in tables else array
        for name, array in weights.items()
    }


class Layers:
    """The weights are as `turned` gives them; each of them [networks, …]."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights

    def names(self, part: str) -> list[str]:
        """The layers of a part, in their order."""
        return list(takewhile(lambda layer: f"{layer}.n1.weight" in self.weights, (f"{part}.{index}" for index in count())))

    def read(self, part: str, x_NLD: Float32Array) -> Float32Array:
        """What the layers of a part make of pieces that all attend to each other."""
        for layer in self.names(part):
            query, key, value = np.split(self.linear(f"{layer}.qkv", self.normal(f"{layer}.n1", x_NLD)), 3, axis=-1)
            attended_NLD = attention(heads(query), heads(key), heads(value))
            x_NLD = self.inner(layer, x_NLD + self.linear(f"{layer}.o", attended_NLD))
        return x_NLD

    def linear(self, name: str, x: Float32Array) -> Float32Array:
        """x [N, …, in] or [L, in] as [N, …, out]."""
        return x @ self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"][:, None]

    def normal(self, name: str, x: Float32Array) -> Float32Array:
        """x at mean 0 and variance 1, scaled."""
        centred = x - x.mean(-1, keepdims=True)
        scale = np.sqrt((centred * centred).mean(-1, keepdims=True) + _EPSILON)
        return centred / scale * self.weights[f"{name}.weight"][:, None] + self.weights[f"{name}.bias"][:, None]

    def inner(self, layer: str, x: Float32Array) -> Float32Array:
        """The inner layer behind attention."""
        inner = np.maximum(self.linear(f"{layer}.f1", self.normal(f"{layer}.n3", x)), np.float32(0))
        return x + self.linear(f"{layer}.f2", inner)


def heads(x_NLD: Float32Array) -> Float32Array:
    """[N, L, D] as [N, H, L, W]."""
    return x_NLD.reshape(*x_NLD.shape[:2], -1, HEAD_WIDTH).swapaxes(1, 2)


def attention(query: Float32Array, key: Float32Array, value: Float32Array) -> Float32Array:
    """[…, H, Q, W] over […, H, L, W]; returns […, Q, D]."""
    scores = query @ key.swapaxes(-1, -2) / np.float32(math.sqrt(HEAD_WIDTH))
    scores = np.exp(scores - scores.max(-1, keepdims=True))
    attended = (scores / scores.sum(-1, keepdims=True)) @ value
    return attended.swapaxes(-2, -3).reshape(*attended.shape[:-3], attended.shape[-2], -1)


def mean_chances(scores_NA: Float32Array) -> Float32Array:
    """The chances [A] of what is scored: the mean of the networks'."""
    odds_NA = np.exp(scores_NA - scores_NA.max(1, keepdims=True))
    return (odds_NA / odds_NA.sum(1, keepdims=True)).mean(0)
