"""The largest parameters of an update and nothing else: their positions in Rice codes, their values in 16, 2 or 1 bits."""

# P parameters, K kept parameters, B blocks of kept parameters, L levels of magnitude

from typing import Literal

import numpy as np

from learning.arrays import AnyArray, Bytes, Float16Array, Float32Array, Int64Array
from learning.codecs.codec import Encoded, add_debt, pack_payload, payload_bound, require_arrays
from learning.codecs.rice import BLOCK, decode_positions, encode_positions, max_bits, num_blocks
from learning.errors import UpdateMalformedError, UpdateNotFiniteError
from learning.randomness import Chance
from learning.tensors import Tensors

ValueBits = Literal[16, 2, 1]

LARGEST = np.float32(np.finfo(np.float16).max)
"""What is larger is sent as this much, and the rest is owed."""


class TopKCodec:
    """See `learning.codecs.codec.Codec`; what is not sent is owed, and added to the next update.

    Values of 16 bits are in half precision. Those of 2 and 1 bits are a sign and one of two magnitudes, or of one, of their block
    of 256 kept parameters: the means of those above and below the block's own mean.
    Source: Stich, Cordonnier, Jaggi 2018, arXiv:1809.07599 (sparsified SGD with memory); 2-bit values with error feedback:
    Sarfi et al. 2025, arXiv:2508.15706 (SparseLoCo); 1-bit values: Sattler et al. 2019, arXiv:1903.02891.
    """

    version = 1
    is_exact = False

    def __init__(self, name: str, percent: int, value_bits: ValueBits) -> None:
        self.name = name
        self._percent = percent
        self._num_levels = value_bits if value_bits <= 2 else 0
        """Magnitudes of a block; none where values are sent as they are."""

    def kept(self, num_parameters: int) -> int:
        """How many parameters of a model are sent: its share of them, rounded up."""
        return -(-num_parameters * self._percent // 100)

    def encode(self, update_P: Float32Array, chance: Chance, state: Float32Array | None) -> Encoded:
        """The largest parameters of update and debt together; the rest is the new debt. No chance is used."""
        total_P = add_debt(update_P, state)
        positions_K = largest_positions(total_P, self.kept(len(total_P)))
        widths_B, bits = encode_positions(positions_K)
        values_K = total_P[positions_K]
        arrays: dict[str, AnyArray] = {}
        if self._num_levels:
            scales_BL = block_magnitudes(values_K, self._num_levels)
            codes = _codes(values_K, scales_BL)
            values_K = _values(codes, scales_BL)
            arrays["scales"], bits = scales_BL, np.concatenate([codes.reshape(-1), bits])
        else:
            arrays["values"] = np.clip(values_K, -LARGEST, LARGEST).astype(np.float16)
            values_K = arrays["values"].astype(np.float32)
        total_P[positions_K] -= values_K
        return Encoded(pack_payload(self, len(total_P), arrays | {"widths": widths_B, "bits": np.packbits(bits)}), total_P)

    def decode(self, tensors: Tensors, num_parameters: int) -> Float32Array:
        """Each value at its position, zero elsewhere."""
        num_kept = self.kept(num_parameters)
        coded = tensors.arrays.get("bits", np.zeros(0, dtype=np.uint8))
        expected: dict[str, tuple[str, tuple[int, ...]]] = {"widths": ("u1", (num_blocks(num_kept),)), "bits": ("u1", (coded.size,))}
        if self._num_levels:
            expected["scales"] = ("<f2", (num_blocks(num_kept), self._num_levels))
        else:
            expected["values"] = ("<f2", (num_kept,))
        require_arrays(tensors, expected)
        bits = np.unpackbits(coded)
        num_codes = num_kept * self._num_levels
        positions_K = decode_positions(tensors.arrays["widths"], bits[num_codes:], num_kept)
        if positions_K[-1] >= num_parameters:
            raise UpdateMalformedError("a position lies outside the model")
        update_P = np.zeros(num_parameters, dtype=np.float32)
        if self._num_levels:
            scales_BL = _checked(tensors.arrays["scales"])
            update_P[positions_K] = _values(bits[:num_codes].reshape(num_kept, -1), scales_BL)
        else:
            update_P[positions_K] = _finite(tensors.arrays["values"])
        return update_P

    def max_size_bytes(self, num_parameters: int) -> int:
        """The codes of values and positions, a width and the magnitudes of each block, and the header."""
        num_kept = self.kept(num_parameters)
        num_bits = num_kept * self._num_levels + max_bits(num_kept, num_parameters)
        values_bytes = 2 * num_blocks(num_kept) * self._num_levels if self._num_levels else 2 * num_kept
        return payload_bound(num_bits // 8 + 1 + num_blocks(num_kept) + values_bytes)


def largest_positions(values_P: Float32Array, num_kept: int) -> Int64Array:
    """Where the largest magnitudes are, ascending; of equal ones the first are taken.

    A partition is some fifty times faster than a sort of all, and a threshold, unlike its order, is the same on every processor.
    Magnitudes are compared as integers, whose order is theirs.
    """
    magnitudes_P = np.abs(values_P).view(np.int32)
    least = np.partition(magnitudes_P, len(values_P) - num_kept)[len(values_P) - num_kept]
    positions = np.flatnonzero(magnitudes_P >= least)
    num_surplus = len(positions) - num_kept
    if num_surplus:
        tied = np.flatnonzero(magnitudes_P[positions] == least)
        positions = np.delete(positions, tied[-num_surplus:])
    return positions.astype(np.int64, copy=False)


def block_magnitudes(values_K: Float32Array, num_levels: int) -> Float16Array:
    """The magnitudes of each block [blocks, levels], ascending: its mean, or the means of what is at most that and of what is above."""
    magnitudes_K = np.minimum(np.abs(values_K), LARGEST)
    starts = np.arange(0, len(values_K), BLOCK)
    sizes_B = np.diff(starts, append=len(values_K)).astype(np.float32)
    means_B = np.add.reduceat(magnitudes_K, starts) / sizes_B
    if num_levels == 1:
        return means_B.astype(np.float16)[:, None]
    is_high_K = magnitudes_K > np.repeat(means_B, BLOCK)[: len(values_K)]
    num_high_B = np.add.reduceat(is_high_K.astype(np.float32), starts)
    high_B = np.add.reduceat(np.where(is_high_K, magnitudes_K, np.float32(0)), starts) / np.maximum(num_high_B, 1)
    low_B = np.add.reduceat(np.where(is_high_K, np.float32(0), magnitudes_K), starts) / np.maximum(sizes_B - num_high_B, 1)
    return np.stack([low_B, np.maximum(low_B, high_B)], axis=1).astype(np.float16)


def _codes(values_K: Float32Array, scales_BL: Float16Array) -> Bytes:
    """For each value its sign, and whether the larger magnitude is the nearer, as bits [K, levels]."""
    codes = np.empty((len(values_K), scales_BL.shape[1]), dtype=np.uint8)
    codes[:, 0] = values_K < 0
    if scales_BL.shape[1] == 2:
        middles_B = scales_BL.astype(np.float32).mean(axis=1)
        codes[:, 1] = np.abs(values_K) > np.repeat(middles_B, BLOCK)[: len(values_K)]
    return codes


def _values(codes: Bytes, scales_BL: Float16Array) -> Float32Array:
    """What the codes stand for."""
    scales = np.repeat(scales_BL.astype(np.float32), BLOCK, axis=0)[: len(codes)]
    magnitudes_K = scales[:, 0] if scales.shape[1] == 1 else np.where(codes[:, 1], scales[:, 1], scales[:, 0])
    return np.where(codes[:, 0], -magnitudes_K, magnitudes_K)


def _checked(scales_BL: Float16Array) -> Float16Array:
    if np.signbit(_finite(scales_BL)).any() or (np.diff(scales_BL, axis=1) < 0).any():
        raise UpdateMalformedError("a magnitude is negative, or the two of a block descend")
    return scales_BL


def _finite(values: Float16Array) -> Float16Array:
    if not np.isfinite(values).all():
        raise UpdateNotFiniteError("a value is NaN or an infinity")
    return values
