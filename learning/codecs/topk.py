"""The largest hundredth of an update, its values in half precision; what is left out is owed and sent later."""

import numpy as np

from learning.arrays import Float32Array
from learning.codecs.codec import Encoded, pack_payload, payload_bound, require_arrays, require_finite
from learning.errors import UpdateMalformedError, UpdateNotFiniteError
from learning.tensors import Tensors

DENSITY = 100
"""One parameter in so many is sent."""
_LARGEST = np.float32(np.finfo(np.float16).max)


class TopKCodec:
    """See `learning.codecs.codec.Codec`; what is sent and what is owed add up to what was to be sent, to float32's precision.

    Source: Stich, Cordonnier, Jaggi 2018, arXiv:1809.07599 (sparsified SGD with memory).
    """

    name = "topk"
    version = 1
    keeps_state = True

    def encode(self, update_P: Float32Array, generator: np.random.Generator, state: Float32Array | None) -> Encoded:
        """The positions and values of the largest parameters of update and debt together; the rest is the new debt."""
        require_finite(update_P)
        total_P = update_P.copy() if state is None else update_P + state
        num_kept = kept(len(total_P))
        positions = np.sort(np.argsort(-np.abs(total_P), kind="stable")[:num_kept]).astype(np.uint32)
        values = np.clip(total_P[positions], -_LARGEST, _LARGEST).astype(np.float16)
        total_P[positions] -= values.astype(np.float32)
        return Encoded(pack_payload(self, len(update_P), {"positions": positions, "values": values}), total_P)

    def decode(self, tensors: Tensors, num_parameters: int) -> Float32Array:
        """Each value at its position, zero elsewhere."""
        num_kept = kept(num_parameters)
        require_arrays(tensors, {"positions": ("<u4", (num_kept,)), "values": ("<f2", (num_kept,))})
        positions, values = tensors.arrays["positions"].astype(np.int64), tensors.arrays["values"]
        if not np.isfinite(values).all():
            raise UpdateNotFiniteError("a value is NaN or an infinity")
        if (np.diff(positions) <= 0).any() or (positions >= num_parameters).any():
            raise UpdateMalformedError("the positions do not ascend, or lie outside the model")
        update_P = np.zeros(num_parameters, dtype=np.float32)
        update_P[positions] = values
        return update_P

    def max_size_bytes(self, num_parameters: int) -> int:
        """Four bytes for a position, two for its value, and the header."""
        return payload_bound(6 * kept(num_parameters))


def kept(num_parameters: int) -> int:
    """How many parameters of a model are sent: a hundredth of them, rounded up."""
    return -(-num_parameters // DENSITY)
