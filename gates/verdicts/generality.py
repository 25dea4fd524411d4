"""Does one assistant serve nine unlike tasks?"""

import math
from collections.abc import Mapping

from pydantic import JsonValue

from gates.artifacts.generality import SCHEMA_VERSION, GeneralityMetrics, Tasks
from gates.params.limits.generality import GENERALITY_FLOORS, GeneralityLimits
from gates.verdicts.judge import Judge
from gates.verdicts.judgement import Judgement
from gates.verdicts.runs import judge_agents
from gates.verdicts.verdict import Verdict

TASKS = tuple(Tasks.model_fields)
CASE_TASKS = TASKS[1:7]
"""Those that are scored on the project's own cases."""


def judge_generality(artifact: Mapping[str, JsonValue], limits: GeneralityLimits) -> Verdict:
    """The verdict on `generality_metrics.json` as plain JSON."""
    judge = Judge("generality", artifact)
    judge.equals("schema_version", SCHEMA_VERSION)
    judge.hold(
        ("tasks.classification.metrics.accuracy", ">=", limits.min_classification_accuracy),
        ("tasks.classification.metrics.macro_f1", ">=", limits.min_classification_f1),
        ("tasks.retrieval.metrics.recall_at_1", ">=", limits.min_retrieval_recall_at_1),
        ("tasks.retrieval.metrics.mrr", ">=", limits.min_retrieval_mrr),
        ("tasks.long_context_retrieval.metrics.recall_at_1", ">=", limits.min_long_context_recall_at_1),
        ("tasks.long_context_retrieval.metrics.mrr", ">=", limits.min_long_context_mrr),
        ("tasks.instruction_following.metrics.pass_rate", ">=", limits.min_instruction_pass_rate),
        ("tasks.conversation_continuity.metrics.pass_rate", ">=", limits.min_conversation_pass_rate),
        ("tasks.tool_use.metrics.pass_rate", ">=", limits.min_tool_pass_rate),
        ("tasks.multi_step_tool_use.metrics.pass_rate", ">=", limits.min_multi_step_tool_pass_rate),
        ("tasks.multi_step_tool_use.metrics.chain_pass_rate", ">=", limits.min_multi_step_tool_chain_pass_rate),
        ("tasks.distributed_reference.metrics.int8_accuracy_drop", "<=", limits.max_int8_accuracy_drop),
        ("tasks.distributed_reference.metrics.int8_comm_savings_percent", ">=", limits.min_int8_comm_savings_percent),
        ("tasks.adapter_reference.metrics.int8_accuracy_drop", "<=", limits.max_adapter_int8_accuracy_drop),
        ("tasks.adapter_reference.metrics.int8_comm_savings_percent", ">=", limits.min_adapter_int8_comm_savings_percent),
        ("aggregate.overall_score", ">=", limits.min_overall_score),
        ("resources.total_wall_clock_sec", "<=", limits.max_total_runtime_sec),
    )
    _judge_aggregate(judge)
    _judge_paraphrases(judge, limits.max_paraphrase_drop)
    _judge_public(judge, limits)
    judge_agents(judge, is_required=limits.require_agents)
    _judge_dialogues(judge, is_required=limits.require_agents)
    judge.model(GeneralityMetrics)
    return judge.verdict()


def _judge_aggregate(judge: Judge) -> None:
    """The aggregate follows from the nine tasks, and from no other."""
    stated = {name for block in ("tasks", "aggregate.task_scores") for name in judge.names(block)}
    for name in sorted(stated - set(TASKS)):
        judge.fail(f"tasks.{name}", "not one of the nine tasks; a field of its own outside `tasks` does not enter the score", "==", None)
    judge.consistent("aggregate.task_count", len(TASKS))
    for name in TASKS:
        judge.consistent(f"aggregate.task_scores.{name}", judge.number(f"tasks.{name}.score"))
        if not judge.has(f"aggregate.task_scores.{name}"):
            judge.fail(f"aggregate.task_scores.{name}", "missing", "==", None)
    scores = judge.numbers(f"tasks.{name}.score" for name in TASKS)
    judge.consistent("aggregate.overall_score", math.fsum(scores) / len(scores) if scores else None)
    runtimes = judge.numbers(f"tasks.{name}.runtime_sec" for name in TASKS)
    judge.consistent("aggregate.runtime_total_sec", math.fsum(runtimes) if runtimes else None)


def _judge_paraphrases(judge: Judge, max_drop: float | None) -> None:
    """What the cases lose in other words follows from the scores of their tasks in both wordings."""
    if max_drop is None and not judge.has("paraphrases"):
        return
    reworded = judge.numbers(f"paraphrases.tasks.{name}.score" for name in CASE_TASKS)
    held_out = judge.numbers(f"tasks.{name}.score" for name in CASE_TASKS)
    drop = (math.fsum(held_out) - math.fsum(reworded)) / len(CASE_TASKS) if held_out and reworded else None
    judge.hold(("paraphrases.drop", "<=", max_drop))
    judge.consistent("paraphrases.drop", drop)


def _judge_dialogues(judge: Judge, *, is_required: bool) -> None:
    """An agent's assistant replied as the same one in a process did, in a case of each family; else as `judge_agents`."""
    if not is_required and not judge.has("dialogues"):
        return
    for name in ("classification", *CASE_TASKS, "out_of_scope"):
        judge.same(f"dialogues.{name}.replies_sha256", f"dialogues.{name}.twin_replies_sha256")


def _judge_public(judge: Judge, limits: GeneralityLimits) -> None:
    """The public tasks have fields and limits of their own; where nothing requires them, they are judged if they are there."""
    if limits.require_public or judge.value("config.include_public") is True or judge.has("public"):
        judge.hold(
            ("public.tool_selection.accuracy", ">=", limits.min_tool_selection_accuracy),
            ("public.banking.accuracy", ">=", limits.min_banking_accuracy),
            ("public.function_calls.call_accuracy", ">=", limits.min_call_accuracy),
            ("public.function_calls.relevance", ">=", limits.min_call_relevance),
            ("public.out_of_scope.recall", ">=", limits.min_out_of_scope_recall),
            ("public.out_of_scope.false_alarm_rate", "<=", limits.max_out_of_scope_false_alarms),
        )
        shares = judge.numbers(f"public.function_calls.{name}" for name in ("taken_on", "refused"))
        judge.consistent("public.function_calls.relevance", sum(shares) / len(shares) if shares else None)


GENERALITY_JUDGEMENT = Judgement("Generality metrics summary", SCHEMA_VERSION, GENERALITY_FLOORS, judge_generality)
