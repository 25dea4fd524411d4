"""Words are the same however a text is spelled, spaced or set; terms are made of nothing else."""

from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from learning.text.tokenizer import character_grams, word_terms, words_of

TEXTS = st.text(max_size=60)
WORDS = st.lists(st.text(alphabet="abcdeé7'", min_size=1, max_size=8), max_size=6)


def test_case_punctuation_and_spacing_are_left_out() -> None:
    assert words_of("  What's UP,\tDoc?! (R2-D2)") == ["what's", "up", "doc", "r2", "d2"]


def test_full_width_letters_ligatures_and_curly_apostrophes_are_plain_ones() -> None:
    assert words_of("ＷＩＦＩ ﬁle don’t") == words_of("wifi file don't")


def test_letters_of_any_script_make_words() -> None:
    assert words_of("mañana 东京 Straße") == ["mañana", "东京", "strasse"]


@given(TEXTS)
def test_the_words_of_the_words_are_the_words(text: str) -> None:
    words = words_of(text)
    assert words_of(" ".join(words)) == words


@given(TEXTS)
def test_words_hold_no_spaces_and_are_not_empty(text: str) -> None:
    assert all(word and not any(character.isspace() for character in word) for word in words_of(text))


@given(WORDS)
def test_terms_are_the_words_and_each_two_neighbours(words: list[str]) -> None:
    terms = word_terms(words)
    assert terms[: len(words)] == words
    assert terms[len(words) :] == [" ".join(words[index : index + 2]) for index in range(len(words) - 1)]


@given(WORDS, st.integers(1, 5))
def test_character_grams_are_those_of_the_reference(words: list[str], size: int) -> None:
    reference = TfidfVectorizer(analyzer="char_wb", ngram_range=(size, size), lowercase=False).build_analyzer()
    assert sorted(character_grams(words, size)) == sorted(reference(" ".join(words)))
