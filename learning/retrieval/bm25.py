"""BM25: documents ranked by the words that they share with a query."""

# N documents.

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import numpy.typing as npt
from pydantic import Field

from core.parameters import Parameters
from learning.arrays import IndexArray
from learning.errors import RetrievalEmptyError
from learning.retrieval.words import words

Float64Array = npt.NDArray[np.float64]


class Bm25(Parameters):
    """How much a repeated word counts (`saturation`, k1) and how much a long document is discounted (`length_penalty`, b)."""

    saturation: Annotated[float, Field(ge=0, le=10)]
    length_penalty: Annotated[float, Field(ge=0, le=1)]


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found, by its position among those indexed; `score` is above 0."""

    document: int
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class Bm25Index:
    """The documents ready to be searched: `postings` hold for each word the documents with it and what it is worth there."""

    num_documents: int
    postings: Mapping[str, tuple[IndexArray, Float64Array]]

    def scores(self, query: str) -> Float64Array:
        """The score [N] of every document, 0 where it shares no word with the query; the same bits for any order of the words."""
        scores_N = np.zeros(self.num_documents)
        for word, count in sorted(Counter(words(query)).items()):
            if word in self.postings:
                documents, worth = self.postings[word]
                scores_N[documents] += count * worth
        return scores_N

    def search(self, query: str, most: int) -> tuple[Hit, ...]:
        """The best documents, at most `most`, the best first; of equal ones that which was indexed first."""
        scores_N = self.scores(query)
        best = np.argsort(-scores_N, kind="stable")[:most]
        return tuple(Hit(int(document), float(scores_N[document])) for document in best if scores_N[document] > 0)


def build_index(texts: Sequence[str], bm25: Bm25) -> Bm25Index:
    """The index of the documents, each named by its position.

    Errors: RetrievalEmptyError (learning.retrieval.empty).
    Source: Robertson & Zaragoza 2009, The Probabilistic Relevance Framework, equation 3.15; the logarithm's 1 + is Lucene's and keeps
    a word that most documents have from counting against one.
    """
    counts = [Counter(words(text)) for text in texts]
    lengths_N = np.array([count.total() for count in counts], dtype=np.float64)
    if not lengths_N.any():
        raise RetrievalEmptyError("there is no word to index", num_documents=len(texts))
    damping_N = bm25.saturation * (1 - bm25.length_penalty + bm25.length_penalty * lengths_N / lengths_N.mean())
    found: defaultdict[str, list[int]] = defaultdict(list)
    for document, count in enumerate(counts):
        for word in count:
            found[word].append(document)
    postings: dict[str, tuple[IndexArray, Float64Array]] = {}
    for word, having in found.items():
        documents = np.array(having, dtype=np.intp)
        repeats = np.array([counts[document][word] for document in having], dtype=np.float64)
        rarity = np.log(1 + (len(texts) - len(having) + 0.5) / (len(having) + 0.5))
        postings[word] = documents, rarity * repeats * (bm25.saturation + 1) / (repeats + damping_N[documents])
    return Bm25Index(len(texts), postings)
