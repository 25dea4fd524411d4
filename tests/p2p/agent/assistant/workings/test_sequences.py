import pytest

from p2p.agent.assistant.workings.sequences import continued


@pytest.mark.parametrize(
    ("items", "following"),
    [
        ("3 6 9", "12"),
        ("3 6 12", "24"),
        ("1 4 9 16", "25"),
        ("1 1 2 3 5", "8"),
        ("a b a b a", "b"),
        ("B D F", "H"),
        ("AB BC CD", "DE"),
        ("Monday Tuesday", "Wednesday"),
        ("Nov Dec", "Jan"),
        ("a1 a2 a3", "a4"),
    ],
)
def test_a_sequence_goes_on_by_its_rule(items: str, following: str) -> None:
    assert continued(items.split(), 1) == [following]


def test_what_has_no_rule_does_not_go_on() -> None:
    assert continued(["oak", "pear", "x"], 1) is None
    assert continued(["1", "2", "3"], 0) is None
