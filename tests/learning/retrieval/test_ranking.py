"""Figures of a ranking are those of its definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.errors import RetrievalEmptyError
from learning.retrieval.bm25 import Hit
from learning.retrieval.ranking import mean_reciprocal_rank, rank_of, recall_at

RANKS = st.lists(st.none() | st.integers(1, 20), min_size=1)


def test_a_rank_is_the_place_among_the_hits():
    hits = (Hit(4, 2.0), Hit(0, 1.0))
    assert [rank_of(document, hits) for document in (4, 0, 1)] == [1, 2, None]


def test_figures_of_a_small_ranking():
    ranks = [1, 2, None, 4]
    assert [recall_at(ranks, most) for most in (1, 2, 3, 4)] == [0.25, 0.5, 0.5, 0.75]
    assert mean_reciprocal_rank(ranks) == pytest.approx((1 + 1 / 2 + 1 / 4) / 4)


@given(RANKS, st.integers(1, 20))
def test_the_reciprocal_rank_lies_between_recall_at_1_and_recall(ranks, most):
    assert 0 <= recall_at(ranks, 1) <= recall_at(ranks, most) <= 1
    assert recall_at(ranks, 1) - 1e-12 <= mean_reciprocal_rank(ranks) <= recall_at(ranks, 20) + 1e-12


@given(RANKS)
def test_the_order_of_queries_does_not_count(ranks):
    assert mean_reciprocal_rank(ranks) == pytest.approx(mean_reciprocal_rank(ranks[::-1]))
    assert recall_at(ranks, 3) == recall_at(ranks[::-1], 3)


@pytest.mark.parametrize("figure", [lambda ranks: recall_at(ranks, 1), mean_reciprocal_rank])
def test_no_queries_have_no_figures(figure):
    with pytest.raises(RetrievalEmptyError):
        figure([])
