"""How well queries are answered: from the rank of each query's document to the usual figures."""

from collections.abc import Sequence

from learning.errors import RetrievalEmptyError
from learning.retrieval.bm25 import Hit

Rank = int | None
"""The place of a query's document among its hits, 1 for the first; None where it was not found."""


def rank_of(document: int, hits: Sequence[Hit]) -> Rank:
    """The place of `document` among `hits`."""
    return next((place for place, hit in enumerate(hits, start=1) if hit.document == document), None)


def recall_at(ranks: Sequence[Rank], most: int) -> float:
    """The share of queries whose document is among the first `most`, 0 to 1.

    Errors: RetrievalEmptyError (learning.retrieval.empty).
    """
    return sum(rank is not None and rank <= most for rank in ranks) / _count(ranks)


def mean_reciprocal_rank(ranks: Sequence[Rank]) -> float:
    """The mean over queries of 1 / rank, 0 for a document that was not found.

    Errors: RetrievalEmptyError (learning.retrieval.empty).
    """
    return sum(1 / rank for rank in ranks if rank is not None) / _count(ranks)


def _count(ranks: Sequence[Rank]) -> int:
    if not ranks:
        raise RetrievalEmptyError("there is no query")
    return len(ranks)
