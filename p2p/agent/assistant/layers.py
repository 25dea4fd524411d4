"""The layers of the assistant's transformers, in NumPy; `learning.models.transformer` is the same in torch, by the same names.

Several networks of one shape, which were trained apart, are worked on together; each array of theirs has them as its first axis.
Source: Vaswani et al. 2017, arXiv:1706.03762, each part normalised before it.
"""

# N networks, L pieces, D width, H heads, W width of a head, B programs, Q what seeks, P panels of a matrix.

import math
from collections.abc import Mapping
from itertools import count, takewhile

import numpy as np

from learning.arrays import AnyArray, Float32Array
from learning.pointers import HEAD_WIDTH

Weights = Mapping[str, Float32Array]
PANEL = 64
"""So many outputs of a matrix lie together: BLAS multiplies a few rows with so narrow a matrix as it lies, without a copy of it."""
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
    """The weights with each matrix in panels of `PANEL` outputs, [N, P, in, 64] in this order in memory; what the last lacks is zero.

    `tables` have a row for each place or word, and are multiplied with nothing.
    """
    return {name: _in_panels(array) if array.ndim == 3 and name not in tables else array for name, array in weights.items()}


def _in_panels(array: Float32Array) -> Float32Array:
    padded = np.pad(array, ((0, 0), (0, -array.shape[1] % PANEL), (0, 0)))
    return np.ascontiguousarray(padded.reshape(len(array), -1, PANEL, array.shape[2]).swapaxes(2, 3))


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
            query, key, value = heads(self.linear(f"{layer}.qkv", self.normal(f"{layer}.n1", x_NLD)), 3)
            x_NLD = self.inner(layer, x_NLD + self.linear(f"{layer}.o", joined(attention(query, key, value))))
        return x_NLD

    def linear(self, name: str, x: Float32Array) -> Float32Array:
        """x [N, L, in] or [L, in] as [N, L, out]."""
        panels, bias = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        made = np.empty((len(panels), x.shape[-2], panels.shape[1], PANEL), dtype=np.float32)
        np.matmul(x[..., None, :, :], panels, out=made.swapaxes(1, 2))
        x = made.reshape(*made.shape[:2], panels.shape[1] * PANEL)[..., : bias.shape[1]]
        x += bias[:, None]
        return x

    def normal(self, name: str, x: Float32Array) -> Float32Array:
        """x at mean 0 and variance 1, scaled."""
        centred: Float32Array = np.subtract(x, _mean(x))
        scale: Float32Array = np.sqrt(_mean(np.square(centred)) + _EPSILON)
        return centred / scale * self.weights[f"{name}.weight"][:, None] + self.weights[f"{name}.bias"][:, None]

    def inner(self, layer: str, x: Float32Array) -> Float32Array:
        """The inner layer behind attention."""
        inner = np.maximum(self.linear(f"{layer}.f1", self.normal(f"{layer}.n3", x)), np.float32(0))
        return x + self.linear(f"{layer}.f2", inner)


def heads(x: Float32Array, num: int = 1) -> Float32Array:
    """[N, Q, num·D] as [num, N, H, Q, W]."""
    return x.reshape(*x.shape[:2], num, -1, HEAD_WIDTH).transpose(2, 0, 3, 1, 4)


def joined(x_NHQW: Float32Array) -> Float32Array:
    """[N, H, Q, W] as [N, Q, D]."""
    x_NQHW = x_NHQW.swapaxes(1, 2)
    return x_NQHW.reshape(*x_NQHW.shape[:2], -1)


def attention(query: Float32Array, key: Float32Array, value: Float32Array) -> Float32Array:
    """[…, Q, W] over […, L, W]; returns […, Q, W]."""
    scores = query @ key.swapaxes(-1, -2)
    scores /= np.float32(math.sqrt(HEAD_WIDTH))
    scores -= scores.max(-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(-1, keepdims=True)
    return scores @ value


def mean_chances(scores: Float32Array) -> Float32Array:
    """The chances […, A] of what is scored [N, …, A]: the mean of the networks'."""
    odds = np.exp(scores - scores.max(-1, keepdims=True))
    return (odds / odds.sum(-1, keepdims=True)).mean(0)


def _mean(x: Float32Array) -> Float32Array:
    """The mean of the last axis, in a third of `mean`'s time for so few numbers."""
    sums: Float32Array = np.add.reduce(x, -1, keepdims=True)
    return sums / np.float32(x.shape[-1])
