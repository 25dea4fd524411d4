"""Texts that say the same in nearly the same words: pairs of them, groups of them."""

# Q queries, N texts, G character runs.

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

from learning.arrays import Float64Array, IndexArray, Int64Array
from learning.text.tokenizer import character_grams, words_of

_GRAM_SIZE = 3
_PAIRS_AT_ONCE = 100_000


def gram_set(text: str) -> frozenset[str]:
    """The character runs by which two texts are compared: three long, case, punctuation and spacing left out."""
    return frozenset(character_grams(words_of(text), _GRAM_SIZE))


def text_similarity(first: str, second: str) -> float:
    """Shared character runs among all of both (Jaccard), 0 to 1; 1 for two texts without words."""
    left, right = gram_set(first), gram_set(second)
    return len(left & right) / len(left | right) if left or right else 1.0


def near_pairs(queries: Sequence[str], texts: Sequence[str], similarity: float) -> tuple[IndexArray, IndexArray]:
    """Every pair of a query and a text whose `text_similarity` is at least `similarity`, which is above 0.

    Shapes: indices into `queries` and into `texts`, one of each a pair, ascending. A text without words pairs with none.
    Source: prefix filtering, Chaudhuri et al. 2006 (ICDE): two sets so alike share one of the rarest runs of each.
    """
    sets = [gram_set(text) for text in (*queries, *texts)]
    frequency = Counter(gram for grams in sets for gram in grams)
    columns = {gram: column for column, (gram, _) in enumerate(sorted(frequency.items(), key=lambda item: (item[1], item[0])))}
    rows = [sorted(columns[gram] for gram in grams) for grams in sets]
    rarest = [row[: len(row) - math.ceil(similarity * len(row)) + 1] for row in rows]
    split = len(queries)
    candidates = (_incidence(rarest[:split], len(columns)) @ _incidence(rarest[split:], len(columns)).T).tocoo()
    of_queries, of_texts = _incidence(rows[:split], len(columns)), _incidence(rows[split:], len(columns))
    near = _jaccard(of_queries, of_texts, candidates.row, candidates.col) >= similarity
    order = np.lexsort((candidates.col[near], candidates.row[near]))
    return candidates.row[near][order].astype(np.intp), candidates.col[near][order].astype(np.intp)


def near_groups(texts: Sequence[str], similarity: float) -> Int64Array:
    """Number each text's group: texts at least so alike share one, also through others; each group is named by its first text.

    Shapes: returns [texts].
    """
    groups_N = np.arange(len(texts), dtype=np.int64)
    for first, second in zip(*near_pairs(texts, texts, similarity), strict=True):
        if groups_N[first] != groups_N[second]:
            joined = groups_N[[first, second]]
            groups_N[np.isin(groups_N, joined)] = joined.min()
    return groups_N


def _incidence(rows: Sequence[Sequence[int]], num_columns: int) -> csr_array:
    """A one for each run that each text holds."""
    starts = np.concatenate(([0], np.cumsum([len(row) for row in rows], dtype=np.int64)))
    columns = np.array([column for row in rows for column in row], dtype=np.int64)
    return csr_array((np.ones(len(columns), dtype=np.float32), columns, starts), shape=(len(rows), num_columns))


def _jaccard(queries: csr_array, texts: csr_array, first: IndexArray, second: IndexArray) -> Float64Array:
    """The similarity of each pair (first[i], second[i])."""
    sizes = np.diff(queries.indptr)[first] + np.diff(texts.indptr)[second]
    shared = np.zeros(len(first), dtype=np.float64)
    for start in range(0, len(first), _PAIRS_AT_ONCE):
        part = slice(start, start + _PAIRS_AT_ONCE)
        shared[part] = queries[first[part]].multiply(texts[second[part]]).sum(axis=1)
    return shared / np.maximum(sizes - shared, 1)
