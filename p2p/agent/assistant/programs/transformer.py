"""The transformer of the parser, in NumPy: it reads the pieces of a text once, and writes programs step by step.

Source: Vaswani et al. 2017, arXiv:1706.03762, each part normalised before it; the pointers are those of Vinyals et al. 2015,
arXiv:1506.03134: a piece is chosen by the product of what the writer seeks with what the piece offers. Several networks of one shape,
which were trained apart, are worked on together; each array of theirs has them as its first axis.
"""

# N networks, L pieces, E width of what the encoder says of one, M marks, D width, H heads, W width of a head, B programs, T actions, V words.

import math
from collections.abc import Mapping, Sequence
from itertools import count, takewhile

import numpy as np

from learning.arrays import Float32Array, IndexArray
from learning.pointers import HEAD_WIDTH, WORD, Action

Weights = Mapping[str, Float32Array]
_EPSILON = np.float32(1e-5)


_TABLES = ("pos.weight", "emb.weight", "dpos.weight")
"""What has a row for each place or word, and is multiplied with nothing."""


def turned(weights: Weights) -> Weights:
    """The weights with each matrix's inputs as its rows, in this order in memory: a few rows are multiplied with that in a fifth of the time."""
    return {
        name: np.ascontiguousarray(array.swapaxes(-1, -2)) if array.ndim == 3 and name not in _TABLES else array
        for name, array in weights.items()
    }


class Writer:
    """Writes programs over one text; what it wrote before is kept, so that a step costs the same at any length."""

    def __init__(self, weights: Weights, said_LE: Float32Array, marks_LM: Float32Array) -> None:
        """The weights are as `turned` gives them. Shapes: each of them [networks, …], said_LE [pieces, 768], marks_LM [pieces, 17]."""
        self._weights = weights
        x_NLD = self._linear("inp", said_LE) + self._linear("seen", marks_LM) + weights["pos.weight"][:, : len(said_LE)]
        for layer in self._layers("enc"):
            query, key, value = np.split(self._linear(f"{layer}.qkv", self._normal(f"{layer}.n1", x_NLD)), 3, axis=-1)
            attended_NLD = _attention(_heads(query), _heads(key), _heads(value))
            x_NLD = self._inner(layer, x_NLD + self._linear(f"{layer}.o", attended_NLD))
        memory_NLD = self._normal("en", x_NLD)
        self._inputs_N3LD = np.stack(np.split(self._linear("ptr", memory_NLD), 3, axis=-1), axis=1)
        self._offers_N3LD = np.stack(np.split(self._linear("pk", memory_NLD), 3, axis=-1), axis=1)
        self._crossed = [
            [_heads(part)[:, None] for part in np.split(self._linear(f"{layer}.kv", memory_NLD), 2, axis=-1)]
            for layer in self._layers("dec")
        ]
        self._kept: list[tuple[Float32Array, Float32Array]] = []

    def step(self, actions: Sequence[Action], parents: IndexArray) -> tuple[Float32Array, Float32Array]:
        """What may follow the last action of each program; `parents` says which program of the step before each continues.

        Shapes: actions [B]; returns the words' scores [N, B, V] and the pieces' scores [N, B, 3, L] as first of a text, first of a number, last.
        """
        position = self._kept[0][0].shape[3] if self._kept else 0
        embedded = [
            self._weights["emb.weight"][:, number] if kind == WORD else self._inputs_N3LD[:, kind - 1, number] for kind, number in actions
        ]
        x_NBD = np.stack(embedded, axis=1) + self._weights["dpos.weight"][:, position, None]
        kept: list[tuple[Float32Array, Float32Array]] = []
        for index, layer in enumerate(self._layers("dec")):
            query, key, value = map(_heads_of_one, np.split(self._linear(f"{layer}.qkv", self._normal(f"{layer}.n1", x_NBD)), 3, axis=-1))
            if self._kept:
                key, value = (
                    np.concatenate([old[:, parents], new], axis=3) for old, new in zip(self._kept[index], (key, value), strict=True)
                )
            kept.append((key, value))
            x_NBD = x_NBD + self._linear(f"{layer}.o", _attention(query, key, value)[:, :, 0])
            sought = _heads_of_one(self._linear(f"{layer}.q", self._normal(f"{layer}.n2", x_NBD)))
            x_NBD = x_NBD + self._linear(f"{layer}.o2", _attention(sought, *self._crossed[index])[:, :, 0])
            x_NBD = self._inner(layer, x_NBD)
        self._kept = kept
        x_NBD = self._normal("dn", x_NBD)
        sought_N3BD = np.stack(np.split(self._linear("pq", x_NBD), 3, axis=-1), axis=1)
        pieces_N3BL = sought_N3BD @ self._offers_N3LD.swapaxes(-1, -2) / np.float32(math.sqrt(x_NBD.shape[-1]))
        return self._linear("out", x_NBD), pieces_N3BL.swapaxes(1, 2)

    def _layers(self, part: str) -> list[str]:
        return list(takewhile(lambda layer: f"{layer}.n1.weight" in self._weights, (f"{part}.{index}" for index in count())))

    def _linear(self, name: str, x: Float32Array) -> Float32Array:
        return x @ self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"][:, None]

    def _normal(self, name: str, x: Float32Array) -> Float32Array:
        centred = x - x.mean(-1, keepdims=True)
        scale = np.sqrt((centred * centred).mean(-1, keepdims=True) + _EPSILON)
        return centred / scale * self._weights[f"{name}.weight"][:, None] + self._weights[f"{name}.bias"][:, None]

    def _inner(self, layer: str, x: Float32Array) -> Float32Array:
        inner = np.maximum(self._linear(f"{layer}.f1", self._normal(f"{layer}.n3", x)), np.float32(0))
        return x + self._linear(f"{layer}.f2", inner)


def _heads(x_NLD: Float32Array) -> Float32Array:
    """[N, L, D] as [N, H, L, W]."""
    return x_NLD.reshape(*x_NLD.shape[:2], -1, HEAD_WIDTH).swapaxes(1, 2)


def _heads_of_one(x_NBD: Float32Array) -> Float32Array:
    """[N, B, D] as [N, B, H, 1, W]."""
    return x_NBD.reshape(*x_NBD.shape[:2], -1, 1, HEAD_WIDTH)


def _attention(query: Float32Array, key: Float32Array, value: Float32Array) -> Float32Array:
    """[…, H, Q, W] over […, H, L, W]; returns […, Q, D]."""
    scores = query @ key.swapaxes(-1, -2) / np.float32(math.sqrt(HEAD_WIDTH))
    scores = np.exp(scores - scores.max(-1, keepdims=True))
    attended = (scores / scores.sum(-1, keepdims=True)) @ value
    return attended.swapaxes(-2, -3).reshape(*attended.shape[:-3], attended.shape[-2], -1)
