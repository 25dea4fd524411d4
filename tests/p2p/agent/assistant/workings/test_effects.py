import pytest

from p2p.agent.assistant.language.subjects import quoted
from p2p.agent.assistant.workings.effects import operand


@pytest.mark.parametrize(("code", "text"), [("Q0", "ab"), ("?word", "word"), ("S,", ","), ("N12", "12"), ("cap", "cap")])
def test_a_code_stands_for_a_text(code: str, text: str) -> None:
    assert operand(code, quoted("'ab'")) == text
