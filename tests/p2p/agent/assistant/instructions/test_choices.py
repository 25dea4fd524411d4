import pytest

from p2p.agent.assistant.instructions.asking import Ask
from p2p.agent.assistant.instructions.choices import chosen
from p2p.agent.assistant.language.tokens import tokens_of


@pytest.mark.parametrize(
    ("ask", "items"),
    [
        ("only the first two", ["oak", "elm"]),
        ("all but the last item", ["oak", "elm"]),
        ("skip the second", ["oak", "ash"]),
        ("in alphabetical order", ["ash", "elm", "oak"]),
        ("from z to a", ["oak", "elm", "ash"]),
        ("backwards", ["ash", "elm", "oak"]),
        ("every other item", ["oak", "ash"]),
        ("with commas", None),
    ],
)
def test_the_items_are_those_that_are_asked_for(ask: str, items: list[str] | None) -> None:
    assert chosen(Ask(tuple(tokens_of(ask))), ["oak", "elm", "ash"]) == items


def test_an_item_may_be_left_out_by_its_name() -> None:
    assert chosen(Ask(tuple(tokens_of("without"))), ["oak", "elm"], ["the oak"]) == ["elm"]
