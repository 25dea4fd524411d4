import pytest

from p2p.agent.assistant.language.asking import asked, is_asking, without_form
from p2p.agent.assistant.language.subjects import quoted


@pytest.mark.parametrize(
    ("request_", "content"),
    [
        ("in capitals please: mind the step", "mind the step"),
        ("mind the step - say that in capitals", "mind the step"),
        ("I would like to see mind the step all in capitals", "mind the step"),
        ("Put 'mind the step' into brackets", "mind the step"),
        ("make a list with bullets out of pears, plums and figs", "pears, plums, figs"),
        ("Write the lake is frozen with a full stop at the end", "the lake is frozen"),
    ],
)
def test_what_is_to_be_said_is_found_wherever_it_stands(request_: str, content: str) -> None:
    found = asked(quoted(request_))
    assert found is not None
    assert found.content == content


def test_a_request_of_which_too_little_is_understood_is_not_parted() -> None:
    assert asked(quoted("who invented the steam engine, and when was it")) is None or not is_asking("steam engine")
    assert asked(quoted("please write it down in one line")) is None


def test_clauses_on_the_form_are_left_out() -> None:
    assert without_form("what is 8 plus 3? only digits, please") == "what is 8 plus 3?"
    assert without_form("what is 8 plus 3?") == "what is 8 plus 3?"
