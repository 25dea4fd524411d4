import pytest

from gates.params.limits.cohort import PROVENANCE_FLOORS
from gates.verdicts.provenance import judge_provenance, judge_provenance_files
from tests.gates.mutations import put, sample

FOUND = dict.fromkeys(("reports/baseline_metrics.json", "reports/smoke_summary.json"), ("c" * 64, 10))


@pytest.mark.parametrize("path", ["/etc/passwd", "../secret", "reports/../../secret", "reports\\x", "reports/baseline_metrics.json"])
def test_a_path_is_inside_the_project_and_named_once(path):
    assert not judge_provenance(put(sample("provenance"), "artifacts[1].path", path), PROVENANCE_FLOORS).ok


def test_the_count_follows_from_the_list():
    assert not judge_provenance(put(sample("provenance"), "artifact_count", 3), PROVENANCE_FLOORS).ok


def test_every_file_is_there_with_its_digest_and_size():
    assert judge_provenance_files(sample("provenance"), FOUND).ok
    for facts in (("d" * 64, 10), ("c" * 64, 11)):
        assert not judge_provenance_files(sample("provenance"), FOUND | {"reports/smoke_summary.json": facts}).ok
    assert not judge_provenance_files(sample("provenance"), {"reports/smoke_summary.json": ("c" * 64, 10)}).ok
