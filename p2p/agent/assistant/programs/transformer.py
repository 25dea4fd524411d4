"""The transformer of the parser, in NumPy: it reads the pieces of a text once, and writes programs step by step.

Source: Vaswani et al. 2017, arXiv:1706.03762, each part normalised before it; the pointers are those of Vinyals et al. 2015,
arXiv:1506.03134: a piece is chosen by the product of what the writer seeks with what the piece offers.
"""

# L pieces, E width of what the encoder says of one, M marks, D width, H heads, W width of a head, B programs, T actions, V words.

import math
from collections.abc import Mapping, Sequence
from itertools import count, takewhile

import numpy as np

from learning.arrays import Float32Array, IndexArray
from learning.pointers import HEAD_WIDTH, WORD, Action

Weights = Mapping[str, Float32Array]
_EPSILON = np.float32(1e-5)


class Writer:
    """Writes programs over one text; what it wrote before is kept, so that a step costs the same at any length."""

    def __init__(self, weights: Weights, said_LE: Float32Array, marks_LM: Float32Array) -> None:
        """Shapes: said_LE [pieces, 768], marks_LM [pieces, 17]."""
        self._weights = weights
        x_LD = self._linear("inp", said_LE) + self._linear("seen", marks_LM) + weights["pos.weight"][: len(said_LE)]
        for layer in self._layers("enc"):
            query, key, value = np.split(self._linear(f"{layer}.qkv", self._normal(f"{layer}.n1", x_LD)), 3, axis=-1)
            attended_LD = _attention(_heads(query), _heads(key), _heads(value))
            x_LD = self._inner(layer, x_LD + self._linear(f"{layer}.o", attended_LD))
        memory_LD = self._normal("en", x_LD)
        self._inputs_L3D = self._linear("ptr", memory_LD).reshape(len(said_LE), 3, -1)
        self._offers_L3D = self._linear("pk", memory_LD).reshape(len(said_LE), 3, -1)
        self._crossed = [
            [_heads(part) for part in np.split(self._linear(f"{layer}.kv", memory_LD), 2, axis=-1)] for layer in self._layers("dec")
        ]
        self._kept: list[tuple[Float32Array, Float32Array]] = []

    def step(self, actions: Sequence[Action], parents: IndexArray) -> tuple[Float32Array, Float32Array]:
        """What may follow the last action of each program; `parents` says which program of the step before each continues.

        Shapes: actions [B]; returns the words' scores [B, V] and the pieces' scores [B, 3, L] as first of a text, first of a number, last.
        """
        position = self._kept[0][0].shape[2] if self._kept else 0
        embedded = [self._weights["emb.weight"][number] if kind == WORD else self._inputs_L3D[number, kind - 1] for kind, number in actions]
        x_BD = np.stack(embedded) + self._weights["dpos.weight"][position]
        kept: list[tuple[Float32Array, Float32Array]] = []
        for index, layer in enumerate(self._layers("dec")):
            query, key, value = (
                part.reshape(len(actions), -1, 1, HEAD_WIDTH)
                for part in np.split(self._linear(f"{layer}.qkv", self._normal(f"{layer}.n1", x_BD)), 3, axis=-1)
            )
            if self._kept:
                key, value = (np.concatenate([old[parents], new], axis=2) for old, new in zip(self._kept[index], (key, value), strict=True))
            kept.append((key, value))
            x_BD = x_BD + self._linear(f"{layer}.o", _attention(query, key, value)[:, 0])
            sought = self._linear(f"{layer}.q", self._normal(f"{layer}.n2", x_BD)).reshape(len(actions), -1, 1, HEAD_WIDTH)
            x_BD = x_BD + self._linear(f"{layer}.o2", _attention(sought, *self._crossed[index])[:, 0])
            x_BD = self._inner(layer, x_BD)
        self._kept = kept
        x_BD = self._normal("dn", x_BD)
        sought_B3D = self._linear("pq", x_BD).reshape(len(actions), 3, -1)
        pieces_B3L = np.einsum("bkd,lkd->bkl", sought_B3D, self._offers_L3D, optimize=True) / np.float32(math.sqrt(x_BD.shape[1]))
        return self._linear("out", x_BD), pieces_B3L

    def _layers(self, part: str) -> list[str]:
        return list(takewhile(lambda layer: f"{layer}.n1.weight" in self._weights, (f"{part}.{index}" for index in count())))

    def _linear(self, name: str, x: Float32Array) -> Float32Array:
        return x @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]

    def _normal(self, name: str, x: Float32Array) -> Float32Array:
        centred = x - x.mean(-1, keepdims=True)
        scale = np.sqrt((centred * centred).mean(-1, keepdims=True) + _EPSILON)
        return centred / scale * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]

    def _inner(self, layer: str, x: Float32Array) -> Float32Array:
        inner = np.maximum(self._linear(f"{layer}.f1", self._normal(f"{layer}.n3", x)), np.float32(0))
        return x + self._linear(f"{layer}.f2", inner)


def _heads(x_LD: Float32Array) -> Float32Array:
    """[L, D] as [H, L, W]."""
    return x_LD.reshape(len(x_LD), -1, HEAD_WIDTH).transpose(1, 0, 2)


def _attention(query: Float32Array, key: Float32Array, value: Float32Array) -> Float32Array:
    """[…, H, Q, W] over [H, L, W] or […, H, L, W]; returns [… , Q, D]."""
    scores = query @ key.swapaxes(-1, -2) / np.float32(math.sqrt(HEAD_WIDTH))
    scores = np.exp(scores - scores.max(-1, keepdims=True))
    attended = (scores / scores.sum(-1, keepdims=True)) @ value
    return attended.swapaxes(-2, -3).reshape(*attended.shape[:-3], attended.shape[-2], -1)
