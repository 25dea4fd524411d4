"""Updates in one bit a parameter: the sign, and the mean magnitude of each block of 256; the error is owed."""

# P parameters, B blocks of parameters

import numpy as np

from learning.arrays import AnyArray, Bytes, Float16Array, Float32Array
from learning.codecs.codec import Encoded, add_debt, pack_payload, payload_bound, require_arrays
from learning.errors import UpdateMalformedError, UpdateNotFiniteError
from learning.randomness import Chance
from learning.tensors import Tensors

BLOCK = 256
_LARGEST = np.float32(np.finfo(np.float16).max)


class SignCodec:
    """See `learning.codecs.codec.Codec`; what the signs miss is owed, and added to the next update.

    Source: Karimireddy et al. 2019, arXiv:1901.09847 (EF-signSGD), a scale for each block instead of one for all.
    """

    name = "sign"
    version = 1
    is_exact = False

    def encode(self, update_P: Float32Array, chance: Chance, state: Float32Array | None) -> Encoded:
        """The signs of update and debt together; what they miss is the new debt. No chance is used."""
        total_P = add_debt(update_P, state)
        scales_B = _mean_magnitudes(total_P)
        is_negative_P = np.signbit(total_P)
        arrays: dict[str, AnyArray] = {"scales": scales_B, "signs": np.packbits(is_negative_P)}
        total_P -= _signed(scales_B, is_negative_P.view(np.uint8))
        return Encoded(pack_payload(self, len(total_P), arrays), total_P)

    def decode(self, tensors: Tensors, num_parameters: int) -> Float32Array:
        """The scale of its block for each parameter, with its sign."""
        require_arrays(tensors, {"scales": ("<f2", (-(-num_parameters // BLOCK),)), "signs": ("u1", (-(-num_parameters // 8),))})
        scales_B, signs = tensors.arrays["scales"], np.unpackbits(tensors.arrays["signs"])
        if not np.isfinite(scales_B).all():
            raise UpdateNotFiniteError("a scale is NaN or an infinity")
        if np.signbit(scales_B).any() or signs[num_parameters:].any():
            raise UpdateMalformedError("a scale is negative, or bits follow the last sign")
        return _signed(scales_B, signs[:num_parameters])

    def max_size_bytes(self, num_parameters: int) -> int:
        """A bit a parameter, two bytes a block, and the header."""
        return payload_bound(-(-num_parameters // 8) + 2 * -(-num_parameters // BLOCK))


def _mean_magnitudes(total_P: Float32Array) -> Float16Array:
    blocks = np.zeros((-(-len(total_P) // BLOCK), BLOCK), dtype=np.float32)
    np.minimum(np.abs(total_P), _LARGEST, out=blocks.reshape(-1)[: len(total_P)])
    sums_B = blocks.sum(axis=1)
    sums_B[:-1] /= BLOCK
    sums_B[-1] /= len(total_P) - BLOCK * (len(blocks) - 1)
    return sums_B.astype(np.float16)


def _signed(scales_B: Float16Array, is_negative_P: Bytes) -> Float32Array:
    blocks = np.zeros((len(scales_B), BLOCK), dtype=np.float32)
    values_P = blocks.reshape(-1)[: len(is_negative_P)]
    values_P[:] = is_negative_P
    scales = scales_B.astype(np.float32)[:, None]
    blocks *= -2 * scales
    blocks += scales
    return values_P
