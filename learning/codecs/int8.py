"""Updates in eight bits a parameter: blocks of 256 with a scale each, stochastic rounding."""

import numpy as np

from learning.arrays import Float32Array
from learning.codecs.codec import Encoded, pack_payload, payload_bound, require_arrays, require_finite
from learning.errors import UpdateMalformedError, UpdateNotFiniteError
from learning.randomness import Chance
from learning.tensors import Tensors

BLOCK = 256
_LEVELS = 127
_INVERSE = np.nextafter(np.float32(1 / _LEVELS), np.float32(0))
"""Below 1/127, so that no level times its scale exceeds the block's largest value, and none overflows."""
_FLUSHED = np.float32(_LEVELS * 2.0 * np.finfo(np.float32).tiny)
"""Blocks of smaller values than this (3e-36) are sent as zeros: their scale would be subnormal."""


class Int8Codec:
    """See `learning.codecs.codec.Codec`; the mean of the decoded update over the draws is the update.

    Below a percentile of 100 a block's largest values are clipped to that percentile of its magnitudes, unless it is nought: the
    others are rounded more finely, and what is clipped is lost.
    Source: Alistarh et al. 2017, arXiv:1610.02132 (QSGD), with the largest value of a block as its norm.
    """

    version = 1
    is_exact = False

    def __init__(self, name: str = "int8", percentile: int = 100) -> None:
        self.name = name
        self._percentile = percentile

    def encode(self, update_P: Float32Array, chance: Chance, state: Float32Array | None) -> Encoded:
        """Each value rounded up or down by chance, so that it is right on average; no state is kept."""
        require_finite(update_P)
        blocks = np.zeros((_num_blocks(len(update_P)), BLOCK), dtype=np.float32)
        blocks.reshape(-1)[: len(update_P)] = update_P
        largest = self._largest(blocks, len(update_P))
        scales = np.where(largest < _FLUSHED, np.float32(0), largest * _INVERSE)
        with np.errstate(over="ignore"):
            blocks /= np.where(scales > 0, scales, np.float32(np.inf))[:, None]
        blocks += chance().random(blocks.shape, dtype=np.float32)
        levels = np.clip(np.floor(blocks, out=blocks), -_LEVELS, _LEVELS, out=blocks).astype(np.int8)
        arrays = {"scales": scales, "levels": levels.reshape(-1)[: len(update_P)]}
        return Encoded(pack_payload(self, len(update_P), arrays))

    def _largest(self, blocks: Float32Array, num_parameters: int) -> Float32Array:
        """The magnitude of each block that is not clipped; the zeros that pad the last block count for nothing."""
        magnitudes = np.abs(blocks)
        largest = magnitudes.max(axis=1)
        if self._percentile == 100:
            return largest
        num_last = num_parameters - BLOCK * (len(blocks) - 1)
        most, last = (BLOCK - 1 - size * (100 - self._percentile) // 100 for size in (BLOCK, num_last))
        magnitudes[:-1].partition(most, axis=1)
        magnitudes[-1].partition(last)
        clipped = np.append(magnitudes[:-1, most], magnitudes[-1, last])
        return np.where(clipped > 0, clipped, largest)

    def decode(self, tensors: Tensors, num_parameters: int) -> Float32Array:
        """Each level times the scale of its block."""
        num_blocks = _num_blocks(num_parameters)
        require_arrays(tensors, {"scales": ("<f4", (num_blocks,)), "levels": ("i1", (num_parameters,))})
        scales: Float32Array = tensors.arrays["scales"]
        if not np.isfinite(scales).all():
            raise UpdateNotFiniteError("a scale is NaN or an infinity")
        if (scales < 0).any() or (tensors.arrays["levels"] == -128).any():
            raise UpdateMalformedError("a scale is negative or a level is below -127")
        blocks = np.zeros((num_blocks, BLOCK), dtype=np.float32)
        blocks.reshape(-1)[:num_parameters] = tensors.arrays["levels"]
        with np.errstate(over="ignore"):
            blocks *= scales[:, None]
        return blocks.reshape(-1)[:num_parameters]

    def max_size_bytes(self, num_parameters: int) -> int:
        """A byte a parameter, four a block, and the header."""
        return payload_bound(num_parameters + 4 * _num_blocks(num_parameters))


def _num_blocks(num_parameters: int) -> int:
    return -(-num_parameters // BLOCK)
