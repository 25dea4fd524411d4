"""Which codecs there are, and how an update of unknown origin is read."""

from functools import lru_cache

import numpy as np

from learning.arrays import Float32Array
from learning.codecs.codec import MAX_HEADER_BYTES, Codec, require_finite
from learning.codecs.fp16 import Fp16Codec
from learning.codecs.fp32 import Fp32Codec
from learning.codecs.int8 import Int8Codec
from learning.codecs.names import parse_codec_name
from learning.codecs.sign import SignCodec
from learning.codecs.topk import TopKCodec, ValueBits
from learning.errors import CodecMismatchError, CodecVersionError, UpdateMalformedError, UpdateShapeError, UpdateTooLargeError
from learning.randomness import generator
from learning.tensors import read_tensors

_VALUE_BITS: dict[str, ValueBits] = {"topk": 16, "topk2b": 2, "topk1b": 1}


def codec_names() -> tuple[str, ...]:
    """One name of each kind, sorted; `learning.codecs.names` has all."""
    return ("fp16", "fp32", "int8", "int8-p99", "sign", "topk-1pct", "topk1b-3pct", "topk2b-3pct")


@lru_cache
def codec_named(name: str) -> Codec:
    """The codec of that name.

    Errors: CodecUnknownError (learning.codec.unknown).
    """
    match (parsed := parse_codec_name(name)).family:
        case "fp16":
            return Fp16Codec()
        case "fp32":
            return Fp32Codec()
        case "int8":
            return Int8Codec(name, parsed.percent or 100)
        case "sign":
            return SignCodec()
        case family:
            assert parsed.percent is not None, name
            return TopKCodec(name, parsed.percent, _VALUE_BITS[family])


@lru_cache(maxsize=16)
def exact_size_bytes(codec_name: str, num_parameters: int) -> int | None:
    """The length of every payload of an exact codec for a model of this size; None of a codec that is not exact.

    Errors: CodecUnknownError (learning.codec.unknown).
    """
    codec, zeros_P = codec_named(codec_name), np.zeros(num_parameters, dtype=np.float32)
    return len(codec.encode(zeros_P, lambda: generator(0, 0, 0, "codec"), None).payload) if codec.is_exact else None


def decode_update(payload: bytes, num_parameters: int, codec_name: str | None = None) -> Float32Array:
    """The update [P] in `payload`, whatever its bytes: an update that is finite, or a coded error.

    Errors: those of `read_update`, and learning.update.not_finite.
    """
    update_P = read_update(payload, num_parameters, codec_name)
    require_finite(update_P)
    return update_P


def read_update(payload: bytes, num_parameters: int, codec_name: str | None = None) -> Float32Array:
    """The same for a caller who looks at every value: not all need be finite.

    The codec is read from the header, and must be `codec_name` where one is given. The length is checked before anything is
    read, and no more than a small multiple of the model's size is allocated. Of a codec's arrays only what its encoder can have
    written is read.
    Errors: learning.update.too_large, .malformed, .shape, .not_finite; learning.codec.unknown, .version, .mismatch.
    """
    _require_length(payload, codec_named("fp32"), num_parameters)
    tensors = read_tensors(payload, UpdateMalformedError, MAX_HEADER_BYTES - 8)
    metadata = tensors.metadata
    if set(metadata) != {"codec", "version", "parameters"}:
        raise UpdateMalformedError("the header names other things than codec, version and parameters")
    codec = codec_named(metadata["codec"])
    if codec_name not in (None, codec.name):
        raise CodecMismatchError("the plan wants another codec", have=codec.name, need=codec_name)
    if metadata["version"] != str(codec.version):
        raise CodecVersionError("the codec has another version here", have=metadata["version"][:16], need=str(codec.version))
    if metadata["parameters"] != str(num_parameters):
        raise UpdateShapeError("the update is for another model", have=metadata["parameters"][:16], need=num_parameters)
    _require_length(payload, codec, num_parameters)
    return codec.decode(tensors, num_parameters)


def _require_length(payload: bytes, codec: Codec, num_parameters: int) -> None:
    limit_bytes = codec.max_size_bytes(num_parameters)
    if len(payload) > limit_bytes:
        raise UpdateTooLargeError("the payload is longer than the codec's can be", size_bytes=len(payload), limit_bytes=limit_bytes)
