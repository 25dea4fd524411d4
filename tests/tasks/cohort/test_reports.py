"""What a cohort came to is written whole and signed, and passes the checkers that read it."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import CodedError
from core.units import format_utc
from gates.artifacts.reading import read_artifact
from gates.judges import JUDGEMENTS, judge_artifact
from tasks.cohort.reports import read_records, read_status, write_report, write_reports
from tasks.evidence.local_identity import local_key
from tasks.gate.cohort_files import observe_metrics_files
from tasks.project.files import file_digest
from tasks.project.locks import locked
from tasks.reports.store import verify_reports
from tests.gates.cohort.bundles import BOB, NOW, Made, invitation
from tests.gates.mutations import OURS
from tests.tasks.cohort.cohort_folder import Place, make_place
from tests.tasks.signed_project import SignedProject, make_project


@pytest.fixture
def place(tmp_path) -> Place:
    return make_place(tmp_path / "maintainer")


@pytest.fixture
def project(tmp_path) -> SignedProject:
    return make_project(tmp_path / "project")


def days_of(project: SignedProject) -> dict[str, dict]:
    """The records of days that are there, by their paths."""
    found = sorted(project.reports().glob("pilot_days/*/*"))
    return {path.relative_to(project.reports()).as_posix(): read_artifact(path.read_bytes()) for path in found}


def test_the_four_files_are_signed_and_follow_from_what_was_taken(place: Place, project: SignedProject):
    place.taken(Made())
    place.taken(Made(key=BOB, node_id="node-2", up_hours=6))
    place.take(place.drop(b"", "broken.tgz"))
    paths = write_reports(project.root, place.folder, now=NOW)
    assert [one.findings for one in verify_reports(project.reports(), project.root, {local_key().peer_id: "me"})] == [()] * len(paths)
    manifest, metrics, status, report, provenance = (read_artifact(path.read_bytes()) for path in paths)
    assert [node["node_id"] for node in manifest["nodes"]] == metrics["cohort"]["node_ids"] == ["node-1", "node-2"]
    assert (status["refused"], status["refused_nowhere"], report["refusals"]) == ({}, {"gates.bundle.truncated": 1}, [])
    assert (status["health"]["colour"], report["num_days"]) == ("red", 1)
    assert observe_metrics_files(paths[0], manifest, OURS.cohort_manifest).ok
    failures = judge_artifact("pilot_cohort", metrics, JUDGEMENTS["pilot_cohort"].floors).failures
    assert [failure.partition(":")[0] for failure in failures] == ["summary.health.uptime_ratio_24h_mean"]
    for name in ("pilot_status.md", "pilot_14_day_report.md"):
        assert (project.reports() / name).read_text().startswith("# Pilot")
    listed = {one["path"]: one["sha256"] for one in provenance["artifacts"]}
    assert {"reports/pilot_artifacts.tgz", "reports/cohort_board.html", "reports/cohort/node-2/pilot_metrics.json"} < set(listed)
    assert {name: file_digest(project.root, name) for name in listed} == listed
    assert judge_artifact("provenance", provenance, JUDGEMENTS["provenance"].floors).ok


def test_the_same_cohort_gives_the_same_figures(place: Place, project: SignedProject):
    place.taken(Made())
    first, second = (
        [[path.read_bytes() for path in write_reports(project.root, place.folder, now=NOW)][:-1], days_of(project)] for _ in range(2)
    )
    assert first == second, "but for the provenance, which names when each file was written"


def test_each_day_of_the_pilot_has_a_folder_and_no_other_day_has(place: Place, project: SignedProject):
    place.taken(Made())
    place.folder.issue(invitation(id="cd" * 16, cohort_id="pilot-2"))
    for number, created in enumerate(("2026-01-30T11:10:00Z", "2026-01-31T11:10:00Z"), start=1):
        run = {"generated_utc": created.replace("T11", "T10")}
        manifest = {"invitation_id": "cd" * 16, "sequence": number, "created_utc": created}
        assert place.taken(Made(key=BOB, node_id="node-2", manifest=manifest, run=run)).state == "passed"
    told = {}
    for name in ("pilot-2", "pilot-1"):
        *_, report, provenance = (
            read_artifact(path.read_bytes()) for path in write_reports(project.root, place.folder, now=NOW, cohort_id=name)
        )
        days = days_of(project)
        told[name] = {path: [node["node"]["node_id"] for node in day["nodes"]] for path, day in days.items()}
        assert [day["day"] for day in days.values()] == report["days"]
        assert {f"reports/{path}" for path in days} < {one["path"] for one in provenance["artifacts"]}
    first, second = (f"pilot_days/day0{number}/pilot_day.json" for number in (1, 2))
    assert told == {"pilot-2": {first: ["node-2"], second: ["node-2"]}, "pilot-1": {first: ["node-1"]}}


def test_days_are_not_changed_while_another_process_writes_the_reports(place: Place, project: SignedProject):
    place.taken(Made())
    record = read_records(project.root, place.folder, now=NOW)
    project.reports().mkdir()
    with ThreadPoolExecutor(1) as threads:
        with locked(project.reports()):
            writing = threads.submit(write_report, record)
            give_up = time.monotonic() + 30
            while not is_waited_for(project.reports()):
                assert time.monotonic() < give_up and not writing.done()
            assert days_of(project) == {}
        writing.result()
    assert len(days_of(project)) == 1


def is_waited_for(folder: Path) -> bool:
    """Whether somebody waits for the lock on the folder."""
    inode = folder.stat().st_ino
    return any("->" in line and f":{inode} " in line for line in Path("/proc/locks").read_text().splitlines())


def test_a_node_whose_invitation_was_taken_back_is_in_the_manifest_as_failed_and_in_no_figure(place: Place, project: SignedProject):
    place.taken(Made())
    place.invite(revoked=True)
    paths = write_reports(project.root, place.folder, now=NOW)
    assert [path.name for path in paths] == [
        "cohort_manifest.json",
        "pilot_status.json",
        "pilot_14_day_report.json",
        "pilot_provenance.json",
    ]
    assert read_artifact(paths[0].read_bytes())["nodes"][0]["failure_reason"] == "the invitation was taken back"


def test_a_silent_node_keeps_its_figures_and_counts_as_down(place: Place, project: SignedProject):
    place.taken(Made())
    metrics = read_artifact(write_reports(project.root, place.folder, now=NOW + timedelta(days=3))[1].read_bytes())
    assert (metrics["cohort"]["silent_node_ids"], metrics["nodes"][0]["health"]["uptime_ratio_24h"]) == (["node-1"], 1.0)
    assert [metrics["summary"]["health"][name] for name in ("uptime_ratio_24h_mean", "last_cycle_ok_ratio")] == [0.0, 0.0]
    failures = judge_artifact("pilot_cohort", metrics, JUDGEMENTS["pilot_cohort"].floors).failures
    assert [failure.partition(":")[0] for failure in failures] == [
        "summary.health.uptime_ratio_24h_mean",
        "summary.health.last_cycle_ok_ratio",
    ]


def test_what_was_refused_counts_in_its_own_cohort_and_on_its_day(place: Place, project: SignedProject):
    place.taken(Made())
    place.folder.issue(invitation(id="cd" * 16, cohort_id="pilot-2"))
    place.taken(Made(key=BOB, node_id="node-2", manifest={"invitation_id": "cd" * 16}))
    place.taken(Made(manifest={"sequence": 2, "rehearsal": True, "created_utc": format_utc(NOW)}))
    said = {}
    for name in ("pilot-1", "pilot-2"):
        status, report = (
            read_artifact(path.read_bytes()) for path in write_reports(project.root, place.folder, now=NOW, cohort_id=name)[2:4]
        )
        said[name] = (status["refused"], status["refused_nowhere"], report["refusals"])
    expected = {"gates.bundle.rehearsal": 1}
    assert said == {"pilot-1": (expected, {}, [{"day": 1, "refused": expected}]), "pilot-2": ({}, {}, [])}


def test_each_cohort_has_records_of_its_own(place: Place, project: SignedProject):
    place.taken(Made())
    place.folder.issue(invitation(id="cd" * 16, cohort_id="pilot-2"))
    place.taken(Made(key=BOB, node_id="node-2", manifest={"invitation_id": "cd" * 16}))
    for name, node in (("pilot-1", "node-1"), ("pilot-2", "node-2")):
        manifest = read_artifact(write_reports(project.root, place.folder, now=NOW, cohort_id=name)[0].read_bytes())
        assert (manifest["cohort_id"], [one["node_id"] for one in manifest["nodes"]]) == (name, [node])
    with pytest.raises(CodedError) as caught:
        read_status(project.root, place.folder, now=NOW, cohort_id="pilot-3")
    assert caught.value.code == "tasks.cohort.entry"


def test_a_status_writes_nothing_and_a_cohort_without_nodes_has_no_reports(place: Place, project: SignedProject):
    before = place.digest()
    assert json.loads(read_status(project.root, place.folder, now=NOW).model_dump_json())["nodes"] == []
    with pytest.raises(CodedError) as caught:
        write_reports(project.root, place.folder, now=NOW)
    assert caught.value.code == "tasks.cohort.entry"
    assert place.digest() == before
