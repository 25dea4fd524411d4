"""The vectors of the generality gate's cases: data/encoded/cases/features.safetensors, what `tasks.runs.generality.encoding` writes.

The file is not in the registry: its last bits depend on the processor that made it. DVC tracks it.
"""

# N texts, H width of the encoder, L tokens of a text, E width of what is known of a token, T tokens of all texts, D different ones.

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Self

import numpy as np

from gates.cases.half import Half
from gates.errors import DataMissingError
from learning.adapter import WIDTH
from learning.arrays import AnyArray, Bytes, Float32Array, all_finite
from learning.errors import DataMalformedError
from learning.tensors import Tensors, read_tensors, write_tensors
from p2p.agent.assistant.encoder import Tokens
from p2p.agent.assistant.library import chunks_of
from tasks.data.registry import MAX_FILE_BYTES
from tasks.errors import TextNotEncodedError
from tasks.project.files import read_regular

PATH = "encoded/cases/features.safetensors"
_FORMAT = {"format": "text-features", "version": "3"}
_ARRAYS = {
    "features": ("float32", (WIDTH,)), "digests": ("uint8", (32,)), "token_digests": ("uint8", (32,)), "token_lengths": ("int64", ()),
    "token_spans": ("int64", (2,)), "token_states": ("float32", (2 * WIDTH,)), "token_rows": ("int64", ()),
}  # fmt: skip
"""The arrays of the file; `token_rows` says for each token of the texts, one behind the other, which of the different states is its own."""
_SHA256 = re.compile(r"(?:[0-9a-f]{64})?")
_REWRITE = "write it with `.venv/bin/python -m tasks.runs.generality.encoding`"


@dataclass(frozen=True, slots=True, eq=False)
class KnownTexts:
    """The encoder for those who may not load one: it gives what it said of texts that were encoded before, by their SHA-256.

    `sha256` is the encoder's own, empty where nobody said which it was.
    """

    features_NH: Float32Array
    rows: Mapping[bytes, int]
    known_tokens: Mapping[bytes, Tokens] = field(default_factory=dict[bytes, Tokens])
    sha256: str = ""

    @classmethod
    def of(cls, texts: Sequence[str], features_NH: Float32Array, tokens: Mapping[str, Tokens] = MappingProxyType({})) -> Self:
        """The vectors [N, H] of the texts, which are all different, and the tokens of some."""
        rows = {_digest(text): row for row, text in enumerate(texts)}
        return cls(features_NH, rows, {_digest(text): some for text, some in tokens.items()})

    def encode(self, texts: Sequence[str], /) -> Float32Array:
        """The vectors [N, H] of the texts.

        Errors: TextNotEncodedError (tasks.text.not_encoded).
        """
        rows = [self.rows.get(_digest(text)) for text in texts]
        if None in rows:
            raise _not_encoded(texts[rows.index(None)])
        return self.features_NH[np.array(rows, dtype=np.intp)]

    def tokens(self, text: str, /) -> Tokens:
        """The text token by token.

        Errors: TextNotEncodedError (tasks.text.not_encoded).
        """
        if (tokens := self.known_tokens.get(_digest(text))) is None:
            raise _not_encoded(text)
        return tokens


def case_texts(half: Half) -> list[str]:
    """Every text whose vector answering the cases takes: what is said in them, in both wordings, and the passages of the documents."""
    said = half.cases.texts() + (half.paraphrases.texts() if half.paraphrases else [])
    return list(dict.fromkeys((*said, *case_passages(half))))


def case_passages(half: Half) -> list[str]:
    """The passages of all documents, short and long, each once."""
    passages = (passage for document in (*half.documents, *half.long_documents) for passage in chunks_of(document.text))
    return list(dict.fromkeys(passages))


