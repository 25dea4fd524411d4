import pytest

from p2p.agent.assistant.instructions.asking import Ask
from p2p.agent.assistant.instructions.joints import joint_of, role_of
from p2p.agent.assistant.language.tokens import tokens_of


@pytest.mark.parametrize(
    ("ask", "joint"),
    [
        ("with commas", ", "),
        ("commas, no spaces", ","),
        ("one per line", "\n"),
        ("on separate lines", "\n"),
        ("with hyphens", "-"),
        ("without spaces", ""),
        ("nothing said", None),
    ],
)
def test_what_stands_between_items_is_said_in_many_ways(ask: str, joint: str | None) -> None:
    assert joint_of(Ask(tuple(tokens_of(ask)))) == joint


@pytest.mark.parametrize(
    ("ask", "role"), [("dash between", "between"), ("dash at the end", "end"), ("dash in front", "start"), ("dash on both sides", "around")]
)
def test_a_sign_is_for_what_is_said_beside_it(ask: str, role: str) -> None:
    assert role_of(Ask(tuple(tokens_of(ask))), 0) == role
