from p2p.agent.assistant.language.lexicon import LEXICON, Lexicon


def test_a_word_has_one_concept() -> None:
    assert LEXICON.phrases["comma",] == ("sign", ",")
    assert LEXICON.phrases["square", "bracket"] == ("pair", "[]")


def test_every_phrase_can_be_found_word_by_word() -> None:
    assert all(phrase[:size] in LEXICON.prefixes for phrase in LEXICON.phrases for size in range(1, len(phrase) + 1))
    assert all(word in LEXICON.words for phrase in LEXICON.phrases for word in phrase)


def test_a_lexicon_on_top_of_another_has_the_last_word() -> None:
    lexicon = Lexicon.of((("letter", "", "comma"),), LEXICON.phrases)
    assert lexicon.phrases["comma",] == ("letter", "")
    assert lexicon.phrases["colon",] == ("sign", ":")
