"""Snapshots of machines: taken and signed on each, checked and compared on one of them."""

import uuid
from datetime import UTC, datetime
from pathlib import Path

from core.errors import CATALOGUE
from core.units import format_utc
from gates.artifacts.status import Status
from gates.catalogue import GATES, Gate, Profile
from gates.cohort.machine_comparison import SCHEMA_VERSION, MachineComparison
from gates.cohort.machine_snapshot import SnapshotFile, compare, parse_snapshot, scores_of
from gates.errors import ArtifactMissingError, SnapshotForeignError
from gates.goals import sub_goals
from gates.judges import judge_artifact
from gates.params.limits.limits import Limits
from gates.status import GateState, state_of
from gates.trust import with_local
from gates.verdicts.verdict import Verdict
from tasks.evidence.account import Account, account_record, publish_account
from tasks.evidence.local_identity import local_key, local_peer
from tasks.evidence.provenance import describe_machine
from tasks.evidence.sources import digest_sources
from tasks.evidence.trust import FILE_NAME, read_trust
from tasks.reports.store import CheckedArtifact, Publication, publish, reports_folder, verify_reports
from tasks.status.gate_states import read_gate_states

COMPARISON = "machine_comparison.json"


def machines_folder(root: Path, profile: Profile) -> Path:
    """Where the snapshots of machines lie, this one's and those that came from elsewhere."""
    return reports_folder(root, profile) / "machines"


def take_snapshot(root: Path, profile: Profile, limits: Limits, label: str | None = None) -> Path:
    """Write and sign this machine's snapshot, `machine-<its id>` where `label` names none; returns its path.

    Errors: those of `snapshot_of` and `local_key`.
    """
    found = snapshot_of(root, profile, limits, label)
    return sign_snapshot(root, machines_folder(root, profile), found)


def snapshot_of(root: Path, profile: Profile, limits: Limits, label: str | None = None, *, is_rehearsal: bool = False) -> SnapshotFile:
    """What the gates that exist came to on this machine; their artifacts were made on it.

    Errors: ArtifactMissingError (gates.artifact.missing), SnapshotForeignError (gates.snapshot.foreign), those of `read_gate_states`.
    """
    machine_id = describe_machine().id
    states = {name: state for name, state in read_gate_states(root, profile, limits).items() if state.artifact in GATES}
    for state in states.values():
        _require_made_here(state, machine_id)
    contents = {name: state.content for name, state in states.items() if state.content is not None}
    scores = scores_of(contents)
    gates: dict[str, Status] = {part.gate: state_of(part, states[part.gate])[0] for part in sub_goals() if part.gate in states}
    return SnapshotFile(
        schema_version=SCHEMA_VERSION,
        generated_utc=format_utc(datetime.now(UTC)),
        label=label or f"machine-{machine_id[:8]}",
        machine_id=machine_id,
        rehearsal=is_rehearsal,
        profile=profile,
        passed=all(status == "done" for status in gates.values()),
        scores={name: mean for name, (mean, _) in scores.items()},
        stds={name: std for name, (_, std) in scores.items()},
        gates=gates,
        artifacts={state.artifact: state.sha256 for state in states.values() if state.sha256 is not None},
    )


def sign_snapshot(root: Path, folder: Path, snapshot: SnapshotFile) -> Path:
    """Write a snapshot to `folder` with its evidence, which vouches for the code that took it but for no file of this machine's.

    Errors: those of `local_key`.
    """
    name = f"{snapshot.label}.json"
    gate = Gate("machine_snapshot", name, (), inputs={snapshot.profile: ()}, params=("limits",), entry=__name__)
    account = Account(uuid.uuid4().hex[:12], snapshot.profile, snapshot.generated_utc, timings_s={})
    publication = Publication(name, (snapshot.model_dump_json(indent=2) + "\n").encode(), {})
    run, sources = account_record(root, gate.name, account), digest_sources(root, gate, snapshot.profile)
    return publish(folder, publication, run, sources, local_key())


def read_snapshots(root: Path, folder: Path) -> list[SnapshotFile]:
    """Every snapshot in `folder`, each signed by a key that is trusted, whole, and by the code of this checkout.

    Errors: that of the first finding (gates.evidence.*), SnapshotInvalidError (gates.snapshot.invalid), SnapshotForeignError
    (gates.snapshot.foreign), ArtifactMissingError (gates.artifact.missing) where there is no such folder.
    """
    trusted = with_local(read_trust(root / FILE_NAME), local_peer())
    return [_snapshot(checked) for checked in verify_reports(folder, root, trusted)]


def compare_machines(root: Path, profile: Profile, limits: Limits, folder: Path | None = None) -> tuple[Path, Verdict]:
    """Compare the snapshots in `folder`, by default those of the profile; the comparison, written and signed, and the verdict on it.

    Errors: those of `read_snapshots`, `compare` and `local_key`.
    """
    found, verdict = judged(read_snapshots(root, folder or machines_folder(root, profile)), limits)
    gate = Gate("machine_comparison", COMPARISON, (), inputs={profile: ()}, params=("limits.machine_comparison",), entry=__name__)
    publication = Publication(COMPARISON, (found.model_dump_json(indent=2) + "\n").encode(), {})
    path = publish_account(root, gate, publication, Account(uuid.uuid4().hex[:12], profile, found.generated_utc, timings_s={}))
    return path, verdict


def judged(snapshots: list[SnapshotFile], limits: Limits) -> tuple[MachineComparison, Verdict]:
    """The comparison of these snapshots, and the verdict on it.

    Errors: those of `compare`.
    """
    found = compare(snapshots, now=datetime.now(UTC))
    return found, judge_artifact("machine_comparison", found.model_dump(mode="json"), limits.machine_comparison)


def _snapshot(checked: CheckedArtifact) -> SnapshotFile:
    if checked.findings:
        finding = checked.findings[0]
        raise CATALOGUE[finding.code](finding.message, snapshot=checked.artifact)
    found = parse_snapshot(checked.content or b"")
    if checked.run is None or checked.run.machine.id != found.machine_id:
        raise SnapshotForeignError("the snapshot names another machine than its evidence", label=found.label)
    return found


def _require_made_here(state: GateState, machine_id: str) -> None:
    """A gate's artifact is there, and was made on this machine: DVC may have fetched it from another."""
    if not state.is_present:
        raise ArtifactMissingError(f"{state.artifact} is missing: run `make gates` first")
    if state.run is not None and state.run.machine.id != machine_id:
        step = f"run it here: .venv/bin/dvc repro -f --no-run-cache {state.gate}"
        raise SnapshotForeignError(f"{state.artifact} was made on another machine; {step}", artifact=state.artifact)
