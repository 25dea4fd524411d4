import pytest

from p2p.agent.assistant.tools.nesting import unnested

NESTED = [
    ("multiply the difference of 31 and 19 by 5", ["the difference of 31 and 19", "multiply it by 5"]),
    ("the sum of 45 and 55 is to be tripled", ["the sum of 45 and 55", "it is to be tripled"]),
    ("multiply by 8 what you get when you divide 96 by 12", ["divide 96 by 12", "multiply by 8 it"]),
    ("the square root of 225 is to be multiplied by 8", ["the square root of 225", "it is to be multiplied by 8"]),
]


@pytest.mark.parametrize(("clause", "parts"), NESTED)
def test_what_is_worked_out_first_comes_first(clause: str, parts: list[str]) -> None:
    assert unnested(clause) == parts


@pytest.mark.parametrize(
    "clause", ["the sum of 4 and 5", "ten less than the square of 9", "is the sum of 2 and 3 odd?", "add the product of 3 and 4"]
)
def test_one_expression_stays_whole(clause: str) -> None:
    assert unnested(clause) == [clause]
