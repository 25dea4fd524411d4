"""What a client owes after an update, as bytes: a value that it keeps from one counted update to its next."""

import numpy as np

from learning.arrays import Float32Array
from learning.errors import CodecStateError
from learning.tensors import Tensors, read_tensors, write_tensors

MAX_HEADER_BYTES = 512


def pack_state(state_P: Float32Array, codec_name: str) -> bytes:
    """The state as safetensors bytes, with the codec that left it."""
    return write_tensors(Tensors({"owed": state_P}, _metadata(codec_name)))


def unpack_state(data: bytes, codec_name: str, num_parameters: int) -> Float32Array:
    """The state in `data`, checked to be finite, of that codec and that size.

    Errors: CodecStateError (learning.codec.state).
    """
    tensors = read_tensors(data, CodecStateError, MAX_HEADER_BYTES)
    owed = tensors.arrays.get("owed")
    if tensors.metadata != _metadata(codec_name) or len(tensors.arrays) != 1 or owed is None:
        raise CodecStateError("the file holds something else, or another codec's state", codec=codec_name)
    if owed.dtype != np.float32 or owed.shape != (num_parameters,) or not np.isfinite(owed).all():
        raise CodecStateError("the state does not fit the model, or is not finite", need=num_parameters)
    return owed


def _metadata(codec_name: str) -> dict[str, str]:
    return {"format": "codec-state", "version": "1", "codec": codec_name}
