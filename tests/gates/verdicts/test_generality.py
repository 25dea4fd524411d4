import pytest

from gates.params.limits.generality import GENERALITY_FLOORS
from gates.verdicts.generality import judge_generality
from tests.gates.mutations import put, sample, without


def failed(artifact: dict) -> set[str]:
    return {row.metric for row in judge_generality(artifact, GENERALITY_FLOORS).rows if not row.ok}


@pytest.mark.parametrize(
    ("path", "value", "metric"),
    [
        ("aggregate.overall_score", 0.99, "aggregate.overall_score"),
        ("aggregate.runtime_total_sec", 1.0, "aggregate.runtime_total_sec"),
        ("aggregate.task_count", 8, "aggregate.task_count"),
        ("aggregate.task_scores.tool_use", 0.99, "aggregate.task_scores.tool_use"),
        ("tasks.tool_use.score", 0.1, "aggregate.overall_score"),
        ("aggregate.task_scores.banking", 0.9, "tasks.banking"),
        ("tasks.banking", {"score": 1.0}, "tasks.banking"),
    ],
)
def test_the_aggregate_follows_from_the_nine_tasks_and_no_other(path, value, metric):
    assert metric in failed(put(sample("generality"), path, value))


def test_a_task_that_was_left_out_fails_whatever_the_configuration_says():
    lacking = without(put(sample("generality"), "config.include_adapter_reference", False), "tasks.adapter_reference")
    assert {"tasks.adapter_reference", "aggregate.overall_score"} <= failed(lacking)


OURS = GENERALITY_FLOORS.model_copy(
    update={"max_paraphrase_drop": 0.05, "require_agents": True, "min_call_accuracy": 0.35, "min_out_of_scope_recall": 0.85}
)


def failed_ours(artifact: dict) -> set[str]:
    return {row.metric for row in judge_generality(artifact, OURS).rows if not row.ok}


def test_what_the_cases_lose_in_other_words_follows_from_their_scores():
    assert failed_ours(sample("generality")) == set()
    assert failed_ours(put(sample("generality"), "paraphrases.drop", 0.01)) == {"paraphrases.drop"}
    assert "paraphrases.drop" in failed_ours(without(sample("generality"), "paraphrases"))


def test_public_tasks_are_judged_where_the_run_says_that_it_has_them():
    asked = put(without(sample("generality"), "public"), "config.include_public", True)
    assert "public.function_calls.call_accuracy" in failed_ours(asked)
    assert failed_ours(put(asked, "public", sample("generality")["public"])) == set()
    assert failed_ours(put(sample("generality"), "public.function_calls.call_accuracy", 0.3)) == {"public.function_calls.call_accuracy"}


@pytest.mark.parametrize(
    ("task", "figure"), [(task, figure) for task, figures in sample("generality")["public"].items() for figure in figures]
)
def test_a_share_of_the_public_tasks_is_none_above_one_nor_below_nothing(task, figure):
    path = f"public.{task}.{figure}"
    wrong = [-0.7] if figure == "requests" else [1.7, -0.7]
    assert [value for value in wrong if path not in failed(put(sample("generality"), path, value))] == []


def test_the_relevance_of_calls_is_the_mean_of_what_was_rightly_taken_on_and_refused():
    assert failed(put(sample("generality"), "public.function_calls.taken_on", 0.5)) == {"public.function_calls.relevance"}


def test_an_agent_replies_as_the_assistant_in_the_process_in_every_family():
    other = put(sample("generality"), "dialogues.tool_use.replies_sha256", "d" * 64)
    assert failed_ours(other) == failed(other) == {"dialogues.tool_use.replies_sha256"}
    lacking = without(sample("generality"), "dialogues.classification")
    assert failed_ours(lacking) == {"dialogues.classification.replies_sha256"}
    assert len(failed_ours(without(sample("generality"), "dialogues"))) == 8
    assert failed(without(sample("generality"), "dialogues")) == set()


def test_a_run_without_agents_fails_where_they_are_required():
    assert "transport" in failed_ours(without(sample("generality"), "transport"))
