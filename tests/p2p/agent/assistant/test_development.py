"""The half of the generality cases that the rules were written for, also in other words: the assistant reaches the gate's limits on it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from gates.cases.answers import is_reply, is_result, is_turn
from gates.cases.families import Turn
from gates.cases.half import Cases, Half, parse_half
from p2p.agent.assistant.assistant import Assistant
from p2p.agent.assistant.encoder import Encoder
from p2p.agent.assistant.library import Library
from p2p.agent.assistant.memory import Memory
from p2p.agent.assistant.router import Router

TODAY = date(2026, 5, 5)


@pytest.fixture(scope="module")
def half() -> Half:
    folder = Path(__file__).parents[4] / "data" / "own" / "generality" / "development"
    return parse_half({str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()})


@pytest.fixture(scope="module", params=["cases", "paraphrases"])
def cases(half: Half, request: pytest.FixtureRequest) -> Cases:
    return getattr(half, request.param)


@pytest.fixture(scope="module")
def asked(half: Half, encoder: Encoder, unsure: Router) -> Assistant:
    return Assistant(encoder, unsure, Library.of(half.documents, encoder))


def share(verdicts: Iterator[bool]) -> float:
    found = list(verdicts)
    return sum(found) / len(found)


def test_tools_give_the_results_and_the_reply_is_the_last(cases: Cases, asked: Assistant) -> None:
    def is_right(text: str, today: date | None, results: list[str]) -> bool:
        reply = asked.reply(text, Memory(), today or TODAY)[0]
        given = [step.result for step in reply.steps]
        are_right = len(given) == len(results) and all(is_result(one, other) for one, other in zip(given, results, strict=True))
        return are_right and is_result(reply.text, results[-1])

    assert share(is_right(case.text, case.today, [case.result]) for case in cases.tool_use) >= 0.95
    assert share(is_right(case.text, case.today, [step.result for step in case.steps]) for case in cases.multi_step_tool_use) >= 0.95


def test_instructions_are_followed(cases: Cases, asked: Assistant) -> None:
    assert share(is_reply(asked.reply(case.text, Memory(), TODAY)[0].text, case) for case in cases.instruction_following) >= 0.95


def test_conversations_hold(cases: Cases, asked: Assistant) -> None:
    def holds(turns: tuple[Turn, ...]) -> bool:
        memory, is_right = Memory(), True
        for turn in turns:
            reply, memory = asked.reply(turn.text, memory, TODAY)
            is_right &= is_turn(reply.text, turn)
        return is_right

    assert share(holds(case.turns) for case in cases.conversation_continuity) >= 0.95


def test_what_is_out_of_scope_is_refused(cases: Cases, asked: Assistant) -> None:
    assert share(asked.reply(case.text, Memory(), TODAY)[0].is_refused for case in cases.out_of_scope) >= 0.9


def test_short_documents_are_found(cases: Cases, asked: Assistant) -> None:
    assert share(asked.library.rank(case.text, 1)[0].document == case.document for case in cases.retrieval) >= 0.9


@pytest.mark.soak
def test_long_documents_are_found(half: Half, cases: Cases, encoder: Encoder) -> None:
    library = Library.of((*half.documents, *half.long_documents), encoder)
    assert share(library.rank(case.text, 1)[0].document == case.document for case in cases.long_context_retrieval) >= 0.85
