"""The generality artifact follows from what the steps found, and from nothing else."""

import pytest

from gates.artifacts.generality import GeneralityMetrics
from gates.judges import JUDGEMENTS
from tasks.errors import ReplyDiffersError, TwinDiffersError
from tasks.gate.steps import StepLog
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.reports.frames import means_and_stds
from tasks.runs.generality.run import FIGURE, GeneralityRun
from tasks.runs.generality.sections import read_sections
from tests.tasks.runs.generality.nine_tasks import ASKED, DIALOGUE, INTRODUCED, seed_run, session

PROJECT = load_project(PROJECT_ROOT)


def trained() -> GeneralityRun:
    sections = read_sections(PROJECT_ROOT, "reduced", PROJECT.generality)
    run = GeneralityRun(sections=sections, log=StepLog("generality", lambda: 0.0, lambda _: None))
    run.introduced = INTRODUCED
    run.sessions = {name: session(reference) for name, reference in run.references.items()}
    return run


def failures(run: GeneralityRun) -> tuple[str, ...]:
    return JUDGEMENTS["generality"].judge(run.artifact(), PROJECT.limits.generality).failures


SAME = dict.fromkeys(ASKED, DIALOGUE.replies)


def test_a_whole_run_passes_ours_and_follows_the_schema() -> None:
    run = trained()
    run.take(seed_run())
    assert run.dialogues == dict.fromkeys(ASKED, DIALOGUE.texts)
    assert run.take_replies(SAME) == "over agents: 8 of 8 replies equal, in 8 turns"
    GeneralityMetrics.model_validate(run.artifact())
    assert failures(run) == ()


def test_cases_that_lose_too_much_in_other_words_fail() -> None:
    run, found = trained(), seed_run()
    run.take(
        found.model_copy(update={"paraphrases": {name: one.model_copy(update={"score": 0.85}) for name, one in found.paraphrases.items()}})
    )
    run.take_replies(SAME)
    assert [failure.split(":")[0] for failure in failures(run)] == ["paraphrases.drop"]


def test_the_frame_holds_every_metric_in_both_wordings() -> None:
    run = trained()
    run.take(seed_run())
    outcome = run.outcome(0.9)
    rates = means_and_stds(outcome.frame, "pass_rate")
    assert rates["tool_use"][0] == rates["tool_use_paraphrases"][0] == outcome.artifact["tasks"]["tool_use"]["metrics"]["pass_rate"]
    assert set(outcome.figures) == {FIGURE}


def test_agents_that_end_elsewhere_than_the_simulation_are_an_error_and_shown() -> None:
    run = trained()
    with pytest.raises(TwinDiffersError):
        run.take(seed_run(twin="e" * 64))
    assert any(failure.startswith("agents.distributed_reference.weights_sha256") for failure in failures(run))


def test_an_agent_that_replies_otherwise_than_the_assistant_in_the_process_is_an_error_and_shown() -> None:
    run = trained()
    run.take(seed_run())
    other = (DIALOGUE.replies[0].model_copy(update={"text": "5"}),)
    with pytest.raises(ReplyDiffersError, match="7 of 8") as differs:
        run.take_replies({**SAME, "tool_use": other})
    assert differs.value.context == {"differing": "tool_use"}
    assert [failure.split(":")[0] for failure in failures(run)] == ["dialogues.tool_use.replies_sha256"]


def test_a_run_that_failed_at_once_has_an_outcome_that_fails_by_name() -> None:
    sections = read_sections(PROJECT_ROOT, "reduced", PROJECT.generality)
    run = GeneralityRun(sections=sections, log=StepLog("generality", lambda: 0.0, lambda _: None))
    assert any(failure.startswith("aggregate.overall_score") for failure in failures(run))
    assert run.outcome(0.9).figures[FIGURE]
