"""The status and the readiness of a project: read, assessed, and published with evidence like any artifact."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gates.artifacts.readiness import MvpReadiness
from gates.artifacts.status import MainTrackStatus
from gates.catalogue import Gate, Profile, evidence_name
from gates.external_intake import NO_COHORT
from gates.goals import Requirements, every_part, sub_goals
from gates.params.limits.limits import Limits
from gates.readiness import REQUIRED_DOCS, Ground, mvp_readiness
from gates.remedy import READINESS, STATUS, STATUS_TEXT
from gates.status import GateState, main_track_status
from tasks.evidence.account import Account, publish_account
from tasks.project.files import file_digest
from tasks.reports.store import Publication, reports_folder
from tasks.status.gate_states import gate_states, read_verified_reports
from tasks.status.intake import intake_files, read_intake_gaps
from tasks.status.text import status_markdown
from tasks.sweep.record import recorded_overheads


@dataclass(frozen=True, slots=True)
class Assessment:
    """Where the project stands: the states of its gates by name, what follows from them, and what phase N2 lacks."""

    profile: Profile
    states: Mapping[str, GateState]
    status: MainTrackStatus
    readiness: MvpReadiness
    intake_gaps: tuple[str, ...] = (NO_COHORT,)


def assess(root: Path, profile: Profile, limits: Limits, requirements: Requirements) -> Assessment:
    """Status and readiness of the project at `root` in the profile, under `limits`; writes nothing.

    Errors: those of `read_verified_reports`.
    """
    now = datetime.now(UTC)
    verified = read_verified_reports(root, profile)
    states = gate_states(verified, limits, every_part())
    overheads = recorded_overheads(reports_folder(root, profile))
    status = main_track_status(states, requirements, profile=profile, now=now).model_copy(update={"overhead_sec": overheads})
    contents = {gate: state.content for gate, state in states.items() if state.content is not None}
    docs = frozenset(name for name in REQUIRED_DOCS if file_digest(root, name))
    gaps = read_intake_gaps(root, verified, limits.cohort_manifest)
    readiness = mvp_readiness(Ground(status, contents, docs, gaps), limits.readiness, now=now)
    return Assessment(profile, states, status, readiness, gaps)


def publish_assessment(root: Path, assessment: Assessment, run_id: str) -> tuple[Path, Path]:
    """Write and sign the status with its Markdown twin, then the readiness; returns the paths of the two artifacts.

    The readiness rests on the records of a cohort where they meet phase N2: then each new one makes it stale, and else none does.
    Errors: those of `local_key`.
    """
    reports = reports_folder(root, assessment.profile)
    found = [part.artifact for part in sub_goals() if assessment.states[part.gate].is_present]
    inputs = [path for artifact in found for name in (artifact, evidence_name(artifact)) if (path := reports / name).is_file()]
    cohort = [] if assessment.intake_gaps else intake_files(root)
    twin = {STATUS_TEXT: status_markdown(assessment.status).encode()}
    status = _publish(root, assessment, run_id, Publication(STATUS, _content(assessment.status), twin), inputs)
    readiness = Publication(READINESS, _content(assessment.readiness), {})
    return status, _publish(root, assessment, run_id, readiness, [*inputs, *cohort, reports / STATUS])


def _publish(root: Path, assessment: Assessment, run_id: str, publication: Publication, inputs: list[Path]) -> Path:
    """Publish with evidence that names the artifacts it rests on, but no document: a changed sentence makes nothing stale."""
    profile, names = assessment.profile, tuple(path.relative_to(root).as_posix() for path in inputs)
    gate = Gate("status", publication.artifact, figures=(), inputs={profile: names}, params=("limits",), entry=__name__)
    return publish_account(root, gate, publication, Account(run_id, profile, assessment.status.generated_utc, timings_s={}))


def _content(artifact: MainTrackStatus | MvpReadiness) -> bytes:
    return (artifact.model_dump_json(indent=2, exclude_none=True) + "\n").encode()
