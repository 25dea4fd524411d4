"""Ascending positions as bits: Golomb-Rice codes of their gaps, a parameter for each block of 256, read and written as whole arrays.

Source: Golomb 1966; Rice 1979; for sparse updates Sattler et al. 2019, arXiv:1903.02891 (Sparse Binary Compression).
"""

# K positions, B blocks of positions

import numpy as np

from learning.arrays import Bytes, Int64Array
from learning.errors import UpdateMalformedError

BLOCK = 256


def num_blocks(num_positions: int) -> int:
    """Blocks of so many positions, the last one ragged."""
    return -(-num_positions // BLOCK)


def encode_positions(positions_K: Int64Array) -> tuple[Bytes, Bytes]:
    """The width of each block and the bits, one a byte, of at least one position, strictly ascending from 0.

    A gap of g to the position before is g >> width in unary and the low `width` bits as they are. The low bits come first, by
    ascending width, then the unary parts (so many zeros and a one), so that neither needs a loop over positions.
    """
    gaps_K = np.diff(positions_K, prepend=-1) - 1
    widths_B = _widths(gaps_K)
    width_K = _of_each(widths_B, len(gaps_K))
    bits = [_to_bits(gaps_K[width_K == width], width) for width in _distinct(widths_B)]
    ends_K = np.cumsum((gaps_K >> width_K) + 1)
    unary = np.zeros(ends_K[-1], dtype=np.uint8)
    unary[ends_K - 1] = 1
    return widths_B, np.concatenate([*bits, unary])


def decode_positions(widths_B: Bytes, bits: Bytes, num_positions: int) -> Int64Array:
    """The positions; `bits` may end in fewer than eight zeros more than there are.

    Errors: UpdateMalformedError (learning.update.malformed), also for widths that `encode_positions` does not choose.
    """
    width_K = _of_each(widths_B, num_positions)
    start = int(width_K.sum())
    if widths_B.max() > 32 or np.count_nonzero(bits[start:]) != num_positions:
        raise UpdateMalformedError("the coded positions are of another number")
    low_K = np.zeros(num_positions, dtype=np.int64)
    offset = 0
    for width in _distinct(widths_B):
        is_chosen = width_K == width
        size = int(np.count_nonzero(is_chosen)) * width
        low_K[is_chosen] = _from_bits(bits[offset : offset + size], width)
        offset += size
    ends_K = np.flatnonzero(bits[start:])
    if len(bits) - start - ends_K[-1] > 8:
        raise UpdateMalformedError("bits follow the last position")
    gaps_K = ((np.diff(ends_K, prepend=-1) - 1) << width_K) + low_K
    if not np.array_equal(_widths(gaps_K), widths_B):
        raise UpdateMalformedError("the gaps are coded in another width than the shortest")
    return np.cumsum(gaps_K + 1) - 1


def max_bits(num_positions: int, limit: int) -> int:
    """No positions below `limit`, so many, take more bits: the mean gap is at most limit / num_positions, and the logarithm concave."""
    return num_positions * (3 + (2 * (limit // num_positions) + 1).bit_length())


def _widths(gaps_K: Int64Array) -> Bytes:
    """Of each block the width w with 2^(w-1) <= 0.69 of its mean gap < 2^w, which is within a few hundredths of a bit of the best."""
    starts = np.arange(0, len(gaps_K), BLOCK)
    sums_B = np.add.reduceat(gaps_K, starts)
    sizes_B = np.diff(starts, append=len(gaps_K))
    return np.frexp((sums_B * 177) // (sizes_B * 256))[1].astype(np.uint8)


def _of_each(widths_B: Bytes, num_positions: int) -> Int64Array:
    return np.repeat(widths_B, BLOCK)[:num_positions].astype(np.int64)


def _distinct(widths_B: Bytes) -> list[int]:
    return [int(width) for width in np.unique(widths_B) if width > 0]


def _to_bits(values_K: Int64Array, width: int) -> Bytes:
    return ((values_K[:, None] >> np.arange(width - 1, -1, -1)) & 1).astype(np.uint8).reshape(-1)


def _from_bits(bits: Bytes, width: int) -> Int64Array:
    values_K = np.zeros(len(bits) // width, dtype=np.int64)
    for column in bits.reshape(-1, width).T:
        values_K += values_K
        values_K += column
    return values_K
