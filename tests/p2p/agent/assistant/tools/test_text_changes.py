import pytest

from p2p.agent.assistant.language.subjects import quoted
from p2p.agent.assistant.tools.text_changes import changed


@pytest.mark.parametrize(
    ("ask", "result"),
    [("reverse it", "c, a, b"), ("sort them", "a, b, c"), ("in reverse alphabetical order", "c, b, a"), ("the second item", "a"), ("in capitals", "B, A, C"), ("remove the commas", "b a c")],
)  # fmt: skip
def test_a_list_is_changed_as_it_is_asked(ask: str, result: str) -> None:
    assert changed(ask, "b, a, c", quoted("")) == result


def test_what_asks_for_no_change_makes_none() -> None:
    assert changed("tell me a joke", "b, a, c", quoted("")) is None
