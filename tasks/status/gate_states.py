"""What is known of every gate: its artifact, its evidence, and its verdicts under our limits and the floors."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from pydantic import JsonValue, TypeAdapter

from core.ids import PeerId
from gates.catalogue import Profile
from gates.errors import ArtifactMissingError
from gates.goals import SubGoal, sub_goals
from gates.judges import JUDGEMENTS, floors_of, judge_artifact, limits_of
from gates.params.limits.limits import Limits
from gates.status import GateState
from gates.trust import with_local
from tasks.evidence.local_identity import local_peer
from tasks.evidence.trust import FILE_NAME, read_trust
from tasks.reports.store import CheckedArtifact, reports_folder, verify_reports

_OBJECT: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])


@dataclass(frozen=True, slots=True)
class VerifiedReports:
    """The artifacts of a profile by name, each held against its evidence, and whose signatures count."""

    profile: Profile
    artifacts: Mapping[str, CheckedArtifact]
    trusted: Mapping[PeerId, str]


def read_verified_reports(root: Path, profile: Profile) -> VerifiedReports:
    """What lies in the profile's folder in the project at `root`; trusted are the listed keys and the local identity.

    Errors: TrustMalformedError (gates.trust.malformed), ParameterInvalidError (core.parameters.invalid), those of `local_peer`.
    """
    reports = reports_folder(root, profile)
    trusted = with_local(read_trust(root / FILE_NAME), local_peer())
    checked = verify_reports(reports, root, trusted) if reports.is_dir() else []
    return VerifiedReports(profile, {one.artifact: one for one in checked}, trusted)


def read_gate_states(root: Path, profile: Profile, limits: Limits, parts: Iterable[SubGoal] | None = None) -> dict[str, GateState]:
    """The state of every gate of the goal tree, or of `parts`, in the project at `root`.

    Errors: those of `read_verified_reports`.
    """
    return gate_states(read_verified_reports(root, profile), limits, parts)


def gate_states(verified: VerifiedReports, limits: Limits, parts: Iterable[SubGoal] | None = None) -> dict[str, GateState]:
    """The same of reports that were verified already."""
    chosen = sub_goals() if parts is None else parts
    found = {part.gate: _gate_state(part, verified.artifacts.get(part.artifact), verified.trusted) for part in chosen}
    return {gate: _judged(state, verified.profile, limits) for gate, state in found.items()}


def _gate_state(part: SubGoal, checked: CheckedArtifact | None, trusted: Mapping[PeerId, str]) -> GateState:
    is_present = checked is not None and all(finding.code != ArtifactMissingError.code for finding in checked.findings)
    if checked is None or not is_present:
        return GateState(part.gate, part.artifact, is_present=False)
    content = _json_object(checked.content)
    return GateState(
        part.gate,
        part.artifact,
        is_present=True,
        content=content,
        problem="" if content is not None else f"{part.artifact} is no JSON object that can be read",
        findings=checked.findings,
        signer=trusted.get(checked.signer) if checked.signer else None,
        statement=checked.statement,
        sha256=None if checked.content is None else sha256(checked.content).hexdigest(),
    )


def _judged(state: GateState, profile: Profile, limits: Limits) -> GateState:
    """The state with its two verdicts, where there is something to judge and a judge for it."""
    if state.content is None or state.gate not in JUDGEMENTS:
        return state
    under = [
        judge_artifact(state.gate, state.content, one) for one in (limits_of(limits, state.gate, profile), floors_of(state.gate, profile))
    ]
    return replace(state, ours=under[0], floors=under[1])


def _json_object(content: bytes | None) -> dict[str, JsonValue] | None:
    """The JSON object in `content`; NaN and infinity are let through for the judge to name."""
    try:
        return None if content is None else _OBJECT.validate_python(json.loads(content))
    except (ValueError, RecursionError):
        return None
