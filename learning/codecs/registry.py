"""Which codecs there are, and how an update of unknown origin is read."""

from learning.arrays import Float32Array
from learning.codecs.codec import MAX_HEADER_BYTES, Codec
from learning.codecs.fp32 import Fp32Codec
from learning.codecs.int8 import Int8Codec
from learning.codecs.topk import TopKCodec
from learning.errors import (
    CodecMismatchError,
    CodecUnknownError,
    CodecVersionError,
    UpdateMalformedError,
    UpdateShapeError,
    UpdateTooLargeError,
)
from learning.tensors import read_tensors

_CODECS: dict[str, Codec] = {codec.name: codec for codec in (Fp32Codec(), Int8Codec(), TopKCodec())}


def codec_names() -> tuple[str, ...]:
    """Every registered name, sorted."""
    return tuple(sorted(_CODECS))


def codec_named(name: str) -> Codec:
    """The codec of that name.

    Errors: CodecUnknownError (learning.codec.unknown).
    """
    codec = _CODECS.get(name)
    if codec is None:
        raise CodecUnknownError("no codec has this name", codec=name[:64], known=",".join(codec_names()))
    return codec


def stateless_codec_named(name: str) -> Codec:
    """The codec of that name, where it keeps no state: agents do not carry what a client owes from round to round.

    Errors: CodecUnknownError (learning.codec.unknown).
    """
    codec = _CODECS.get(name)
    if codec is None or codec.keeps_state:
        known = ",".join(name for name, codec in sorted(_CODECS.items()) if not codec.keeps_state)
        reason = "no codec has this name" if codec is None else "the codec keeps a client's debt, which agents do not carry"
        raise CodecUnknownError(reason, codec=name[:64], known=known)
    return codec


def decode_update(payload: bytes, num_parameters: int, codec_name: str | None = None) -> Float32Array:
    """The update [P] in `payload`, whatever its bytes: an update that is finite, or a coded error.

    The codec is read from the header, and must be `codec_name` where one is given. The length is checked before anything is
    read, and no more than a small multiple of the model's size is allocated.
    Errors: learning.update.too_large, .malformed, .shape, .not_finite; learning.codec.unknown, .version, .mismatch.
    """
    allowed = _CODECS.values() if codec_name is None else (codec_named(codec_name),)
    limit = max(codec.max_size_bytes(num_parameters) for codec in _CODECS.values())
    if len(payload) > limit:
        raise UpdateTooLargeError("the payload is longer than any codec's", size_bytes=len(payload), limit_bytes=limit)
    tensors = read_tensors(payload, UpdateMalformedError, MAX_HEADER_BYTES - 8)
    metadata = tensors.metadata
    if set(metadata) != {"codec", "version", "parameters"}:
        raise UpdateMalformedError("the header names other things than codec, version and parameters")
    codec = codec_named(metadata["codec"])
    if codec not in allowed:
        raise CodecMismatchError("the plan wants another codec", have=codec.name, need=codec_name)
    if metadata["version"] != str(codec.version):
        raise CodecVersionError("the codec has another version here", have=metadata["version"][:16], need=str(codec.version))
    if metadata["parameters"] != str(num_parameters):
        raise UpdateShapeError("the update is for another model", have=metadata["parameters"][:16], need=num_parameters)
    return codec.decode(tensors, num_parameters)
