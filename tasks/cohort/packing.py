"""Packing a bundle from the project's reports, held to what the maintainer will hold it to."""

import base64
from datetime import datetime
from pathlib import Path

import base58

from core.errors import CATALOGUE
from core.signing.keys import SigningKey
from core.units import format_utc
from gates.artifacts.encoding import artifact_bytes
from gates.artifacts.reading import read_artifact
from gates.catalogue import GATES, Profile, evidence_name
from gates.cohort.bundle.manifest import BundleManifest
from gates.cohort.bundle.members import FOLDER, LOG, METRICS, STATE
from gates.cohort.bundle.sealed_bundle import bundle_name, list_members, pack_bundle
from gates.cohort.bundle_check import work_of
from gates.cohort.node_state import NodeState
from gates.cohort.pilot_derivation import NEEDED_GATES, NodeWork, derive_pilot_metrics
from gates.cohort.secret_scan import check_no_secret
from gates.errors import ArtifactMissingError
from gates.evidence import MAX_EVIDENCE_BYTES, read_evidence
from gates.trust import LOCAL_IDENTITY
from p2p.agent.settings import load_settings
from p2p.atomic_file import write_private_file
from tasks.cohort.intake import opened
from tasks.cohort.volunteer import NODE, VolunteerFolder
from tasks.evidence.local_identity import local_key
from tasks.project.files import read_regular
from tasks.project.locks import locked
from tasks.reports.store import CheckedArtifact, reports_folder, verify_reports
from tasks.status.weekly import REPO


def pack(root: Path, folder: VolunteerFolder, profile: Profile, *, now: datetime) -> Path:
    """Pack a bundle from the project's reports, hold it to what the maintainer will, and write it to the outbox; returns its path.

    Errors: VolunteerUnreadyError (tasks.volunteer.unready), that of the first finding on an artifact (gates.evidence.*), what a
    maintainer would refuse it for (gates.bundle.*), those of `local_key`.
    """
    key = local_key()
    with locked(folder.root):
        node, state = folder.node(), folder.state().model_copy(update={"measured_utc": format_utc(now)})
        members = _members(root, folder, profile, state, key)
        check_no_secret(members, _own_secrets(key))
        numbered = node.model_copy(update={"sequence": node.sequence + 1})
        manifest = BundleManifest(
            schema_version=1,
            created_utc=format_utc(now),
            sequence=numbered.sequence,
            invitation_id=folder.invitation().id,
            rehearsal=node.rehearsal,
            profile=node.profile,
            members=list_members(members),
        )
        packed = pack_bundle(manifest, members, key)
        work_of(opened(packed))
        folder.write(NODE, numbered)
        path = folder.outbox / bundle_name(node.profile.node_id, manifest.created_utc)
        write_private_file(path, packed)
    return path


def _members(root: Path, folder: VolunteerFolder, profile: Profile, state: NodeState, key: SigningKey) -> dict[str, bytes]:
    reports = reports_folder(root, profile)
    checked = {one.artifact: one for one in verify_reports(reports, root, {key.peer_id: LOCAL_IDENTITY})}
    needed = [gate.artifact for gate in GATES.values() if gate.name in NEEDED_GATES]
    for name in needed:
        if name not in checked:
            raise ArtifactMissingError(f"{name} is missing: run `make gates` first")
    contents = {name: _content(checked[name]) for name in needed}
    evidence = {name: read_regular(reports / evidence_name(name), MAX_EVIDENCE_BYTES) or b"" for name in contents}
    artifacts = {GATES[name].name: read_artifact(content) for name, content in contents.items()}
    runs = {GATES[name].name: read_evidence(raw).statement.predicate.run for name, raw in evidence.items()}
    work = NodeWork(artifacts, runs, state)
    metrics = derive_pilot_metrics(work, REPO)
    members = {
        METRICS: artifact_bytes(metrics.model_dump(mode="json")),
        STATE: artifact_bytes(state.model_dump(mode="json")),
        LOG: folder.log(),
    }
    for name, content in contents.items():
        members |= {f"{FOLDER}{name}": content, f"{FOLDER}{evidence_name(name)}": evidence[name]}
    return members


def _content(checked: CheckedArtifact) -> bytes:
    if checked.findings:
        finding = checked.findings[0]
        raise CATALOGUE[finding.code](finding.message, artifact=checked.artifact)
    return checked.content or b""


def _own_secrets(key: SigningKey) -> tuple[bytes, ...]:
    """This node's key in every spelling, and its passphrase."""
    seed = key.seed
    spelled = (seed, seed.hex().encode(), base64.b64encode(seed), base64.urlsafe_b64encode(seed), base58.b58encode(seed))
    return (*spelled, load_settings().passphrase() or b"")
