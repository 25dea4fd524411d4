"""Calls are counted where they are due, refusals where they are, and requests that were seen are left out."""

import json

from gates.artifacts.generality import CallFigures
from learning.calls.functions import parse_answers, parse_requests
from tasks.data.function_calls import FunctionCalls
from tasks.runs.generality.public import SEEN_EVERY, call_figures, unseen
from tests.learning.calls.small_functions import AREA, ROUTE, answer, request


def several(name: str, *texts: str, functions: tuple = (AREA,)) -> bytes:
    """The first is one that was seen."""
    return b"".join(request(f"{name}_{index}", text, *functions) for index, text in enumerate(("seen", *texts)))


def test_the_figures_are_the_shares_of_what_was_not_seen() -> None:
    area = "area of a triangle of base 3 and height 4"
    calls = FunctionCalls(
        simple=parse_requests(several("simple", area, "area of a triangle of base 9 and height 4")),
        multiple=parse_requests(several("multiple", area, functions=(ROUTE, AREA))),
        irrelevant=parse_requests(several("irrelevance", "who wrote the song?", "how large is the area of a triangle")),
        answers=parse_answers(
            b"".join(answer(name, AREA.name, base=[3], height=[4], unit=[""]) for name in ("simple_1", "simple_2", "multiple_1"))
        ),
    )
    figures = call_figures(calls, 0.4)
    assert figures == {
        "call_accuracy": 2 / 3, "choice_accuracy": 1.0, "relevance": 0.75, "taken_on": 1.0, "refused": 0.5, "requests": 5,
    }  # fmt: skip
    CallFigures.model_validate_json(json.dumps(figures), strict=True)


def test_one_request_of_some_was_seen() -> None:
    requests = parse_requests(several("r", *map(str, range(2 * SEEN_EVERY - 1))))
    assert [one.id for one in unseen(requests)] == [f"r_{index}" for index in range(2 * SEEN_EVERY) if index % SEEN_EVERY]
