"""Bundles that can be read and lie, each with the code of its refusal, and the ledger that it comes to where that matters."""

import base64
import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from core.signing.keys import SigningKey
from gates.catalogue import evidence_name
from gates.cohort.bundle.archive import write_archive
from gates.cohort.bundle.manifest import PAYLOAD_TYPE
from gates.cohort.bundle.members import FOLDER, LOG, MANIFEST, STATE
from gates.cohort.bundle.sealed_bundle import open_bundle
from gates.cohort.bundle_check import check_bundle
from gates.cohort.ledger import Intake, Ledger, Receipt
from gates.cohort.sealed import seal
from tests.gates.cohort.bundles import ALICE, ARTIFACT_OF, BOB, NOW, Made, chunks, encoded, evidence_of, ledger, signed, state
from tests.gates.mutations import put, sample, without


@dataclass(frozen=True)
class Lie:
    """A bundle, why it is refused, and what the cohort has taken before."""

    packed: Callable[[], bytes]
    code: str
    ledger: Callable[[], Ledger] = field(default=ledger)


def receipt_of(made: Made) -> Receipt:
    """The receipt of a bundle that a cohort has taken."""
    return check_bundle(open_bundle(chunks(made.packed())), ledger(), Intake(), now=NOW)


def after(made: Made, **changes: object) -> Callable[[], Ledger]:
    """A ledger in which that bundle has been taken."""

    def of() -> Ledger:
        receipt = receipt_of(made)
        return ledger(taken={receipt.node_id: (receipt,)}, **changes)

    return of


def resealed(change: Callable[[dict], object], key: SigningKey = ALICE) -> Callable[[], bytes]:
    """A bundle whose manifest was changed and signed again."""

    def packed() -> bytes:
        members = Made(key=key).contents()
        record = copy.deepcopy(Made(key=key).record(members))
        record = change(record) or record
        return write_archive({MANIFEST: seal(record, PAYLOAD_TYPE, key), **members})

    return packed


def with_envelope(change: Callable[[dict], object]) -> Callable[[], bytes]:
    """A bundle whose envelope was changed and not signed again."""

    def packed() -> bytes:
        members = Made().all_members()
        envelope = json.loads(members[MANIFEST])
        change(envelope)
        return write_archive({**members, MANIFEST: json.dumps(envelope, sort_keys=True, separators=(",", ":")).encode() + b"\n"})

    return packed


def made(**changes: object) -> Callable[[], bytes]:
    return Made(**changes).packed


def node(node_id: str, key: SigningKey = ALICE) -> Callable[[], bytes]:
    return resealed(lambda record: record["profile"].update(node_id=node_id), key)


def member(name: str, content: bytes) -> Callable[[], bytes]:
    return made(members=lambda members: {**members, name: content})


def lacking(*names: str) -> Callable[[], bytes]:
    return made(members=lambda members: {name: content for name, content in members.items() if name not in names})


def metric(path: str, value: object) -> Callable[[], bytes]:
    return made(metrics=lambda metrics: put(metrics, path, value))


def evidence(gate: str, **changes: object) -> Callable[[], bytes]:
    """A bundle in which one artifact has other evidence."""
    return made(members=lambda members: {**members, **signed(gate, members[f"{FOLDER}{ARTIFACT_OF[gate]}"], **changes)})


def exchanged() -> bytes:
    """The evidence of another run of the gate beside an artifact."""
    other = encoded(put(sample("baseline"), "methods.fedavg_int8.accuracy_mean", 0.96))
    name = f"{FOLDER}{evidence_name(ARTIFACT_OF['baseline'])}"
    return member(name, evidence_of("baseline", other))()


def other_gate() -> bytes:
    name = f"{FOLDER}{evidence_name(ARTIFACT_OF['baseline'])}"
    return made(members=lambda members: {**members, name: members[f"{FOLDER}{evidence_name(ARTIFACT_OF['fairness'])}"]})()


def key_of_nobody(envelope: dict) -> None:
    envelope["signatures"][0]["keyid"] = BOB.peer_id


SPARE = base64.b64encode(b"\x11" * 32)

