"""The assistant's part of the generality gate: every case of a half answered, and each answer judged."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum

from gates.cases.answers import is_reply, is_result, is_turn
from gates.cases.families import ChainCase, ConversationCase, InstructionCase, RetrievalCase, ToolCase
from gates.cases.half import Cases, said_in
from learning.retrieval.ranking import Rank, mean_reciprocal_rank, recall_at
from p2p.agent.assistant.memory import Memory
from p2p.agent.assistant.reply import Reply
from tasks.runs.generality.computations import Refusals, TaskFigures, share

TODAY = date(2026, 1, 1)
"""The date of a request that does not say on which it is made."""

Ask = Callable[[str, Memory, date], tuple[Reply, Memory]]
"""What is said, what is remembered and the date in; the answer and what is remembered from then on out."""


@dataclass(slots=True)
class Answered:
    """Asks and keeps how many requests were refused."""

    ask: Ask
    num_asked: int = 0
    num_refused: int = 0

    def reply(self, text: str, memory: Memory | None = None, today: date | None = None) -> tuple[Reply, Memory]:
        """The answer to one request."""
        reply, memory = self.ask(text, memory or Memory(), today or TODAY)
        self.num_asked += 1
        self.num_refused += reply.is_refused
        return reply, memory


def answer_cases(ask: Ask, cases: Cases, top_k: int) -> tuple[dict[str, TaskFigures], Refusals]:
    """The figures of the six families, and how often the assistant refuses what it should and what it should not."""
    asked, out = Answered(ask), Answered(ask)
    families: dict[str, Callable[[], TaskFigures]] = {
        "retrieval": lambda: judge_ranks(asked, cases.retrieval, top_k),
        "long_context_retrieval": lambda: judge_ranks(asked, cases.long_context_retrieval, top_k),
        "instruction_following": lambda: judge_instructions(asked, cases.instruction_following),
        "conversation_continuity": lambda: judge_conversations(asked, cases.conversation_continuity),
        "tool_use": lambda: judge_tools(asked, cases.tool_use),
        "multi_step_tool_use": lambda: judge_chains(asked, cases.multi_step_tool_use),
    }
    found = {name: timed(judge) for name, judge in families.items()}
    for case in cases.out_of_scope:
        out.reply(case.text)
    return found, Refusals(
        out_of_scope=out.num_asked,
        out_of_scope_refused=out.num_refused,
        recall=out.num_refused / out.num_asked,
        in_scope=asked.num_asked,
        in_scope_refused=asked.num_refused,
        false_alarm_rate=asked.num_refused / asked.num_asked,
    )


def timed(judge: Callable[[], TaskFigures]) -> TaskFigures:
    """The figures with the seconds that they took."""
    started = time.perf_counter()
    return judge().model_copy(update={"runtime_sec": time.perf_counter() - started})


def judge_ranks(asked: Answered, cases: Sequence[RetrievalCase], top_k: int) -> TaskFigures:
    """The place of each question's document among the sources of its answer."""
    ranks = [rank_among(asked.reply(case.text)[0], case.document) for case in cases]
    recall, reciprocal = recall_at(ranks, 1), mean_reciprocal_rank(ranks)
    return TaskFigures(
        metrics={"recall_at_1": recall, "recall_at_k": recall_at(ranks, top_k), "mrr": reciprocal},
        counts={"cases": len(cases)},
        score=(recall + reciprocal) / 2,
    )


def rank_among(reply: Reply, document: str) -> Rank:
    """The place of a document among those that an answer rests on, 1 for the first."""
    documents = list(dict.fromkeys(source.document for source in reply.sources))
    return documents.index(document) + 1 if document in documents else None


def judge_instructions(asked: Answered, cases: Sequence[InstructionCase]) -> TaskFigures:
    """The share of instructions that are followed to the letter."""
    return passed(is_reply(asked.reply(case.text)[0].text, case) for case in cases)


def judge_tools(asked: Answered, cases: Sequence[ToolCase]) -> TaskFigures:
    """The share of requests whose last step has the right result."""
    return passed(
        any(is_result(step.result, case.result) for step in asked.reply(case.text, today=case.today)[0].steps[-1:]) for case in cases
    )


def judge_conversations(asked: Answered, cases: Sequence[ConversationCase]) -> TaskFigures:
    """The share of conversations in which every turn passes."""
    figures = passed(holds_out(asked, case) for case in cases)
    return figures.model_copy(update={"counts": {**figures.counts, "turns": sum(len(said_in(case)) for case in cases)}})


def holds_out(asked: Answered, case: ConversationCase) -> bool:
    """Whether every turn of a conversation passes; all of them are said, whatever comes of the first ones."""
    memory, is_right = Memory(), True
    for turn in case.turns:
        reply, memory = asked.reply(turn.text, memory)
        is_right &= is_turn(reply.text, turn)
    return is_right


def judge_chains(asked: Answered, cases: Sequence[ChainCase]) -> TaskFigures:
    """The share of steps that are right, and of chains that have just these steps, all of them right."""
    right, whole = list[bool](), list[bool]()
    for case in cases:
        steps = asked.reply(case.text, today=case.today)[0].steps
        are_right = [index < len(steps) and is_result(steps[index].result, step.result) for index, step in enumerate(case.steps)]
        right += are_right
        whole.append(all(are_right) and len(steps) == len(case.steps))
    rates = {"pass_rate": share(right), "chain_pass_rate": share(whole)}
    return TaskFigures(metrics=rates, counts={"cases": len(cases), "steps": len(right)}, score=fsum(rates.values()) / len(rates))


def passed(verdicts: Iterable[bool]) -> TaskFigures:
    """The figures of cases that pass or fail."""
    found = list(verdicts)
    return TaskFigures(metrics={"pass_rate": share(found)}, counts={"cases": len(found)}, score=share(found))
