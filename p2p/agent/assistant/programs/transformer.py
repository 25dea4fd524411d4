"""The transformer of the parser, in NumPy: it reads the pieces of a text once, and writes programs step by step.

Source: Vaswani et al. 2017, arXiv:1706.03762, each part normalised before it; the pointers are those of Vinyals et al. 2015,
arXiv:1506.03134: a piece is chosen by the product of what the writer seeks with what the piece offers. Several networks of one shape,
which were trained apart, are worked on together; each array of theirs has them as its first axis.
"""

# N networks, L pieces, E width of what the encoder says of one, M marks, D width, H heads, W width of a head, B programs, T actions, V words.

import math
from collections.abc import Sequence

import numpy as np

from learning.arrays import Float32Array, IndexArray
from learning.pointers import WORD, Action
from p2p.agent.assistant.layers import Layers, Weights, attention, heads, joined

TABLES = frozenset(("pos.weight", "emb.weight", "dpos.weight"))
"""What has a row for each place or word, and is multiplied with nothing."""


class Writer(Layers):
    """Writes programs over one text; what it wrote before is kept, so that a step costs the same at any length."""

    def __init__(self, weights: Weights, said_LE: Float32Array, marks_LM: Float32Array) -> None:
        """The weights are as `turned` gives them. Shapes: each of them [networks, …], said_LE [pieces, 768], marks_LM [pieces, 17]."""
        super().__init__(weights)
        x_NLD = self.linear("inp", said_LE) + self.linear("seen", marks_LM) + weights["pos.weight"][:, : len(said_LE)]
        memory_NLD = self.normal("en", self.read("enc", x_NLD))
        self._inputs_NL3D = _in_thirds(self.linear("ptr", memory_NLD))
        self._offers_N3DL = np.ascontiguousarray(_in_thirds(self.linear("pk", memory_NLD)).transpose(0, 2, 3, 1))
        self._layers = self.names("dec")
        self._crossed = [np.ascontiguousarray(heads(self.linear(f"{layer}.kv", memory_NLD), 2)) for layer in self._layers]
        self._kept: list[Float32Array] = []

    def step(self, actions: Sequence[Action], parents: IndexArray) -> tuple[Float32Array, Float32Array]:
        """What may follow the last action of each program; `parents` says which program of the step before each continues.

        Shapes: actions [B]; returns the words' scores [N, B, V] and the pieces' scores [N, B, 3, L] as first of a text, first of a number, last.
        """
        position = self._kept[0].shape[4] if self._kept else 0
        embedded = [
            self.weights["emb.weight"][:, number] if kind == WORD else self._inputs_NL3D[:, number, kind - 1] for kind, number in actions
        ]
        x_NBD = np.stack(embedded, axis=1) + self.weights["dpos.weight"][:, position, None]
        kept: list[Float32Array] = []
        for index, layer in enumerate(self._layers):
            said_3NHBTW = heads(self.linear(f"{layer}.qkv", self.normal(f"{layer}.n1", x_NBD)), 3)[..., None, :]
            new_2NHBTW = said_3NHBTW[1:]
            kept.append(np.concatenate([self._kept[index][:, :, :, parents], new_2NHBTW], axis=4) if self._kept else new_2NHBTW)
            x_NBD = x_NBD + self.linear(f"{layer}.o", joined(attention(said_3NHBTW[0], *kept[-1])[:, :, :, 0]))
            sought_NHBW = heads(self.linear(f"{layer}.q", self.normal(f"{layer}.n2", x_NBD)))[0]
            x_NBD = x_NBD + self.linear(f"{layer}.o2", joined(attention(sought_NHBW, *self._crossed[index])))
            x_NBD = self.inner(layer, x_NBD)
        self._kept = kept
        x_NBD = self.normal("dn", x_NBD)
        pieces_N3BL = _in_thirds(self.linear("pq", x_NBD)).swapaxes(1, 2) @ self._offers_N3DL / np.float32(math.sqrt(x_NBD.shape[-1]))
        return self.linear("out", x_NBD), pieces_N3BL.swapaxes(1, 2)


def _in_thirds(x: Float32Array) -> Float32Array:
    """[N, L, 3·D] as [N, L, 3, D]."""
    return x.reshape(*x.shape[:2], 3, -1)
