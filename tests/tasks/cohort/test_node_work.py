"""What a node has to show is read where it lies, each file with its evidence, or the first thing wrong with it is named."""

import pytest

from core.errors import CodedError
from gates.catalogue import GATES
from gates.cohort.pilot_derivation import NEEDED_GATES
from tasks.cohort.node_work import read_work
from tasks.evidence.local_identity import local_key
from tests.tasks.cohort.volunteer_node import make_volunteer


def test_each_needed_gate_is_there_with_its_run(tmp_path):
    volunteer = make_volunteer(tmp_path)
    found = read_work(volunteer.project.root, "reduced", volunteer.folder.state(), local_key())
    assert set(found.work.artifacts) == set(found.work.runs) == set(NEEDED_GATES)
    assert {GATES[name].name for name in found.contents} == set(NEEDED_GATES) and all(found.evidence.values())


def test_an_edited_artifact_is_named(tmp_path):
    volunteer = make_volunteer(tmp_path)
    (volunteer.project.reports() / "smoke_summary.json").write_text("{}")
    with pytest.raises(CodedError) as caught:
        read_work(volunteer.project.root, "reduced", volunteer.folder.state(), local_key())
    assert (caught.value.code, caught.value.context["artifact"]) == ("gates.evidence.altered", "smoke_summary.json")
