import pytest

from p2p.agent.assistant.language.parting import partings
from p2p.agent.assistant.language.subjects import MAX_ASKING, quoted


@pytest.mark.parametrize(
    "request_",
    [
        "in capitals please: mind the step",
        "mind the step - say that in capitals",
        "Could I get that in capitals? mind the step",
        "In capitals, please, and nothing else: mind the step",
    ],
)
def test_the_side_of_a_mark_that_asks_is_told_from_the_other(request_: str) -> None:
    assert partings(quoted(request_))[0].payload == "mind the step"


def test_words_without_a_mark_are_parted_too() -> None:
    found = partings(quoted("I would like to see mind the step all in capitals"))[0]
    assert (found.payload, [run.text for run in found.runs]) == (None, ["mind the step"])


def test_a_remark_is_left_out() -> None:
    assert "low tide" in [found.payload for found in partings(quoted("I'm testing you. In capitals: low tide"))]


def test_the_partings_of_a_request_are_few_however_long_it_is() -> None:
    long = "say it, and put it: then - or (so) do; and so on. " * MAX_ASKING
    assert len(partings(quoted(long[:MAX_ASKING]))) <= 40
