from p2p.agent.assistant.composing.words import WORDS
from p2p.agent.assistant.language.lexicon import LEXICON


def test_words_of_what_is_composed_stand_on_top_of_those_of_forms() -> None:
    assert WORDS.phrases["transpose",] == ("swap", "")
    assert WORDS.phrases["comma",] == LEXICON.phrases["comma",]
