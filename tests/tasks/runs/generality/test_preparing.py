"""What is there is left as it is; a process that cannot run a seed says so."""

from pathlib import Path

import pytest

from tasks.data.case_features import PATH
from tasks.data.digits import write_digits
from tasks.data.encoded_texts import FORMS, encoded_path
from tasks.data.texts import write_texts
from tasks.errors import ComputationFailedError
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.generality.computations import RunPublic
from tasks.runs.generality.preparing import prepare_tasks, run_public_tasks
from tasks.runs.generality.sections import read_sections

PROJECT = load_project(PROJECT_ROOT)


def test_what_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "data/own").mkdir(parents=True)
    for name in ("registry.json", "own/utterances.json"):
        (tmp_path / "data" / name).write_bytes((PROJECT_ROOT / "data" / name).read_bytes())
    write_digits(tmp_path, PROJECT.data.digits)
    write_texts(tmp_path, "utterances", PROJECT.data.texts)
    made = [PATH, *(encoded_path("utterances", form) for form in FORMS)]
    for name in made:
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / name).write_bytes(b"made before")
    prepare_tasks.fn(tmp_path, read_sections(PROJECT_ROOT, "reduced", PROJECT.generality))
    assert {(tmp_path / "data" / name).read_bytes() for name in made} == {b"made before"}


def test_a_public_run_without_a_nearness_is_refused() -> None:
    with pytest.raises(ComputationFailedError, match=r"tasks\.runs\.generality\.public failed"):
        run_public_tasks.fn(RunPublic.model_construct(heads={}, call_nearness=float("inf"), max_false_alarms=0.04))
