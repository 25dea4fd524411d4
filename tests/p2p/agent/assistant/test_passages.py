"""A passage's vector is found by the encoder and the text; what is not found is encoded, and what is no such file refused."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from learning.arrays import Float32Array
from learning.errors import DataMalformedError
from learning.tensors import Tensors, read_tensors, write_tensors
from p2p.agent.assistant.encoder import Tokens
from p2p.agent.assistant.files import read_passages, write_passages
from p2p.agent.assistant.passages import SparedEncoder, pack_passages, parse_passages

PASSAGES = ["the sea", "the hill"]


class Counted:
    """An encoder that keeps what it was asked for; each has vectors of its own."""

    def __init__(self, sha256: str) -> None:
        self.sha256 = sha256
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], /) -> Float32Array:
        self.asked += texts
        return np.stack([np.full(384, len(text) + int(self.sha256[0], 16), dtype=np.float32) for text in texts])

    def tokens(self, text: str, /) -> Tokens:
        return Tokens(np.zeros((0, 768), dtype=np.float32), ((0, len(text)),))


def test_a_passage_that_is_known_is_not_encoded_again() -> None:
    encoder, plain = Counted("a" * 64), Counted("a" * 64)
    spared = SparedEncoder(encoder, parse_passages(pack_passages(PASSAGES, plain)))
    asked = ["a barn", "the hill", "a shore", "the sea", "a barn"]
    assert np.array_equal(spared.encode(asked), plain.encode(asked))
    assert encoder.asked == ["a barn", "a shore", "a barn"]
    spared.encode(PASSAGES)
    assert encoder.asked == ["a barn", "a shore", "a barn"]
    assert spared.tokens("a barn").spans == ((0, 6),)


def test_what_another_encoder_said_is_not_taken() -> None:
    encoder, other = Counted("a" * 64), Counted("b" * 64)
    spared = SparedEncoder(encoder, parse_passages(pack_passages(PASSAGES, other)))
    assert np.array_equal(spared.encode(PASSAGES), Counted("a" * 64).encode(PASSAGES))
    assert encoder.asked == PASSAGES


def test_a_home_keeps_them_or_has_none(tmp_path: Path) -> None:
    assert read_passages(tmp_path) == {}
    write_passages(tmp_path, pack_passages(PASSAGES, Counted("a" * 64)))
    assert len(read_passages(tmp_path)) == 2
    assert parse_passages(pack_passages([], Counted("a" * 64))) == {}


@pytest.mark.parametrize(
    "arrays",
    [
        {"features": np.zeros((2, 384), dtype=np.float32)},
        {"features": np.zeros((1, 384), dtype=np.float32), "digests": np.zeros((2, 32), dtype=np.uint8)},
        {"features": np.zeros((2, 5), dtype=np.float32), "digests": np.zeros((2, 32), dtype=np.uint8)},
        {"features": np.array(1, dtype=np.float32), "digests": np.array(1, dtype=np.uint8)},
        {"features": np.full((2, 384), np.nan, dtype=np.float32), "digests": np.zeros((2, 32), dtype=np.uint8)},
    ],
)
def test_a_file_that_does_not_hold_together_is_refused(arrays: dict[str, np.ndarray]) -> None:
    metadata = read_tensors(pack_passages(PASSAGES, Counted("a" * 64)), DataMalformedError).metadata
    with pytest.raises(DataMalformedError):
        parse_passages(write_tensors(Tensors(arrays, metadata)))


@pytest.mark.parametrize(
    "content", [b"", b"x" * 100, write_tensors(Tensors({}, {"format": "p2p-agent/assistant-passages", "version": "2"}))]
)
def test_another_file_is_refused(content: bytes, tmp_path: Path) -> None:
    write_passages(tmp_path, content)
    with pytest.raises(DataMalformedError):
        read_passages(tmp_path)
