import pytest

from p2p.agent.assistant.composing.sequences import lines_of, ranges_of
from p2p.agent.assistant.composing.words import WORDS
from p2p.agent.assistant.language.subjects import quoted
from p2p.agent.assistant.language.tokens import tokens_of


@pytest.mark.parametrize(
    ("request_", "items"),
    [
        ("from 4 up to 6", "4 5 6"),
        ("count backwards in tens from 30 to 10", "30 20 10"),
        ("odd numbers from 1 to 5", "1 3 5"),
        ("b to d", "b c d"),
    ],
)
def test_numbers_and_letters_go_from_one_to_another(request_: str, items: str) -> None:
    assert items.split() in [list(span.given.items) for span in ranges_of(tokens_of(request_, WORDS))]


def test_nobody_makes_it_count_to_a_million() -> None:
    assert list(ranges_of(tokens_of("from 1 to 1000000", WORDS))) == []


def test_a_line_is_named_by_its_place() -> None:
    said = quoted("the lower line says salt, the upper line says oil")
    assert next(lines_of(said, tokens_of(said.text, WORDS))).given.text == "oil\nsalt"
