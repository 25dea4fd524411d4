"""From a bundle whose bytes are what was signed to one that is believed, or refused: every claim in it is recomputed from what it encloses."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from pydantic import JsonValue

from core.errors import CodedError
from core.units import format_utc
from gates.artifacts.reading import read_artifact
from gates.catalogue import GATES, REHEARSAL, Gate
from gates.cohort.bundle.errors import MemberMissingError
from gates.cohort.bundle.members import FOLDER, METRICS, STATE
from gates.cohort.bundle.sealed_bundle import SealedBundle
from gates.cohort.errors import (
    BundleCopiedError,
    BundleEvidenceError,
    BundleRehearsalError,
    BundleStaleError,
    EvidenceStolenError,
    NodeStateError,
)
from gates.cohort.ledger import Intake, Ledger, Receipt, check_admitted
from gates.cohort.node_state import parse_node_state
from gates.cohort.pilot_derivation import NEEDED_GATES, NodeWork, check_follows, read_pilot_metrics
from gates.cohort.pilot_metrics import PilotMetrics
from gates.cohort.recheck import first_failures, gate_failures, reason_of
from gates.cohort.secret_scan import check_no_secret
from gates.evidence import Evidence, Observed, check_evidence, read_evidence
from gates.statement import RunRecord

MAX_STATE_AGE = timedelta(minutes=10)
MAX_CYCLE_AGE = timedelta(hours=24)
"""How much older than its bundle a node's cycle may be."""


def check_bundle(bundle: SealedBundle, ledger: Ledger, intake: Intake, *, now: datetime) -> Receipt:
    """The receipt for a bundle that is believed; where a gate of it has not passed, the receipt says so.

    Errors: those of `check_admitted`, `work_of`, `read_pilot_metrics`, `check_follows` and `check_no_secret`; BundleCopiedError
    (gates.bundle.copied).
    """
    check_admitted(bundle, ledger, intake, now=now)
    metrics = read_pilot_metrics(read_artifact(bundle.members[METRICS]))
    work = work_of(bundle)
    _check_own(bundle, ledger)
    check_follows(metrics, work)
    check_no_secret(bundle.members)
    return _receipt(bundle, metrics, work, now)


def work_of(bundle: SealedBundle) -> NodeWork:
    """What a node has to show, each artifact signed by its own key, all of one machine and profile, and the last cycle's of the past day.

    Errors: MemberMissingError (gates.bundle.member_missing), EvidenceStolenError (gates.bundle.stolen), BundleEvidenceError
    (gates.bundle.evidence), BundleStaleError (gates.bundle.stale), NodeStateError (gates.bundle.node_state), BundleRehearsalError
    (gates.bundle.rehearsal).
    """
    state = parse_node_state(bundle.members[STATE])
    if state.node_id != bundle.node_id:
        raise NodeStateError("the state is of another node", node_id=state.node_id[:128])
    if not timedelta() <= bundle.manifest.created - state.measured <= MAX_STATE_AGE:
        raise NodeStateError("the state was not taken when the bundle was packed", measured_utc=state.measured_utc)
    for gate in GATES.values():
        if gate.name in NEEDED_GATES and gate.artifact not in bundle.artifacts:
            raise MemberMissingError("a bundle has the artifact of every gate of a cycle", member=f"{FOLDER}{gate.artifact}")
        if gate.artifact not in bundle.artifacts and bundle.evidence(gate.artifact) is not None:
            raise MemberMissingError("evidence comes with its artifact", member=f"{FOLDER}{gate.artifact}")
    artifacts: dict[str, dict[str, JsonValue]] = {}
    runs: dict[str, RunRecord] = {}
    for name in bundle.artifacts:
        gate = GATES[name]
        artifacts[gate.name] = read_artifact(bundle.artifact(name))
        runs[gate.name] = _checked_evidence(bundle, gate).statement.predicate.run
    _check_one_cycle(runs, bundle.manifest.created)
    _check_rehearsal(artifacts, runs, is_marked=bundle.manifest.rehearsal)
    return NodeWork(artifacts, runs, state)


