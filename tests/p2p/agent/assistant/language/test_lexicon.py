from p2p.agent.assistant.language.lexicon import LEXICON, PREFIXES, VOCABULARY


def test_a_word_has_one_concept() -> None:
    assert LEXICON["comma",] == ("sign", ",")
    assert LEXICON["square", "bracket"] == ("pair", "[]")


def test_every_phrase_can_be_found_word_by_word() -> None:
    assert all(phrase[:size] in PREFIXES for phrase in LEXICON for size in range(1, len(phrase) + 1))
    assert all(word in VOCABULARY for phrase in LEXICON for word in phrase)
