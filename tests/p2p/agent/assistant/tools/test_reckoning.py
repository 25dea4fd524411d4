from collections.abc import Mapping
from fractions import Fraction

import pytest

from p2p.agent.assistant.tools.operations_said import OPERATIONS, Operation
from p2p.agent.assistant.tools.reckoning import reckoned
from p2p.agent.assistant.tools.toolbox import Context


def reading(**chances: float) -> Mapping[Operation, float]:
    return {operation: chances.get(operation, 0.0) for operation in OPERATIONS}


BEFORE = Context("number", number=Fraction(40))


@pytest.mark.parametrize(
    ("clauses", "context", "chances", "result", "size"),
    [
        (["so how much for 3 of them?"], BEFORE, {"multiply": 0.9}, "120", 1),
        (["I give away 15", "how many now?"], BEFORE, {"subtract": 0.8}, "25", 2),
        (["a quarter of them are red", "how many?"], BEFORE, {"multiply": 0.8}, "10", 2),
        (["with 20 percent off?"], BEFORE, {"subtract": 0.7}, "32", 1),
        (["6 shelves with 30 books each", "how many books?"], Context(), {"multiply": 0.8}, "180", 2),
        (["and from 100?"], BEFORE, {"subtract": 0.5, "subtract_from": 0.4}, "60", 1),
        (["and the price of 7?"], BEFORE, {"divide": 0.3, "multiply": 0.36}, "280", 1),
    ],
)
def test_what_is_likeliest_by_the_words_and_the_result_is_done(
    clauses: list[str], context: Context, chances: dict[str, float], result: str, size: int
) -> None:
    found = reckoned(clauses, context, lambda _: reading(**chances))
    assert found is not None
    assert (found[0][0].result, found[1]) == (result, size)


@pytest.mark.parametrize(
    ("clause", "context", "chances"),
    [
        ("what are the 5 rights of a peer?", BEFORE, {"none": 0.5, "add": 0.4}),
        ("is that 3 or 4?", BEFORE, {"add": 0.9}),
        ("how much are 3 of them?", Context(), {"multiply": 0.9}),
        ("how many 0s fit in?", BEFORE, {"divide": 0.9}),
    ],
)
def test_what_is_unlikely_or_has_no_value_is_not_done(clause: str, context: Context, chances: dict[str, float]) -> None:
    assert reckoned([clause], context, lambda _: reading(**chances)) is None