def _checked_evidence(bundle: SealedBundle, gate: Gate) -> Evidence:
    """The evidence of an artifact, by the key that signed the bundle; its sources are compared by nobody, only that it names each."""
    raw = bundle.evidence(gate.artifact)
    if raw is None:
        raise BundleEvidenceError(f"{gate.artifact} has no evidence", artifact=gate.artifact)
    try:
        evidence = read_evidence(raw)
    except CodedError as error:
        raise BundleEvidenceError(f"{gate.artifact}: {error.message}", artifact=gate.artifact) from error
    if evidence.signer != bundle.signer:
        raise EvidenceStolenError(
            f"{gate.artifact} is signed by another key than the bundle", artifact=gate.artifact, signer=evidence.signer
        )
    for finding in check_evidence(evidence, gate.artifact, _observed(bundle, gate, evidence), {bundle.signer: bundle.node_id}):
        raise BundleEvidenceError(finding.message, artifact=gate.artifact, finding=finding.code)
    return evidence


def _observed(bundle: SealedBundle, gate: Gate, evidence: Evidence) -> Observed:
    """What a bundle shows of what evidence names: the artifact alone; figures, inputs and code stay with the volunteer."""
    stated, sources = evidence.statement.subject, evidence.statement.predicate.sources
    subjects = {subject.name: subject.digest.sha256 for subject in stated}
    subjects[gate.artifact] = _digest(bundle, gate.artifact)
    inputs, code, params = ({source.name: source.sha256 for source in some} for some in (sources.inputs, sources.code, sources.params))
    return Observed(subjects, inputs, code, params)


def _check_one_cycle(runs: dict[str, RunRecord], created: datetime) -> None:
    for what, found in (("profile", {run.profile for run in runs.values()}), ("machine", {run.machine.id for run in runs.values()})):
        if len(found) != 1:
            raise BundleEvidenceError(f"the artifacts are of more than one {what}", found=len(found))
    for gate, run in runs.items():
        try:
            is_past = datetime.fromisoformat(run.generated_utc) <= created
        except (ValueError, TypeError) as error:
            raise BundleEvidenceError("a run names no moment that there is", gate=gate) from error
        if not is_past:
            raise BundleEvidenceError("a run is newer than the bundle", gate=gate, generated_utc=run.generated_utc)
    if datetime.fromisoformat(runs["smoke"].generated_utc) < created - MAX_CYCLE_AGE:
        raise BundleStaleError("the node's cycle is older than a day", generated_utc=runs["smoke"].generated_utc)


def _check_rehearsal(artifacts: Mapping[str, Mapping[str, JsonValue]], runs: Mapping[str, RunRecord], *, is_marked: bool) -> None:
    """What was rehearsed says so in the artifact, its evidence and the bundle; a bundle of a rehearsal may hold real work as well."""
    for gate, run in runs.items():
        if run.profile == REHEARSAL and not is_marked:
            raise BundleRehearsalError("what was rehearsed comes in a rehearsal's bundle alone", gate=gate)
        if (run.profile == REHEARSAL) != ("rehearsal" in artifacts[gate]):
            raise BundleEvidenceError("an artifact and its evidence differ on whether it was rehearsed", gate=gate)


def _check_own(bundle: SealedBundle, ledger: Ledger) -> None:
    """No artifact is another node's to the byte: each holds times that were measured, and no two runs take equally long."""
    owners = {
        digest: receipt.node_id
        for node, receipts in ledger.taken.items()
        if node != bundle.node_id
        for receipt in receipts
        for digest in receipt.artifacts.values()
    }
    for name in bundle.artifacts:
        if (owner := owners.get(_digest(bundle, name))) is not None:
            raise BundleCopiedError(f"{name} was handed in by another node before", artifact=name, node_id=owner)


def _digest(bundle: SealedBundle, name: str) -> str:
    return hashlib.sha256(bundle.artifact(name)).hexdigest()


def _receipt(bundle: SealedBundle, metrics: PilotMetrics, work: NodeWork, now: datetime) -> Receipt:
    manifest, failures = bundle.manifest, tuple(gate_failures(first_failures(work.verdicts)))
    return Receipt(
        schema_version=1,
        bundle_id=bundle.id,
        peer_id=bundle.signer,
        sequence=manifest.sequence,
        created_utc=manifest.created_utc,
        accepted_utc=format_utc(now),
        invitation_id=manifest.invitation_id,
        size_bytes=bundle.size_bytes,
        rehearsal=manifest.rehearsal,
        profile=manifest.profile,
        status="failed" if failures else "passed",
        failure_reason=reason_of(failures),
        failures=failures,
        artifacts={name: _digest(bundle, name) for name in bundle.artifacts},
        metrics=metrics,
    )
