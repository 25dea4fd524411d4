from p2p.agent.assistant.composing.elements import ask_of
from p2p.agent.assistant.composing.spans import spans_of
from p2p.agent.assistant.composing.words import WORDS
from p2p.agent.assistant.language.subjects import quoted
from p2p.agent.assistant.language.tokens import tokens_of


def test_a_comma_and_a_space_are_one_mark() -> None:
    said = quoted("comma and a space between: up, down")
    tokens = tokens_of(said.text, WORDS)
    span = next(span for span in spans_of(said, tokens) if span.given.text == "up, down")
    ask = ask_of(tokens, span, said)
    assert ask.codes.split()[1:] == ["between", ":", "G"]
    assert ask.value(ask.codes.split()[0]) == ", "
