"""The cohort's flow as a command: what waits is settled, what the cohort comes to is written, signed and versioned, and again is the same."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.signing.keys import SigningKey
from core.units import format_utc
from gates.artifacts.reading import read_artifact
from gates.cohort.invitations import sign_invitation
from p2p.identity import load_or_create_identity
from tasks.cohort.store import CohortFolder
from tests.gates.cohort.bundles import ALICE, BOB, Made, invitation, signed
from tests.system.copied_project import Project

NOW = datetime.now(UTC).replace(microsecond=0)
PACKED, RAN = (format_utc(NOW - timedelta(minutes=minutes)) for minutes in (5, 60))


def fresh(key: SigningKey, node_id: str) -> bytes:
    """A bundle of now."""

    def members(found: dict[str, bytes]) -> dict[str, bytes]:
        return {**found, **signed("smoke", found["artifacts/smoke_summary.json"], key, generated_utc=RAN)}

    return Made(key=key, node_id=node_id, manifest={"created_utc": PACKED}, members=members).packed()


@pytest.fixture
def folder(project: Project) -> CohortFolder:
    """A cohort in the copy whose invitation its own identity has signed, with two good bundles and a broken one in quarantine."""
    folder = CohortFolder.at(project.root / "data" / "cohort")
    key = load_or_create_identity(Path(project.environment()["P2P_AGENT_HOME"]), None)
    dates = {"created_utc": format_utc(NOW - timedelta(days=2)), "expires_utc": format_utc(NOW + timedelta(days=2))}
    issued = invitation(**dates)
    (folder.invitations / f"{issued.id}.dsse.json").write_bytes(sign_invitation(issued, key))
    for name, content in {"a.tgz": fresh(ALICE, "node-1"), "b.tgz": fresh(BOB, "node-2"), "c.tgz": b"\x1f\x8b"}.items():
        (folder.quarantine / name).write_bytes(content)
    with project.parameters() as params:
        params["cohort"]["rerun"]["rate"] = 0.0
    return folder


def test_it_settles_what_waits_writes_the_records_and_does_it_once(project: Project, folder: CohortFolder, reporting) -> None:
    code, said = project.run("-m", "flows.cohort", **reporting)
    lines = [line for line in said.splitlines() if line.startswith("[cohort]")]
    assert (code, [line.split(",")[0] for line in lines]) == (
        0,
        [f"[cohort] {one}" for one in ("a.tgz: passed", "b.tgz: passed", "c.tgz: refused")],
    ), said
    assert sorted(path.name for path in folder.accepted.iterdir()) == ["node-1", "node-2"]
    assert (folder.waiting(), [one.code for one in folder.refusals()]) == ([], ["gates.bundle.truncated"])
    reports = project.root / "reports"
    status, provenance = (read_artifact((reports / name).read_bytes()) for name in ("pilot_status.json", "pilot_provenance.json"))
    assert (status["onboarding"]["passed_count"], status["reruns"]["bundles"]) == (2, 2)
    named = {"reports/cohort_board.html", "reports/pilot_days/day01/pilot_day.json", "data/cohort/accepted.dvc"}
    assert named <= {one["path"] for one in provenance["artifacts"]}
    code, verified = project.run("-m", "cli.main", "verify", "--json")
    assert (code, json.loads(verified)["ok"]) == (0, True)

    versioned = (folder.root / "accepted.dvc").read_bytes()
    code, said = project.run("-m", "flows.cohort", **reporting)
    assert (code, "[cohort] nothing waited" in said) == (0, True), said
    assert (folder.root / "accepted.dvc").read_bytes() == versioned
    assert sorted(path.name for path in folder.accepted.iterdir()) == ["node-1", "node-2"]
