import pytest

from p2p.agent.assistant.instructions.joints import joint_in, sign_named


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
    assert joint_in(ask) == joint


def test_signs_have_names_in_both_numbers() -> None:
    assert sign_named("asterisks") == "*"
    assert sign_named("Exclamation mark") == "!"
    assert sign_named("penguin") is None
