"""Texts as rows of term weights (TF-IDF), over a vocabulary that is fitted on the training texts alone."""

# N texts, F terms.

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from learning.arrays import Float32Array, IndexArray
from learning.errors import DataMalformedError
from learning.text.specs import VectorizerSpec
from learning.text.tokenizer import character_grams, word_terms, words_of


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """One kind of term: the column of each, and by column its inverse document frequency.

    Weights are Python floats until they are put into an array: no BLAS or vector unit decides their last bits.
    """

    columns: Mapping[str, int]
    rarity: Sequence[float]

    def row(self, terms: Sequence[str]) -> tuple[list[int], list[float]]:
        """Columns and weights of a text's terms, of unit length where any is known; sublinear in how often a term occurs."""
        columns, rarity = self.columns, self.rarity
        counts = Counter(columns[term] for term in terms if term in columns)
        weights = [rarity[column] if count == 1 else rarity[column] * (1 + math.log(count)) for column, count in counts.items()]
        length = math.hypot(*weights) or 1.0
        return list(counts), [weight / length for weight in weights]


@dataclass(frozen=True, slots=True, eq=False)
class TextVectorizer:
    """A fitted vocabulary: words and pairs of words first, character runs behind them; each kind has unit length in a row."""

    spec: VectorizerSpec
    words: _Block
    grams: _Block

    @property
    def num_terms(self) -> int:
        """How many terms are known."""
        return len(self.words.columns) + len(self.grams.columns)

    def terms(self) -> list[str]:
        """The known terms in the order of their columns; a character run has a # before it."""
        return [*self.words.columns, *(f"#{gram}" for gram in self.grams.columns)]

    def row(self, text: str) -> tuple[IndexArray, Float32Array]:
        """Columns of the known terms in `text`, none twice, and the weight of each; both empty where none is known."""
        words = words_of(text)
        word_columns, word_weights = self.words.row(word_terms(words))
        gram_columns, gram_weights = self.grams.row(character_grams(words, self.spec.character_gram_size))
        offset = len(self.words.columns)
        columns = np.array([*word_columns, *(offset + column for column in gram_columns)], dtype=np.intp)
        return columns, np.array([*word_weights, *gram_weights], dtype=np.float32)

    def matrix(self, texts: Sequence[str]) -> csr_array:
        """The rows of `texts`.

        Shapes: returns [texts, terms] float32, sparse.
        """
        rows = [self.row(text) for text in texts]
        starts = np.concatenate(([0], np.cumsum([len(columns) for columns, _ in rows])))
        columns = np.concatenate([columns for columns, _ in rows] or [np.empty(0, np.intp)])
        weights = np.concatenate([weights for _, weights in rows] or [np.empty(0, np.float32)])
        matrix = csr_array((weights, columns, starts), shape=(len(rows), self.num_terms))
        matrix.sort_indices()
        return matrix


def fit_vectorizer(spec: VectorizerSpec, texts: Sequence[str]) -> TextVectorizer:
    """The vocabulary of `texts`, the same for any order of them.

    Errors: DataMalformedError (learning.data.malformed) where no term occurs in enough of the texts.
    Source: scikit-learn's TfidfVectorizer with sublinear_tf, smooth_idf and norm="l2".
    """
    words = [words_of(text) for text in texts]
    vectorizer = TextVectorizer(
        spec,
        words=_fit_block(spec, words, word_terms),
        grams=_fit_block(spec, words, lambda found: character_grams(found, spec.character_gram_size)),
    )
    if not vectorizer.num_terms:
        raise DataMalformedError("no term occurs in enough of the texts", num_texts=len(texts), min_documents=spec.min_documents)
    return vectorizer


def _fit_block(spec: VectorizerSpec, texts: Sequence[list[str]], terms_of: Callable[[list[str]], list[str]]) -> _Block:
    documents = Counter(term for words in texts for term in set(terms_of(words)))
    kept = sorted(term for term, count in documents.items() if count >= spec.min_documents)
    rarity = [math.log((1 + len(texts)) / (1 + documents[term])) + 1 for term in kept]
    return _Block({term: column for column, term in enumerate(kept)}, rarity)
