"""The generality gate's cases as they lie in data/own/: whole, many enough, the held-out half unaltered."""

import shutil
from pathlib import Path

import pytest

from gates.errors import DataAlteredError, DataMissingError
from tasks.own_cases import FOLDER, read_half
from tasks.project_files import PROJECT_ROOT

MIN_HELD_OUT = 180
MIN_HELD_OUT_DOCUMENTS = 12
MIN_OF_A_FAMILY = 24


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT_ROOT / FOLDER, tmp_path / FOLDER)
    return tmp_path


def test_the_held_out_half_is_as_it_was_committed_before_the_rules():
    half = read_half(PROJECT_ROOT, "held_out")
    assert sum(half.cases.counts.values()) >= MIN_HELD_OUT
    assert min(half.cases.counts.values()) >= MIN_OF_A_FAMILY
    assert len(half.long_documents) >= MIN_HELD_OUT_DOCUMENTS
    assert half.paraphrases is not None


def test_an_altered_held_out_file_is_refused(project: Path):
    with (project / FOLDER / "held_out/tool_use.jsonl").open("a") as file:
        file.write("\n")
    with pytest.raises(DataAlteredError):
        read_half(project, "held_out")


def test_a_held_out_file_that_was_added_is_refused(project: Path):
    (project / FOLDER / "held_out/long_documents/late.md").write_text("late")
    with pytest.raises(DataAlteredError):
        read_half(project, "held_out")


def test_a_held_out_file_that_was_taken_away_is_refused(project: Path):
    (project / FOLDER / "held_out/tool_use.paraphrases.jsonl").unlink()
    with pytest.raises(DataAlteredError):
        read_half(project, "held_out")


def test_a_list_of_digests_that_is_missing_is_refused(project: Path):
    (project / FOLDER / "held_out.sha256").unlink()
    with pytest.raises(DataMissingError):
        read_half(project, "held_out")
