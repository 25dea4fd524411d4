"""Bundles of small made-up artifacts under test keys: a good one, and whatever differs from it."""

import gzip
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from core.signing.keys import SigningKey
from gates.catalogue import GATES, evidence_name
from gates.cohort.bundle.archive import GZIP_HEAD, write_archive
from gates.cohort.bundle.manifest import BundleManifest, sign_manifest
from gates.cohort.bundle.members import FOLDER, LOG, MANIFEST, METRICS, STATE
from gates.cohort.bundle.sealed_bundle import list_members
from gates.cohort.invitations import CohortInvitation
from gates.cohort.ledger import Ledger
from gates.cohort.node_state import parse_node_state
from gates.cohort.pilot_derivation import NEEDED_GATES, NodeWork, derive_pilot_metrics
from gates.evidence import sign_statement
from gates.statement import Engine, Machine, ParameterDigest, RunRecord, SourceDigest, Sources, make_statement
from tests.gates.mutations import sample

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
CREATED = "2026-01-31T11:00:00Z"
RUN_AT = "2026-01-31T10:00:00Z"
INVITATION_ID = "ab" * 16
ALICE, BOB, MAINTAINER = (SigningKey.from_seed(letter * 32) for letter in (b"a", b"b", b"m"))
ZEROS = "0" * 64
ARTIFACT_OF = {gate.name: gate.artifact for gate in GATES.values()}
GATE_NAMES = tuple(name for name in ARTIFACT_OF if name in NEEDED_GATES)


def invitation(**changes: object) -> CohortInvitation:
    fields = {
        "schema_version": 1,
        "id": INVITATION_ID,
        "cohort_id": "pilot-1",
        "created_utc": "2026-01-30T00:00:00Z",
        "expires_utc": "2026-02-28T00:00:00Z",
        "uses": 5,
        "allowance_bytes": 50_000_000,
    }
    return CohortInvitation.model_validate({**fields, **changes})


def ledger(*, taken: Mapping | None = None, **changes: object) -> Ledger:
    issued = invitation(**changes)
    return Ledger(taken or {}, {issued.id: issued})


def profile(node_id: str = "node-1") -> dict:
    return {
        "node_id": node_id,
        "region": "eu",
        "hardware_tier": "laptop",
        "cpu_cores": 4,
        "memory_gb": 8.0,
        "network_tier": "fibre",
    }


def run_of(gate: str, **changes: object) -> RunRecord:
    machine = Machine(id="c" * 32, platform="Linux", cpu="test", num_cores=4, python="3.11.7")
    fields = {
        "run_id": "run-1",
        "gate": gate,
        "profile": "reduced",
        "seeds": (0,),
        "engine": Engine(packages={}, blas=()),
        "machine": machine,
        "timings_s": {},
        "git_commit": "a1b2c3d",
        "generated_utc": RUN_AT,
    }
    return RunRecord(**{**fields, **changes})


@cache
def evidence_of(gate: str, content: bytes, key: SigningKey = ALICE, **changes: object) -> bytes:
    """The evidence of an artifact as the gate would sign it, over sources of which nobody has the files."""
    found = GATES[ARTIFACT_OF[gate]]
    profile = run_of(gate, **changes).profile
    sources = Sources(
        inputs=tuple(SourceDigest(name=name, sha256=ZEROS) for name in found.inputs.get(profile, ())),
        code=(SourceDigest(name="flows/gate.py", sha256=ZEROS),),
        params=tuple(ParameterDigest(name=name, sha256=ZEROS, value=None) for name in found.params_of(profile)),
    )
    return evidence_over(sources, gate, content, key, **changes)


def evidence_over(sources: Sources, gate: str, content: bytes, key: SigningKey = ALICE, **changes: object) -> bytes:
    """The same over other sources."""
    found = GATES[ARTIFACT_OF[gate]]
    artifact = (found.artifact, hashlib.sha256(content).hexdigest())
    statement = make_statement(run_of(gate, **changes), sources, artifact, dict.fromkeys(found.companions, ZEROS))
    return sign_statement(statement, key)


def state(node_id: str = "node-1", up_hours: float = 24, measured: str = CREATED) -> dict:
    begin = (datetime.fromisoformat(measured) - timedelta(hours=up_hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"schema_version": 1, "node_id": node_id, "measured_utc": measured, "up": [{"from_utc": begin, "to_utc": measured}]}


@dataclass
class Made:
    """What a bundle is made of; a test changes it before `packed`. `artifacts` are by gate, as bytes where they are no JSON."""

    key: SigningKey = ALICE
    node_id: str = "node-1"
    manifest: dict = field(default_factory=dict)
    artifacts: dict = field(default_factory=lambda: {gate: sample(gate) for gate in GATE_NAMES})
    up_hours: float = 24
    run: dict = field(default_factory=dict)
    metrics: Callable[[dict], object] = field(default=lambda metrics: metrics)
    members: Callable[[dict[str, bytes]], dict[str, bytes]] = field(default=lambda members: members)

    def contents(self) -> dict[str, bytes]:
        """The members beside the manifest."""
        artifacts = {gate: self.own(artifact) for gate, artifact in self.artifacts.items()}
        raw_state = encoded(state(self.node_id, self.up_hours, self.manifest.get("created_utc", CREATED)))
        work = NodeWork(artifacts, {gate: run_of(gate, **self.run) for gate in artifacts}, parse_node_state(raw_state))
        metrics = derive_pilot_metrics(work, "owner/project").model_dump()
        members = {METRICS: encoded(self.metrics(metrics)), STATE: raw_state, LOG: b"cycle: ok\n"}
        for gate, artifact in artifacts.items():
            members |= signed(gate, encoded(artifact), self.key, **self.run)
        return self.members(members)

    def own(self, artifact: object) -> object:
        """An artifact that no other node has to the byte, as the times in it make those of real runs."""
        return artifact if self.node_id == "node-1" or not isinstance(artifact, dict) else {**artifact, "made_by": self.node_id}

    def record(self, members: dict[str, bytes]) -> dict:
        """The manifest as plain JSON."""
        fields = {
            "schema_version": 1,
            "created_utc": CREATED,
            "sequence": 1,
            "invitation_id": INVITATION_ID,
            "rehearsal": False,
            "profile": profile(self.node_id),
            "members": [member.model_dump() for member in list_members(members)],
        }
        return {**fields, **self.manifest}

    def packed(self) -> bytes:
        """The archive."""
        return write_archive(self.all_members())

    def all_members(self) -> dict[str, bytes]:
        """The members of the archive in their order."""
        members = self.contents()
        manifest = BundleManifest.model_validate_json(json.dumps(self.record(members)), strict=True)
        return {MANIFEST: sign_manifest(manifest, self.key), **members}


def signed(gate: str, content: bytes, key: SigningKey = ALICE, **changes: object) -> dict[str, bytes]:
    """An artifact with its evidence as members of a bundle."""
    name = ARTIFACT_OF[gate]
    return {f"{FOLDER}{name}": content, f"{FOLDER}{evidence_name(name)}": evidence_of(gate, content, key, **changes)}


def encoded(value: object) -> bytes:
    return value if isinstance(value, bytes) else (json.dumps(value, indent=2) + "\n").encode()


def gzipped(blocks: bytes, level: int = 9) -> bytes:
    """The blocks compressed anyhow, behind the one header that a bundle has."""
    return GZIP_HEAD + gzip.compress(blocks, level)[len(GZIP_HEAD) :]


def chunks(raw: bytes, size: int = 65_536) -> list[bytes]:
    return [raw[start : start + size] for start in range(0, len(raw), size)]
