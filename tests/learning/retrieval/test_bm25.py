"""BM25 gives the textbook's scores, in an order that nothing but the documents decides."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.errors import RetrievalEmptyError
from learning.retrieval.bm25 import Bm25, Hit, build_index
from learning.retrieval.words import words

BM25 = Bm25(saturation=1.2, length_penalty=0.75)
TEXTS = st.lists(st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=12).map(" ".join), min_size=1, max_size=12)
QUERIES = st.lists(st.sampled_from("abcdefgh"), max_size=6).map(" ".join)


def textbook_score(query: str, document: int, texts: list[str], bm25: Bm25) -> float:
    """The sum over the query's words, written out from the formula, with no index."""
    bags = [words(text) for text in texts]
    mean_length = sum(map(len, bags)) / len(bags)
    score = 0.0
    for word in words(query):
        having = sum(word in bag for bag in bags)
        repeats = bags[document].count(word)
        damping = bm25.saturation * (1 - bm25.length_penalty + bm25.length_penalty * len(bags[document]) / mean_length)
        if repeats:
            rarity = math.log(1 + (len(bags) - having + 0.5) / (having + 0.5))
            score += rarity * repeats * (bm25.saturation + 1) / (repeats + damping)
    return score


@given(TEXTS, QUERIES, st.sampled_from([BM25, Bm25(saturation=0, length_penalty=0), Bm25(saturation=2, length_penalty=1)]))
def test_scores_are_the_textbooks(texts, query, bm25):
    expected = [textbook_score(query, document, texts, bm25) for document in range(len(texts))]
    assert build_index(texts, bm25).scores(query) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@given(TEXTS, QUERIES, st.integers(1, 15))
def test_a_search_is_every_document_ranked_by_brute_force(texts, query, most):
    index = build_index(texts, BM25)
    scores = index.scores(query)
    ranked = sorted(
        (document for document in range(len(texts)) if scores[document] > 0), key=lambda document: (-scores[document], document)
    )
    assert index.search(query, most) == tuple(Hit(document, scores[document]) for document in ranked[:most])


@given(TEXTS, QUERIES, st.randoms(use_true_random=False))
def test_the_order_of_a_querys_words_changes_no_bit(texts, query, random):
    index, parts = build_index(texts, BM25), query.split()
    before = index.scores(query)
    random.shuffle(parts)
    assert np.array_equal(index.scores(" ".join(parts)), before)


def test_of_equal_documents_the_first_one_indexed_is_first():
    hits = build_index(["a b", "b a", "c"], BM25).search("a", 3)
    assert [hit.document for hit in hits] == [0, 1]
    assert hits[0].score == hits[1].score


def test_a_rare_word_counts_more_than_a_common_one():
    scores = build_index(["common rare", "common other", "common third"], BM25).scores
    assert scores("rare")[0] > scores("common")[0] > 0


def test_a_repeated_word_counts_more_and_ever_less_so():
    texts = [" ".join(["a"] * repeats + ["b"] * (8 - repeats)) for repeats in (1, 2, 3)]
    once, twice, thrice = build_index([*texts, "c"], BM25).scores("a")[:3]
    assert twice - once > thrice - twice > 0


def test_a_query_without_a_known_word_finds_nothing():
    assert build_index(["a", "b"], BM25).search("z !", 5) == ()


def test_postings_hold_each_document_of_a_word_once():
    index = build_index(["a a b", "b", "a"], BM25)
    assert {word: list(documents) for word, (documents, _) in index.postings.items()} == {"a": [0, 2], "b": [0, 1]}
    assert Counter({word: len(worth) for word, (_, worth) in index.postings.items()}) == Counter(a=2, b=2)


@pytest.mark.parametrize("texts", [[], ["", " . "]])
def test_documents_without_a_word_are_refused(texts):
    with pytest.raises(RetrievalEmptyError):
        build_index(texts, BM25)
