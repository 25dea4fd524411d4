from fractions import Fraction

from p2p.agent.assistant.tools.arithmetic_words import tokens_of


def test_words_and_signs_are_the_same_symbols() -> None:
    assert tokens_of("3 plus 4 times 5", is_loose=False) == tokens_of("3 + 4 * 5", is_loose=False) == [3, "+", 4, "*", 5]
    assert tokens_of("2 to the 10th", is_loose=False) == [Fraction(2), "^", Fraction(10)]


def test_a_word_without_meaning_is_passed_over_only_where_that_is_allowed() -> None:
    assert tokens_of("3 apples plus 4", is_loose=False) is None
    assert tokens_of("3 apples plus 4", is_loose=True) == [3, "+", 4]
