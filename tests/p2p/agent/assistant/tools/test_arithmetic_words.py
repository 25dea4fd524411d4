from fractions import Fraction

from p2p.agent.assistant.tools.arithmetic_words import spoken


def test_words_and_signs_are_the_same_symbols() -> None:
    assert spoken("3 plus 4 times 5").expression == spoken("3 + 4 * 5").expression == [3, "+", 4, "*", 5]


def test_a_verb_means_the_same_in_each_of_its_forms() -> None:
    assert spoken("subtracting 4 from 9").tokens == ("subtract", Fraction(4), "from", Fraction(9))
    assert spoken("4 subtracted from 9").tokens == (Fraction(4), "subtract", "from", Fraction(9))


def test_words_without_meaning_are_passed_over_and_counted() -> None:
    said = spoken("3 apples plus 4")
    assert said.expression == [3, "+", 4]
    assert said.num_unknown == 1


def test_a_percentage_that_is_asked_for_is_told_from_one_that_is_given() -> None:
    assert spoken("20 percent of 80").tokens == (20, "%", "of", 80)
    assert "ask%" in spoken("12 as a percentage of 80").tokens
