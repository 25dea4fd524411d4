"""The status and the readiness of a project: read, assessed, and published with evidence like any artifact."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gates.artifacts.readiness import MvpReadiness
from gates.artifacts.status import MainTrackStatus
from gates.catalogue import Gate, Profile, evidence_name
from gates.goals import Requirements, every_part, sub_goals
from gates.params.limits.limits import Limits
from gates.readiness import REQUIRED_DOCS, Ground, mvp_readiness
from gates.remedy import READINESS, STATUS, STATUS_TEXT
from gates.status import GateState, main_track_status
from tasks.evidence.account import Account, publish_account
from tasks.project.files import file_digest
from tasks.reports.store import Publication, reports_folder
from tasks.status.gate_states import read_gate_states
from tasks.status.text import status_markdown
from tasks.sweep.record import recorded_overheads


@dataclass(frozen=True, slots=True)
class Assessment:
    """Where the project stands: the states of its gates by name, and what follows from them."""

    profile: Profile
    states: Mapping[str, GateState]
    status: MainTrackStatus
    readiness: MvpReadiness


def assess(root: Path, profile: Profile, limits: Limits, requirements: Requirements) -> Assessment:
    """Status and readiness of the project at `root` in the profile, under `limits`; writes nothing.

    Errors: those of `read_gate_states`.
    """
    now = datetime.now(UTC)
    states = read_gate_states(root, profile, limits, every_part())
    overheads = recorded_overheads(reports_folder(root, profile))
    status = main_track_status(states, requirements, profile=profile, now=now).model_copy(update={"overhead_sec": overheads})
    contents = {gate: state.content for gate, state in states.items() if state.content is not None}
    docs = frozenset(name for name in REQUIRED_DOCS if file_digest(root, name))
    return Assessment(profile, states, status, mvp_readiness(Ground(status, contents, docs), limits.readiness, now=now))


def publish_assessment(root: Path, assessment: Assessment, run_id: str) -> tuple[Path, Path]:
    """Write and sign the status with its Markdown twin, then the readiness; returns the paths of the two artifacts.

    Errors: those of `local_key`.
    """
    reports = reports_folder(root, assessment.profile)
    found = [part.artifact for part in sub_goals() if assessment.states[part.gate].is_present]
    inputs = [name for artifact in found for name in (artifact, evidence_name(artifact)) if (reports / name).is_file()]
    twin = {STATUS_TEXT: status_markdown(assessment.status).encode()}
    status = _publish(root, assessment, run_id, Publication(STATUS, _content(assessment.status), twin), inputs)
    readiness = Publication(READINESS, _content(assessment.readiness), {})
    return status, _publish(root, assessment, run_id, readiness, [*inputs, STATUS])


def _publish(root: Path, assessment: Assessment, run_id: str, publication: Publication, inputs: list[str]) -> Path:
    """Publish with evidence that names the artifacts it rests on, but no document: a changed sentence makes nothing stale."""
    reports, profile = reports_folder(root, assessment.profile), assessment.profile
    names = tuple((reports / name).relative_to(root).as_posix() for name in inputs)
    gate = Gate("status", publication.artifact, figures=(), inputs={profile: names}, params=("limits",), entry=__name__)
    return publish_account(root, gate, publication, Account(run_id, profile, assessment.status.generated_utc, timings_s={}))


def _content(artifact: MainTrackStatus | MvpReadiness) -> bytes:
    return (artifact.model_dump_json(indent=2, exclude_none=True) + "\n").encode()
