from p2p.agent.assistant.language.lexicon import LEXICON
from p2p.agent.assistant.language.tokens import MAX_WORDS


def test_every_phrase_is_short_enough_to_be_found() -> None:
    assert max(map(len, LEXICON)) <= MAX_WORDS


def test_a_word_has_one_concept() -> None:
    assert LEXICON["comma",] == ("sign", ",")
    assert LEXICON["square", "bracket"] == ("pair", "[]")
