import pytest

from p2p.agent.assistant.language.subjects import quoted
from p2p.agent.assistant.tools.text_counts import count_in, judge_text


@pytest.mark.parametrize(
    ("ask", "count"),
    [
        ("how many words", "3"),
        ("how many letters", "12"),
        ("how many characters", "14"),
        ("how many vowels", "5"),
        ("how many consonants", "7"),
    ],
)
def test_each_kind_of_thing_is_counted(ask: str, count: str) -> None:
    assert count_in(ask, "ten ore trains", quoted("")) == count


def test_a_palindrome_reads_alike_from_both_ends() -> None:
    assert judge_text("is it a palindrome", "Never odd or even", quoted("")) == "yes"
    assert judge_text("is it a palindrome", "almost", quoted("")) == "no"
