"""Words are what is left of a text without case, marks and plurals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.retrieval.words import words


def test_case_and_marks_do_not_count():
    assert words("A peer's KEY, (again)!") == ["a", "peer", "key", "again"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("keys", "key"),
        ("batteries", "battery"),
        ("houses", "house"),
        ("glass", "glass"),
        ("virus", "virus"),
        ("trees", "trees"),
        ("gas", "gas"),
    ],
)
def test_the_ending_of_a_plural_is_cut_and_others_stay(text, word):
    assert words(text) == [word]


def test_wide_and_joined_letters_are_the_plain_ones():
    assert words("\uff2b\uff25\uff39 \ufb01le") == ["key", "file"]


@given(st.text())
def test_any_text_has_words_without_spaces_or_marks(text):
    assert all(word.replace("'", "").isalnum() for word in words(text))


@given(st.text(), st.text())
def test_two_texts_have_the_words_of_both(first, second):
    assert words(f"{first} {second}") == words(first) + words(second)
