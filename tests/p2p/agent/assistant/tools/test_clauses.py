import pytest

from p2p.agent.assistant.tools.clauses import clauses_of


@pytest.mark.parametrize(
    ("request_", "clauses"),
    [
        ("add 4 and 5, which you then double", ["add 4 and 5", "double"]),
        ("after adding 4 to 10, halve the sum", ["adding 4 to 10", "halve the sum"]),
        ("before you halve it, add 4 to 10", ["add 4 to 10", "halve it"]),
        ("1) 5 plus 6 2) that times 2", ["5 plus 6", "that times 2"]),
        ("the sum of 4, 8 and 15", ["the sum of 4, 8 and 15"]),
        ("the date of next Friday", ["the date of next Friday"]),
    ],
)
def test_a_clause_is_what_one_step_says(request_: str, clauses: list[str]) -> None:
    assert clauses_of(request_) == clauses


def test_words_about_rounding_stay_with_what_is_rounded() -> None:
    assert clauses_of("1 / 7, please round to 3 decimals") == ["1 / 7, please round to 3 decimals"]
    assert len(clauses_of("5 miles in km, then round to one decimal")) == 2


def test_quotations_are_not_parted() -> None:
    assert clauses_of("reverse 'now and then. again'") == ["reverse 'now and then. again'"]
