from p2p.agent.assistant.language.lexicon import LEXICON
from p2p.agent.assistant.workings.vocabulary import WORDS


def test_words_of_workings_stand_on_top_of_those_of_forms() -> None:
    assert WORDS.phrases["longest",] == ("op", "M.length+")
    assert WORDS.phrases["comma",] == LEXICON.phrases["comma",]
