"""The documents that the assistant answers from, searched by meaning and by words at once."""

# C chunks, H width of the encoder, D documents.

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from learning.adapter import WIDTH
from learning.arrays import Float32Array, Float64Array, IndexArray
from learning.retrieval.bm25 import Bm25, Bm25Index, build_index
from learning.retrieval.corpus import Document
from p2p.agent.assistant.encoder import Encoder, unit_rows
from p2p.agent.assistant.reply import Source

MAX_CHUNK_WORDS = 60
WORD_WEIGHT = 0.025
"""What a point by words is worth beside the cosine of a passage and that of its document."""
LENGTH_PENALTY = 0.04
"""What a document is discounted for each time that it has e times as many passages: the more there are, the nearer is the best by chance."""

_BM25 = Bm25(saturation=1.2, length_penalty=0.6)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """Passages of documents, ready to be searched; the weights were chosen on the development half's questions and own/retrieval.json's."""

    documents: tuple[str, ...]
    passages: tuple[str, ...]
    document_C: IndexArray
    features_CH: Float32Array
    centres_DH: Float32Array
    index: Bm25Index | None
    encoder: Encoder

    @classmethod
    def of(cls, documents: Sequence[Document], encoder: Encoder) -> Self:
        """The library of `documents`, which may be none."""
        chunks = [(number, chunk) for number, document in enumerate(documents) for chunk in chunks_of(document.text)]
        passages = tuple(chunk for _, chunk in chunks)
        document_C = np.array([number for number, _ in chunks], dtype=np.intp)
        features_CH = unit_rows(encoder.encode(passages)) if passages else np.zeros((0, WIDTH), dtype=np.float32)
        return cls(
            documents=tuple(document.id for document in documents),
            passages=passages,
            document_C=document_C,
            features_CH=features_CH,
            centres_DH=_centres(features_CH, document_C, len(documents)),
            index=build_index(passages, _BM25) if passages else None,
            encoder=encoder,
        )

    def rank(self, text: str, k: int) -> tuple[Source, ...]:
        """The best `k` documents, each with its best passage, the best first."""
        return self.rank_encoded(text, self.encoder.encode([text])[0], k) if self.passages else ()

    def rank_encoded(self, text: str, features_H: Float32Array, k: int) -> tuple[Source, ...]:
        """What `rank` says of a text whose vector is known."""
        if self.index is None:
            return ()
        scores_C = self._scores(text, features_H)
        found: dict[int, Source] = {}
        for chunk in np.argsort(-scores_C, kind="stable").tolist():
            document = int(self.document_C[chunk])
            if document not in found:
                found[document] = Source(self.documents[document], self.passages[chunk], float(scores_C[chunk]))
            if len(found) == k:
                break
        return tuple(found.values())

    def _scores(self, text: str, features_H: Float32Array) -> Float64Array:
        """The cosine to each passage and to its document's centre, its score by words, less what the document's length makes likely."""
        assert self.index is not None
        question_H = unit_rows(features_H[None])[0]
        whole_D = self.centres_DH @ question_H
        passages_D = np.maximum(np.bincount(self.document_C, minlength=len(self.documents)), 1)
        document_D = whole_D - LENGTH_PENALTY * np.log(passages_D)
        return self.features_CH @ question_H + document_D[self.document_C] + WORD_WEIGHT * self.index.scores(text)


def _centres(features_CH: Float32Array, document_C: IndexArray, num_documents: int) -> Float32Array:
    """The mean direction of each document's passages."""
    sums_DH = np.zeros((num_documents, features_CH.shape[1]), dtype=np.float32)
    np.add.at(sums_DH, document_C, features_CH)
    return unit_rows(sums_DH)


def chunks_of(text: str) -> Iterator[str]:
    """Passages of whole sentences, none over a paragraph's end."""
    for paragraph in re.split(r"\n\s*\n", text):
        sentences: list[str] = []
        for sentence in _SENTENCE_END.split(" ".join(paragraph.split())):
            if sentences and sum(len(one.split()) for one in (*sentences, sentence)) > MAX_CHUNK_WORDS:
                yield " ".join(sentences)
                sentences = []
            sentences.append(sentence)
        if any(sentences):
            yield " ".join(sentences)
