"""Stages in order, by profile and by target; each is reproduced by itself, and only where something changed."""

from pathlib import Path

import pytest

from tasks.errors import PipelineUnknownError, StageFailedError, StageUnknownError
from tasks.sweep.pipeline import open_repo, reproduce, stages_of
from tests.tasks.tiny_pipeline import write_pipeline


def names(stages) -> list[str]:
    return [stage.name for stage in stages]


def test_a_stage_stands_behind_those_that_it_needs(tmp_path: Path) -> None:
    repo = open_repo(write_pipeline(tmp_path))
    found = names(stages_of(repo, "reduced"))
    assert sorted(found) == ["baseline", "data_words", "fairness", "smoke"]
    assert found.index("data_words") < found.index("baseline") < found.index("fairness")


def test_a_target_brings_what_it_builds_on_and_no_more(tmp_path: Path) -> None:
    repo = open_repo(write_pipeline(tmp_path))
    assert names(stages_of(repo, "reduced", ["smoke"])) == ["data_words", "smoke"]
    assert names(stages_of(repo, "full")) == ["data_words", "smoke"]


def test_an_unknown_target_is_refused(tmp_path: Path) -> None:
    repo = open_repo(write_pipeline(tmp_path))
    with pytest.raises(StageUnknownError) as refused:
        stages_of(repo, "full", ["baseline"])
    assert refused.value.context == {"stage": "baseline"}


def test_a_rehearsal_has_no_pipeline_and_says_what_runs_it(tmp_path: Path) -> None:
    repo = open_repo(write_pipeline(tmp_path))
    with pytest.raises(PipelineUnknownError, match=r"reduced and full; `python -m flows.cycle`"):
        stages_of(repo, "rehearsal", ["smoke"])


def test_a_stage_runs_once_and_again_when_its_input_changes(tmp_path: Path) -> None:
    repo = open_repo(write_pipeline(tmp_path))
    words, smoke = stages_of(repo, "reduced", ["smoke"])
    assert [reproduce(repo, words), reproduce(repo, smoke), reproduce(repo, smoke)] == [True, True, False]
    (tmp_path / "dvc.yaml").write_text((tmp_path / "dvc.yaml").read_text().replace("echo words", "echo others"))
    assert [reproduce(repo, words), reproduce(repo, smoke)] == [True, True]
    assert (tmp_path / "smoke.txt").read_text() == "others\n"


def test_a_stage_runs_again_where_nothing_has_changed_when_it_is_asked_to(tmp_path: Path) -> None:
    repo = open_repo(write_pipeline(tmp_path))
    words, smoke = stages_of(repo, "reduced", ["smoke"])
    reproduce(repo, words)
    assert [reproduce(repo, smoke), reproduce(repo, smoke, is_again=True), reproduce(repo, smoke)] == [True, True, False]


def test_a_stage_that_fails_says_which_command_failed(tmp_path: Path) -> None:
    repo = open_repo(write_pipeline(tmp_path))
    words, baseline = stages_of(repo, "reduced", ["baseline"])
    reproduce(repo, words)
    with pytest.raises(StageFailedError, match="failed to run: false, exited with 1"):
        reproduce(repo, baseline)


def test_a_stage_that_was_interrupted_interrupts(tmp_path: Path) -> None:
    repo = open_repo(write_pipeline(tmp_path))
    (tmp_path / "dvc.yaml").write_text((tmp_path / "dvc.yaml").read_text().replace("echo words > words.txt", "exit 130"))
    with pytest.raises(KeyboardInterrupt):
        reproduce(repo, stages_of(repo, "reduced", ["smoke"])[0])