def pack_features(
    texts: Sequence[str], features_NH: Float32Array, tokens: Mapping[str, Tokens] = MappingProxyType({}), encoder_sha256: str = ""
) -> bytes:
    """The vectors and the tokens with the digests of their texts, and which encoder they are from, as safetensors bytes."""
    states_TE = np.concatenate([np.zeros((0, 2 * WIDTH), dtype=np.float32), *(some.states_LE for some in tokens.values())])
    states_DE, rows_T = np.unique(states_TE, axis=0, return_inverse=True)
    arrays = {
        "features": features_NH,
        "digests": _digests(texts),
        "token_digests": _digests(list(tokens)),
        "token_lengths": np.array([len(some.spans) for some in tokens.values()], dtype=np.int64),
        "token_spans": np.array([span for some in tokens.values() for span in some.spans], dtype=np.int64).reshape(-1, 2),
        "token_states": states_DE,
        "token_rows": rows_T.reshape(-1).astype(np.int64),
    }
    return write_tensors(Tensors(arrays, {**_FORMAT, "encoder": encoder_sha256}))


def load_case_features(root: Path) -> KnownTexts:
    """What the encoder said of the held-out cases.

    Errors: DataMissingError (gates.data.missing), DataMalformedError (learning.data.malformed).
    """
    content = read_regular(root / "data" / PATH, MAX_FILE_BYTES)
    if content is None:
        raise DataMissingError(f"data/{PATH} is missing; {_REWRITE}", path=PATH)
    found = read_tensors(content, DataMalformedError)
    shapes = {name: (str(array.dtype), array.shape[1:]) for name, array in found.arrays.items()}
    encoder_sha256 = found.metadata.get("encoder", "none")
    if found.metadata != {**_FORMAT, "encoder": encoder_sha256} or shapes != _ARRAYS or not _SHA256.fullmatch(encoder_sha256):
        raise DataMalformedError(f"the file does not hold what is known of texts in format version 3; {_REWRITE}")
    arrays = found.arrays
    if not _is_whole(arrays):
        raise DataMalformedError("the vectors and tokens of the file are not those of its texts")
    lengths_N, rows_T = arrays["token_lengths"], arrays["token_rows"]
    tokens: dict[bytes, Tokens] = {}
    for digest, end, length in zip(arrays["token_digests"], np.cumsum(lengths_N), lengths_N, strict=True):
        part = slice(end - length, end)
        spans = [(int(begin), int(after)) for begin, after in arrays["token_spans"][part]]
        tokens[digest.tobytes()] = Tokens(arrays["token_states"][rows_T[part]], spans)
    rows = {digest.tobytes(): row for row, digest in enumerate(arrays["digests"])}
    return KnownTexts(arrays["features"], rows, tokens, encoder_sha256)


def _is_whole(arrays: Mapping[str, AnyArray]) -> bool:
    """Whether every text has its vector, every token its text, its state and a place in the text."""
    lengths_N, rows_T, spans_T2 = arrays["token_lengths"], arrays["token_rows"], arrays["token_spans"]
    if any(array.ndim != len(_ARRAYS[name][1]) + 1 for name, array in arrays.items()):
        return False
    num_tokens, num_states = len(spans_T2), len(arrays["token_states"])
    if len(arrays["features"]) != len(arrays["digests"]) or len(lengths_N) != len(arrays["token_digests"]) or len(rows_T) != num_tokens:
        return False
    if ((lengths_N < 0) | (lengths_N > num_tokens)).any() or lengths_N.sum() != num_tokens or ((rows_T < 0) | (rows_T >= num_states)).any():
        return False
    is_placed = (spans_T2[:, 0] >= 0).all() and (spans_T2[:, 0] <= spans_T2[:, 1]).all()
    return bool(is_placed) and all_finite(arrays["features"]) and all_finite(arrays["token_states"])


def _not_encoded(text: str) -> TextNotEncodedError:
    return TextNotEncodedError(f"the assistant asks for a text that was not encoded; {_REWRITE}", sha256=_digest(text).hex())


def _digests(texts: Sequence[str]) -> Bytes:
    return np.frombuffer(b"".join(map(_digest, texts)), dtype=np.uint8).reshape(len(texts), 32)


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()
