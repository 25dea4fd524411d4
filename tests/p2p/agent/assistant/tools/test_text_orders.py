import pytest

from p2p.agent.assistant.language.subjects import quoted
from p2p.agent.assistant.tools.text_orders import set_case, sort


@pytest.mark.parametrize(
    ("ask", "result"),
    [
        ("the smallest in front", "4, 9, 31"),
        ("from high to low", "31, 9, 4"),
        ("starting with the largest", "31, 9, 4"),
        ("ascending", "4, 9, 31"),
    ],
)
def test_numbers_are_sorted_by_their_size(ask: str, result: str) -> None:
    assert sort(ask, "9, 31, 4", quoted("")) == result


@pytest.mark.parametrize(
    ("ask", "result"),
    [
        ("in capitals", "TO THE SEA"),
        ("each word with a capital", "To The Sea"),
        ("capitalise it", "To the sea"),
        ("as snake case", "to_the_sea"),
    ],
)
def test_a_text_is_set_in_the_case_that_is_named(ask: str, result: str) -> None:
    assert set_case(ask, "to the sea", quoted("")) == result


def test_what_names_neither_order_nor_case_changes_nothing() -> None:
    assert sort("count them", "b, a", quoted("")) is None
    assert set_case("count them", "b, a", quoted("")) is None
