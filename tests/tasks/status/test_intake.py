"""Phase N2 is met by what outsiders have handed in, as the signed records of their cohort say, and by nothing else."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from core.signing.keys import SigningKey
from gates.evidence import read_evidence, sign_statement
from gates.external_intake import MANIFEST, NO_COHORT, PROVENANCE, RECORDS, REPORT, STATUS
from gates.goals import STRICT
from gates.readiness import REQUIRED_DOCS
from tasks.evidence.local_identity import local_key
from tasks.project.all_parameters import load_project
from tasks.reports.store import verify_reports
from tasks.status.assessment import READINESS, assess, publish_assessment
from tests.gates.cohort.bundles import NOW
from tests.tasks.cohort.reported_cohort import handed_in, made, reported
from tests.tasks.signed_project import KNOWN, SignedProject, make_project

FIVE = tuple(map(made, range(1, 6)))
NODE_FILE = "cohort/node-2/pilot_metrics.json"


@pytest.fixture(scope="module")
def reported_project(tmp_path_factory: pytest.TempPathFactory) -> SignedProject:
    """A project with the records of five volunteers, which every test has a copy of."""
    project = make_project(tmp_path_factory.mktemp("reported") / "project")
    reported(project, handed_in(tmp_path_factory.mktemp("maintainer"), *FIVE))
    return project


@pytest.fixture
def project(reported_project: SignedProject, tmp_path: Path) -> SignedProject:
    shutil.copytree(reported_project.root, tmp_path / "project")
    return SignedProject(tmp_path / "project", reported_project.key)


def gaps(project: SignedProject) -> tuple[str, ...]:
    found = assess(project.root, "reduced", load_project(project.root).limits, STRICT)
    assert found.readiness.milestones.M4.missing[: len(found.intake_gaps)] == tuple(f"N2: {gap}" for gap in found.intake_gaps)
    assert assess(project.root, "full", load_project(project.root).limits, STRICT).intake_gaps == found.intake_gaps
    return found.intake_gaps


def named(project: SignedProject) -> set[str]:
    """Of which files the gaps speak, and why as far as there is a code."""
    return {" ".join(gap.split(": ")[: 2 if "gates." in gap else 1]) for gap in gaps(project)}


def test_five_nodes_that_have_passed_meet_the_phase(project: SignedProject):
    assert gaps(project) == ()


def test_the_last_milestone_holds_where_all_else_is_done(project: SignedProject):
    for gate in KNOWN:
        project.publish(gate)
    (project.root / "docs").mkdir()
    for name in REQUIRED_DOCS:
        (project.root / name).write_text("text")
    found = assess(project.root, "reduced", load_project(project.root).limits, STRICT).readiness
    assert (found.failures, [one.ok for _, one in found.milestones]) == ((), [True] * 4)


@pytest.mark.parametrize(
    ("bundles", "expected"),
    [
        (FIVE[:4], {"cohort_manifest.json: node_count: 4 is not >= 5", "cohort_manifest.json: passed_count: 4 is not >= 5"}),
        ([made(number, region="eu") for number in range(1, 6)], {"cohort_manifest.json: distinct_regions: 1 is not >= 3"}),
        (
            [made(number, rehearsal=number == 3) for number in range(1, 6)],
            {
                "cohort_manifest.json: notes: a rehearsal is no cohort of volunteers",
                "pilot_status.json: a rehearsal counts for no milestone",
                "pilot_14_day_report.json: a rehearsal counts for no milestone",
            },
        ),
    ],
    ids=["four nodes", "one region", "one rehearses"],
)
def test_what_the_nodes_lack_is_said(tmp_path: Path, bundles, expected):
    project = make_project(tmp_path / "project")
    reported(project, handed_in(tmp_path / "maintainer", *bundles))
    assert set(gaps(project)) == expected


def test_a_cohort_that_nobody_has_reported_is_one_gap(tmp_path: Path):
    assert gaps(make_project(tmp_path / "project")) == (NO_COHORT,)


@pytest.mark.parametrize("name", [STATUS, REPORT, PROVENANCE])
def test_a_record_that_is_missing_is_named(project: SignedProject, name: str):
    (project.reports() / name).unlink()
    assert any(gap.startswith(f"{name}: gates.artifact.missing") for gap in gaps(project))
    (project.reports() / name.replace(".json", ".dsse.json")).unlink()
    assert f"{name} is missing" in gaps(project)


def edited(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"generated_utc"', b'"generated_utc" '))


def unsigned(path: Path) -> None:
    path.with_name(path.name.replace(".json", ".dsse.json")).unlink()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def linked(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to(path.with_name("elsewhere"))


def made_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def piped(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (edited, "altered"),
        (unsigned, "unsigned"),
        (emptied, "altered"),
        (linked, "malformed"),
        (made_a_folder, "malformed"),
        (piped, "malformed"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_record_that_is_not_as_it_was_signed_proves_nothing(project: SignedProject, name: str, change: Callable[[Path], None], code: str):
    change(project.reports() / name)
    assert named(project) == {f"{name} gates.evidence.{code}"}


@pytest.mark.parametrize("name", ["pilot_status.md", "cohort_board.html", "pilot_14_day_report.md", "pilot_artifacts.tgz"])
def test_what_was_published_with_a_record_is_a_part_of_it(project: SignedProject, name: str):
    (project.reports() / name).write_bytes(b"all is well")
    assert {gap.split(": ")[1] for gap in gaps(project)} == {"gates.evidence.altered"}


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 100_000, b"\xff", None], ids=["empty", "no metrics", "deep", "bytes", "missing"])
def test_the_metrics_of_a_node_are_those_that_the_provenance_names(project: SignedProject, content: bytes | None):
    path = project.reports() / NODE_FILE
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    found = gaps(project)
    assert f"pilot_provenance.json: does not name reports/{NODE_FILE} as it is" in found
    assert any(gap.startswith("cohort_manifest.json: nodes[1].metrics_path") for gap in found)


def test_metrics_that_hold_and_are_others_are_no_part_of_the_cohort(project: SignedProject):
    path = project.reports() / NODE_FILE
    metrics = json.loads(path.read_bytes())
    metrics["quality"]["classification_accuracy"] = 1.0
    path.write_text(json.dumps(metrics))
    assert gaps(project) == (f"pilot_provenance.json: does not name reports/{NODE_FILE} as it is",)


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_of_another_day_is_not_of_this_manifest(project: SignedProject, tmp_path: Path, name: str):
    earlier = {path.name: path.read_bytes() for path in project.reports().glob("*") if path.is_file()}
    reported(project, handed_in(tmp_path / "again", *FIVE), NOW + timedelta(hours=1))
    assert gaps(project) == ()
    evidence = project.reports() / name.replace(".json", ".dsse.json")
    for other in [subject["name"] for subject in _statement(evidence)["subject"]] + [evidence.name]:
        (project.reports() / other).write_bytes(earlier[other])
    assert named(project) >= {"pilot_provenance.json"} | ({name} if name in (STATUS, REPORT) else set())
    assert not any("gates." in gap for gap in gaps(project)), "each record by itself is signed and current"


def _statement(evidence: Path) -> dict:
    return read_evidence(evidence.read_bytes()).statement.model_dump(mode="json")


def test_what_a_stranger_has_signed_counts_for_nothing(project: SignedProject):
    for name in RECORDS:
        evidence = project.reports() / name.replace(".json", ".dsse.json")
        evidence.write_bytes(sign_statement(read_evidence(evidence.read_bytes()).statement, SigningKey.from_seed(b"s" * 32)))
    assert named(project) == {f"{name} gates.evidence.untrusted" for name in RECORDS}


def test_records_made_under_other_limits_are_stale(project: SignedProject):
    path = project.root / "params.yaml"
    path.write_text(path.read_text().replace("min_distinct_regions: 3", "min_distinct_regions: 2"))
    assert named(project) == {f"{name} gates.evidence.stale" for name in (MANIFEST, STATUS, REPORT)}


def test_a_readiness_with_the_last_milestone_is_stale_once_its_cohort_is_another(project: SignedProject, tmp_path: Path):
    trusted = {project.key.peer_id: "release key", local_key().peer_id: "me"}

    def stale() -> set[str]:
        (found,) = (one for one in verify_reports(project.reports(), project.root, trusted) if one.artifact == READINESS)
        return {finding.name for finding in found.findings}

    publish_assessment(project.root, assess(project.root, "reduced", load_project(project.root).limits, STRICT), "run-1")
    assert stale() == set()
    reported(project, handed_in(tmp_path / "again", *FIVE[:4]), NOW + timedelta(hours=1))
    assert {f"reports/{name}" for name in RECORDS} <= stale()
    publish_assessment(project.root, assess(project.root, "reduced", load_project(project.root).limits, STRICT), "run-2")
    reported(project, handed_in(tmp_path / "once more", *FIVE), NOW + timedelta(hours=2))
    assert stale() == set(), "where nothing is claimed of a cohort, nothing rests on it"
