from p2p.agent.assistant.workings.codes import codes_of
from p2p.agent.assistant.workings.sources import SOURCE


def test_words_that_ask_become_codes_and_words_that_only_fill_are_gone() -> None:
    assert codes_of(f"please give me the last letter of {SOURCE}") == " give O-1 U.letter SRC "


def test_a_plural_is_marked_and_an_unknown_word_keeps_its_spelling() -> None:
    assert codes_of(f"the words Zephyr {SOURCE}") == " U.word* ?Zephyr SRC "


def test_an_evening_is_no_even_number() -> None:
    assert "even" not in codes_of("the evening").split()
