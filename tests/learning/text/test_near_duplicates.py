"""Near-duplicates: the filter finds every pair that comparing all with all would find."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.text.near_duplicates import near_groups, near_pairs, text_similarity

SENTENCES = st.lists(
    st.lists(st.sampled_from(["pay", "the", "agent", "agents", "ten", "credits", "for", "job", "jobs", "!", "7"]), max_size=6).map(
        " ".join
    ),
    max_size=9,
)
SIMILARITIES = st.sampled_from([0.3, 0.5, 0.75, 0.8, 1.0])


def test_case_punctuation_and_order_of_words_do_not_make_texts_different() -> None:
    assert text_similarity("Who is online?", "online: who IS") == 1.0


@pytest.mark.parametrize(("first", "second"), [("", "?!"), ("", "")])
def test_texts_without_words_are_alike(first: str, second: str) -> None:
    assert text_similarity(first, second) == 1.0


@given(st.text(max_size=30), st.text(max_size=30))
def test_similarity_is_symmetric_and_a_fraction(first: str, second: str) -> None:
    assert text_similarity(first, second) == text_similarity(second, first)
    assert 0.0 <= text_similarity(first, second) <= 1.0
    assert text_similarity(first, first) == 1.0


@given(SENTENCES, SENTENCES, SIMILARITIES)
@settings(max_examples=150)
def test_the_pairs_are_those_that_comparing_all_with_all_finds(queries: list[str], texts: list[str], similarity: float) -> None:
    found = list(zip(*(side.tolist() for side in near_pairs(queries, texts, similarity)), strict=True))
    expected = [
        (row, column)
        for row, query in enumerate(queries)
        for column, text in enumerate(texts)
        if any(map(str.isalnum, query)) and any(map(str.isalnum, text)) and text_similarity(query, text) >= similarity
    ]
    assert found == expected


def test_near_texts_share_a_group_also_through_others() -> None:
    texts = ["pay the agent now", "weather today", "please pay the agent now", "please pay the agent right now"]
    similarity = min(text_similarity(texts[0], texts[2]), text_similarity(texts[2], texts[3]))
    assert text_similarity(texts[0], texts[3]) < similarity
    assert near_groups(texts, similarity).tolist() == [0, 1, 0, 0]


@given(SENTENCES, SIMILARITIES)
def test_a_group_is_named_by_its_first_text(texts: list[str], similarity: float) -> None:
    groups_N = near_groups(texts, similarity)
    assert groups_N.shape == (len(texts),)
    assert (groups_N <= np.arange(len(texts))).all()
    assert (groups_N[groups_N] == groups_N).all()