LIES: dict[str, Lie] = {
    "no signature": Lie(with_envelope(lambda envelope: envelope.update(signatures=[])), "gates.bundle.unsigned"),
    "a signature of another text": Lie(with_envelope(lambda envelope: envelope.update(payload=SPARE.decode())), "gates.bundle.signature"),
    "a signature by another than it names": Lie(with_envelope(key_of_nobody), "gates.bundle.signature"),
    "a signature for another purpose": Lie(with_envelope(lambda envelope: envelope.update(payloadType="x")), "gates.bundle.manifest"),
    "a manifest that is no envelope": Lie(lambda: write_archive({MANIFEST: b"{}"}), "gates.bundle.manifest"),
    "another version": Lie(resealed(lambda record: record.update(schema_version=2)), "gates.bundle.version"),
    "a version that is a truth value": Lie(resealed(lambda record: record.update(schema_version=True)), "gates.bundle.version"),
    "an unknown field": Lie(resealed(lambda record: record.update(verdict="passed")), "gates.bundle.field"),
    "an unknown field of its node": Lie(resealed(lambda record: record["profile"].update(admin=True)), "gates.bundle.field"),
    "a field that is missing": Lie(resealed(lambda record: record.pop("sequence") and None), "gates.bundle.manifest"),
    "a number in words": Lie(resealed(lambda record: record.update(sequence="2")), "gates.bundle.manifest"),
    "a day that there is not": Lie(resealed(lambda record: record.update(created_utc="2026-02-31T00:00:00Z")), "gates.bundle.manifest"),
    "a member listed twice": Lie(resealed(lambda record: record["members"].append(record["members"][0])), "gates.bundle.manifest"),
    "a member listed that is not there": Lie(
        resealed(lambda record: record["members"].append({**record["members"][0], "name": "/etc/passwd"})), "gates.bundle.member_missing"
    ),
    "a node id that climbs": Lie(node("../../outside"), "gates.bundle.node_id"),
    "a node id that is absolute": Lie(node("/etc/passwd"), "gates.bundle.node_id"),
    "a node id in capitals": Lie(node("NODE-1"), "gates.bundle.node_id"),
    "a node id in other letters": Lie(node("ｎｏｄｅ-1"), "gates.bundle.node_id"),
    "another's node id in capitals": Lie(node("NODE-1", BOB), "gates.bundle.node_id", after(Made())),
    "another's node id in other letters": Lie(node("ｎｏｄｅ-1", BOB), "gates.bundle.node_id", after(Made())),
    "a node id with a line in it": Lie(node("node-1\n"), "gates.bundle.node_id"),
    "a node id of another key": Lie(made(key=BOB), "gates.bundle.node_taken", after(Made())),
    "a second node of one key": Lie(made(node_id="node-2"), "gates.bundle.node_taken", after(Made())),
    "a replay": Lie(made(), "gates.bundle.replayed", after(Made(manifest={"sequence": 2}))),
    "an older one with a new number": Lie(
        made(manifest={"sequence": 9, "created_utc": "2026-01-31T10:30:00Z"}), "gates.bundle.replayed", after(Made())
    ),
    "the future": Lie(made(manifest={"created_utc": "2026-02-01T12:00:00Z"}), "gates.bundle.future"),
    "the past": Lie(made(manifest={"created_utc": "2026-01-01T12:00:00Z"}), "gates.bundle.stale"),
    "a cycle of last week": Lie(evidence("smoke", generated_utc="2026-01-20T10:00:00Z"), "gates.bundle.stale"),
    "a rehearsal": Lie(made(manifest={"rehearsal": True}), "gates.bundle.rehearsal"),
    "an invitation that nobody issued": Lie(made(manifest={"invitation_id": "cd" * 16}), "gates.cohort_invitation.unknown"),
    "an invitation that has expired": Lie(made(), "gates.cohort_invitation.expired", lambda: ledger(expires_utc="2026-01-31T00:00:00Z")),
    "an invitation that is used up": Lie(made(key=BOB, node_id="node-2"), "gates.cohort_invitation.exhausted", after(Made(), uses=1)),
    "an invitation that was revoked": Lie(made(), "gates.cohort_invitation.revoked", lambda: ledger(revoked=True)),
    "more than its allowance": Lie(made(), "gates.bundle.quota", lambda: ledger(allowance_bytes=1000)),
    "more than its allowance in all": Lie(
        made(manifest={"sequence": 2, "created_utc": "2026-01-31T11:30:00Z"}), "gates.bundle.quota", after(Made(), allowance_bytes=80_000)
    ),
    "an artifact that another node has signed": Lie(evidence("baseline", key=BOB), "gates.bundle.stolen"),
    "another node's artifacts under a key of its own": Lie(
        made(key=BOB, node_id="node-2", members=lambda members: {**members, **signed("baseline", encoded(sample("baseline")), BOB)}),
        "gates.bundle.copied",
        after(Made()),
    ),
    "an artifact without evidence": Lie(lacking(f"{FOLDER}{evidence_name('baseline_metrics.json')}"), "gates.bundle.evidence"),
    "an artifact that its evidence is not about": Lie(exchanged, "gates.bundle.evidence"),
    "the evidence of another gate": Lie(other_gate, "gates.bundle.evidence"),
    "evidence that is none": Lie(member(f"{FOLDER}{evidence_name('baseline_metrics.json')}", b"{}"), "gates.bundle.evidence"),
    "evidence without its artifact": Lie(member(f"{FOLDER}{evidence_name('calibration.json')}", b"{}"), "gates.bundle.member_missing"),
    "an artifact of another profile": Lie(evidence("baseline", profile="full"), "gates.bundle.evidence"),
    "a run of the future": Lie(evidence("baseline", generated_utc="2026-02-01T10:00:00Z"), "gates.bundle.evidence"),
    "a run of no moment": Lie(evidence("baseline", generated_utc="now"), "gates.bundle.evidence"),
    "a gate left out": Lie(
        lacking(f"{FOLDER}fairness_metrics.json", f"{FOLDER}{evidence_name('fairness_metrics.json')}"), "gates.bundle.member_missing"
    ),
    "a metric that is missing": Lie(
        made(metrics=lambda metrics: without(metrics, "quality.classification_accuracy")), "gates.bundle.metrics"
    ),
    "a metric that nobody knows": Lie(metric("quality.vibes", 1.0), "gates.bundle.metrics"),
    "a metric in words": Lie(metric("health.uptime_ratio_24h", "1"), "gates.bundle.metrics"),
    "a metric out of its bounds": Lie(metric("health.uptime_ratio_24h", 1.5), "gates.bundle.metrics"),
    "a metric that no sum could hold": Lie(metric("health.cycle_duration_sec", 1.7e308), "gates.bundle.metrics"),
    "metrics of another version": Lie(metric("schema_version", 2), "gates.bundle.metrics"),
    "an edited metric": Lie(metric("quality.classification_accuracy", 0.99), "gates.bundle.inconsistent"),
    "an edited uptime": Lie(
        made(up_hours=12, metrics=lambda metrics: put(metrics, "health.uptime_ratio_24h", 1.0)), "gates.bundle.inconsistent"
    ),
    "an issue kept quiet": Lie(
        made(
            artifacts={**Made().artifacts, "baseline": put(sample("baseline"), "methods.fedavg_int8.accuracy_mean", 0.5)},
            metrics=lambda metrics: put(metrics, "status.open_issues", 0),
        ),
        "gates.bundle.inconsistent",
    ),
    "metrics of another node": Lie(metric("node.node_id", "node-2"), "gates.bundle.inconsistent"),
    "a state of another node": Lie(member(STATE, encoded(state("node-2"))), "gates.bundle.node_state"),
    "a state with an unknown field": Lie(member(STATE, encoded({**state(), "uptime": 1})), "gates.bundle.node_state"),
    "a state of the future": Lie(member(STATE, encoded({**state(), "measured_utc": "2026-02-01T10:00:00Z"})), "gates.bundle.node_state"),
    "a state of another hour": Lie(member(STATE, encoded(state(measured="2026-01-31T10:00:00Z"))), "gates.bundle.node_state"),
    "a node that was up twice at once": Lie(member(STATE, encoded({**state(), "up": state()["up"] * 2})), "gates.bundle.node_state"),
    "a private key in its log": Lie(member(LOG, b"-----BEGIN OPENSSH PRIVATE KEY-----\n"), "gates.bundle.secret"),
    "a password in its log": Lie(member(LOG, b'{"password": "correct-horse"}\n'), "gates.bundle.secret"),
    "a token in its evidence": Lie(evidence("baseline", run_id=f"ghp_{'a' * 36}"), "gates.bundle.secret"),
}
"""By what is wrong with it."""
