"""The vectors of the generality gate's cases: data/encoded/cases/features.safetensors, what `tasks.runs.generality.encoding` writes.

The file is not in the registry: its last bits depend on the processor that made it. DVC tracks it.
"""

# N texts, H width of the encoder.

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

import numpy as np

from gates.cases.half import Half
from gates.errors import DataMissingError
from learning.adapter import WIDTH
from learning.arrays import Float32Array
from learning.errors import DataMalformedError
from learning.tensors import Tensors, read_tensors, write_tensors
from p2p.agent.assistant.library import chunks_of
from tasks.data.registry import MAX_FILE_BYTES
from tasks.errors import TextNotEncodedError
from tasks.project.files import read_regular

PATH = "encoded/cases/features.safetensors"
_FORMAT = {"format": "text-features", "version": "1"}
_REWRITE = "write it with `.venv/bin/python -m tasks.runs.generality.encoding`"


@dataclass(frozen=True, slots=True, eq=False)
class KnownTexts:
    """The encoder for those who may not load one: it gives the vectors of texts that were encoded before, by their SHA-256."""

    features_NH: Float32Array
    rows: Mapping[bytes, int]

    @classmethod
    def of(cls, texts: Sequence[str], features_NH: Float32Array) -> Self:
        """The vectors [N, H] of the texts, which are all different."""
        return cls(features_NH, {_digest(text): row for row, text in enumerate(texts)})

    def encode(self, texts: Sequence[str], /) -> Float32Array:
        """The vectors [N, H] of the texts.

        Errors: TextNotEncodedError (tasks.text.not_encoded).
        """
        rows = [self.rows.get(_digest(text)) for text in texts]
        if None in rows:
            digest = _digest(texts[rows.index(None)]).hex()
            raise TextNotEncodedError(f"the assistant asks for the vector of a text that was not encoded; {_REWRITE}", sha256=digest)
        return self.features_NH[np.array(rows, dtype=np.intp)]


def case_texts(half: Half) -> list[str]:
    """Every text whose vector answering the cases takes: what is said in them, in both wordings, and the passages of the documents."""
    said = half.cases.texts() + (half.paraphrases.texts() if half.paraphrases else [])
    passages = [passage for document in (*half.documents, *half.long_documents) for passage in chunks_of(document.text)]
    return list(dict.fromkeys((*said, *passages)))


def pack_features(texts: Sequence[str], features_NH: Float32Array) -> bytes:
    """The vectors with the digests of their texts as safetensors bytes."""
    digests = np.frombuffer(b"".join(map(_digest, texts)), dtype=np.uint8).reshape(len(texts), -1)
    return write_tensors(Tensors({"features": features_NH, "digests": digests}, _FORMAT))


def load_case_features(root: Path) -> KnownTexts:
    """The vectors of the held-out cases.

    Errors: DataMissingError (gates.data.missing), DataMalformedError (learning.data.malformed).
    """
    content = read_regular(root / "data" / PATH, MAX_FILE_BYTES)
    if content is None:
        raise DataMissingError(f"data/{PATH} is missing; {_REWRITE}", path=PATH)
    found = read_tensors(content, DataMalformedError)
    shapes = {name: (str(array.dtype), array.shape[1:]) for name, array in found.arrays.items()}
    if found.metadata != _FORMAT or shapes != {"features": ("float32", (WIDTH,)), "digests": ("uint8", (32,))}:
        raise DataMalformedError("the file does not hold the vectors of texts in format version 1")
    rows = {digest.tobytes(): row for row, digest in enumerate(found.arrays["digests"])}
    return KnownTexts(found.arrays["features"], rows)


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()
