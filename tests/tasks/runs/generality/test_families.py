"""Each family is judged by its own rule: what is answered right passes, what is not does not."""

from datetime import date

import pytest

from gates.cases.half import Cases, parse_half
from p2p.agent.assistant.memory import Memory
from p2p.agent.assistant.reply import Reply, Source, StepResult
from tasks.runs.generality.families import TODAY, answer_cases
from tests.gates.cases.small_half import small_half

ANSWERS = {
    "how often does the sea rise": Reply("Twice.", "search", sources=(Source("tides", "The sea rises twice.", 1.0),)),
    "where is the key": Reply("There.", "search", sources=(Source("tides", "p", 2.0), Source("tides", "q", 1.5), Source("barn", "r", 1.0))),
    "say only: moss": Reply("moss", "echo"),
    "my cat is Ivo": Reply("Noted.", "memory"),
    "who is my cat?": Reply("Your cat is Ivo.", "memory"),
    "two plus two": Reply("4", "calculator", steps=(StepResult("calculator", "4.0"),)),
    "tomorrow's date, then its weekday": Reply("Friday", "chain", steps=(StepResult("dates", "2026-01-02"), StepResult("dates", "Friday"))),
    "feed the fish": Reply("No.", "out_of_scope", is_refused=True),
}


def cases() -> Cases:
    return parse_half(small_half()).cases


def scores(**changed: Reply) -> dict[str, float]:
    answers = {**ANSWERS, **{text: changed[name] for text, name in NAMES.items() if name in changed}}
    found, _ = answer_cases(lambda text, memory, today: (answers[text], memory), cases(), 3)
    return {name: figures.score for name, figures in found.items()}


NAMES = {
    "say only: moss": "instruction_following",
    "two plus two": "tool_use",
    "tomorrow's date, then its weekday": "multi_step_tool_use",
    "who is my cat?": "conversation_continuity",
    "how often does the sea rise": "retrieval",
}
SILENT = Reply("I do not know.", "none")


def test_right_answers_have_full_scores_and_a_second_place_counts_half() -> None:
    found, refusals = answer_cases(lambda text, memory, today: (ANSWERS[text], memory), cases(), 3)
    assert {name: figures.score for name, figures in found.items()} == pytest.approx(
        {**dict.fromkeys(found, 1.0), "long_context_retrieval": 0.25}
    )
    assert found["long_context_retrieval"].metrics == {"recall_at_1": 0.0, "recall_at_k": 1.0, "mrr": 0.5}
    assert (refusals.recall, refusals.false_alarm_rate, refusals.in_scope) == (1.0, 0.0, 7)


@pytest.mark.parametrize("family", NAMES.values())
def test_an_answer_that_says_nothing_fails_its_own_family_alone(family: str) -> None:
    found = scores(**{family: SILENT})
    assert {name for name, score in found.items() if score == 0} == {family}


def test_a_step_too_many_fails_the_chain_and_not_its_steps() -> None:
    right = ANSWERS["tomorrow's date, then its weekday"].steps
    long = Reply("5", "chain", steps=(*right, StepResult("calculator", "5")))
    found, _ = answer_cases(lambda text, memory, today: (long, memory), cases(), 3)
    assert found["multi_step_tool_use"].metrics == {"pass_rate": 1.0, "chain_pass_rate": 0.0}


def test_a_conversation_begins_with_nothing_and_goes_on_with_what_was_told() -> None:
    heard: list[tuple[str, Memory, date]] = []

    def ask(text: str, memory: Memory, today: date) -> tuple[Reply, Memory]:
        heard.append((text, memory, today))
        return ANSWERS[text], Memory((*memory.facts, text))

    answer_cases(ask, cases(), 3)
    memories = {text: memory.facts for text, memory, _ in heard}
    assert memories["my cat is Ivo"] == () and memories["who is my cat?"] == ("my cat is Ivo",)
    assert {today for _, _, today in heard} == {TODAY, date(2026, 1, 1)}
