"""The half of the generality cases that the rules were written for: the assistant reaches the gate's limits on it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from gates.cases.answers import is_reply, is_result, is_turn
from gates.cases.half import Half, parse_half
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


@pytest.fixture(scope="module")
def asked(half: Half, encoder: Encoder, unsure: Router) -> Assistant:
    return Assistant(encoder, unsure, Library.of(half.documents, encoder))


def share(verdicts: Iterator[bool]) -> float:
    found = list(verdicts)
    return sum(found) / len(found)


def test_tools_give_the_results(half: Half, asked: Assistant) -> None:
    def is_right(text: str, today: date | None, results: list[str]) -> bool:
        steps = asked.reply(text, Memory(), today or TODAY)[0].steps
        return len(steps) == len(results) and all(is_result(step.result, result) for step, result in zip(steps, results, strict=True))

    assert share(is_right(case.text, case.today, [case.result]) for case in half.cases.tool_use) >= 0.95
    assert share(is_right(case.text, case.today, [step.result for step in case.steps]) for case in half.cases.multi_step_tool_use) >= 0.95


def test_instructions_are_followed(half: Half, asked: Assistant) -> None:
    assert share(is_reply(asked.reply(case.text, Memory(), TODAY)[0].text, case) for case in half.cases.instruction_following) >= 0.95


def test_conversations_hold(half: Half, asked: Assistant) -> None:
    def holds(turns) -> bool:
        memory, is_right = Memory(), True
        for turn in turns:
            reply, memory = asked.reply(turn.text, memory, TODAY)
            is_right &= is_turn(reply.text, turn)
        return is_right

    assert share(holds(case.turns) for case in half.cases.conversation_continuity) >= 0.95


def test_what_is_out_of_scope_is_refused(half: Half, asked: Assistant) -> None:
    assert share(asked.reply(case.text, Memory(), TODAY)[0].is_refused for case in half.cases.out_of_scope) >= 0.9


def test_short_documents_are_found(half: Half, asked: Assistant) -> None:
    assert share(asked.library.rank(case.text, 1)[0].document == case.document for case in half.cases.retrieval) >= 0.9


@pytest.mark.soak
def test_long_documents_are_found(half: Half, encoder: Encoder) -> None:
    library = Library.of((*half.documents, *half.long_documents), encoder)
    assert share(library.rank(case.text, 1)[0].document == case.document for case in half.cases.long_context_retrieval) >= 0.85
