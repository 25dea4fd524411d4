"""Passages whose vectors are known: passages.safetensors beside the documents spares the encoder what it has said before.

A vector is found by the SHA-256 over the encoder and the passage: what another encoder said, or this one of other words, is not found.
"""

# M passages, N texts, H width of the encoder.

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

import numpy as np

from learning.adapter import WIDTH
from learning.arrays import Float32Array, all_finite
from learning.errors import DataMalformedError
from learning.tensors import Tensors, read_tensors, write_tensors
from p2p.agent.assistant.encoder import Encoder, Tokens

_FORMAT = {"format": "p2p-agent/assistant-passages", "version": "1"}
_ARRAYS = {"features": ("float32", (WIDTH,)), "digests": ("uint8", (32,))}

Vectors = Mapping[bytes, Float32Array]
"""Vectors [H], each by the digest of its encoder and its text."""


class NamedEncoder(Encoder, Protocol):
    """An encoder that says which it is."""

    @property
    def sha256(self) -> str:
        """The SHA-256 of what makes its vectors."""
        ...


@dataclass(frozen=True, slots=True)
class SparedEncoder:
    """The encoder, which is not asked for the vectors that are known."""

    encoder: NamedEncoder
    known: Vectors

    def encode(self, texts: Sequence[str], /) -> Float32Array:
        """The vectors [N, H] of the texts; those that are not known are encoded together."""
        if not self.known:
            return self.encoder.encode(texts)
        digests = [_digest(self.encoder.sha256, text) for text in texts]
        new = [text for text, digest in zip(texts, digests, strict=True) if digest not in self.known]
        made = iter(self.encoder.encode(new) if new else ())
        return np.stack([self.known[digest] if digest in self.known else next(made) for digest in digests])

    def tokens(self, text: str, /) -> Tokens:
        """The text token by token."""
        return self.encoder.tokens(text)


def pack_passages(passages: Sequence[str], encoder: NamedEncoder) -> bytes:
    """The vectors of the passages as safetensors bytes."""
    features_MH = encoder.encode(passages) if passages else np.zeros((0, WIDTH), dtype=np.float32)
    digests = b"".join(_digest(encoder.sha256, passage) for passage in passages)
    arrays = {"features": features_MH, "digests": np.frombuffer(digests, dtype=np.uint8).reshape(-1, 32)}
    return write_tensors(Tensors(arrays, _FORMAT))


def parse_passages(content: bytes) -> Vectors:
    """What `pack_passages` has packed.

    Errors: DataMalformedError (learning.data.malformed).
    """
    found = read_tensors(content, DataMalformedError)
    shapes = {name: (str(array.dtype), array.shape[1:]) for name, array in found.arrays.items()}
    if found.metadata != _FORMAT or shapes != _ARRAYS:
        raise DataMalformedError("the file does not hold the vectors of passages in format version 1")
    features_MH, digests = found.arrays["features"], found.arrays["digests"]
    if len(features_MH) != len(digests) or not all_finite(features_MH):
        raise DataMalformedError("the vectors of the file are not those of its passages")
    return {digest.tobytes(): features_H for digest, features_H in zip(digests, features_MH, strict=True)}


def _digest(encoder: str, text: str) -> bytes:
    return sha256(bytes.fromhex(encoder) + text.encode()).digest()
