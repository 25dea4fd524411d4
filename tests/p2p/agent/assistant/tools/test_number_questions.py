from fractions import Fraction

import pytest

from p2p.agent.assistant.tools.arithmetic_words import spoken
from p2p.agent.assistant.tools.number_questions import answer_question


@pytest.mark.parametrize(
    ("text", "answer"),
    [("by what percentage did it fall from 120 to 90", "25"), ("30 is what percent of 120", "25"), ("what percent of 80 is 20", "25"), ("add a 10 percent tip to 63.50", "69.85"), ("a 15% tip on 80", "12"),
     ("20% off 45", "36"), ("what's left over if 58 eggs go into boxes of 6", "4"), ("how many full boxes of 6 can I fill with 58 eggs", "9"), ("how many times does 7 go into 91", "13"),
     ("what do 7 tickets at 12.50 each cost", "87.5"), ("15 is 25% of what number", "60")],
)  # fmt: skip
def test_a_question_in_many_words_is_answered(text: str, answer: str) -> None:
    assert answer_question(spoken(text).tokens) == Fraction(answer)


def test_plain_arithmetic_is_no_such_question() -> None:
    assert answer_question(spoken("3 + 4").tokens) is None
