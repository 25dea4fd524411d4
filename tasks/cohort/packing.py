"""Packing a bundle from the project's reports, held to what the maintainer will hold it to."""

import base64
from datetime import datetime
from pathlib import Path

import base58

from core.signing.keys import SigningKey
from core.units import format_utc
from gates.artifacts.encoding import artifact_bytes
from gates.catalogue import Profile, evidence_name
from gates.cohort.bundle.manifest import BundleManifest
from gates.cohort.bundle.members import FOLDER, LOG, METRICS, STATE
from gates.cohort.bundle.sealed_bundle import bundle_name, list_members, pack_bundle
from gates.cohort.bundle_check import work_of
from gates.cohort.node_state import NodeState
from gates.cohort.pilot_derivation import derive_pilot_metrics
from gates.cohort.secret_scan import check_no_secret
from p2p.agent.settings import load_settings
from p2p.atomic_file import write_private_file
from tasks.cohort.intake import opened
from tasks.cohort.node_work import read_work
from tasks.cohort.volunteer import NODE, VolunteerFolder
from tasks.evidence.local_identity import local_key
from tasks.project.locks import locked
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
    found = read_work(root, profile, state, key)
    metrics = derive_pilot_metrics(found.work, REPO)
    members = {
        METRICS: artifact_bytes(metrics.model_dump(mode="json")),
        STATE: artifact_bytes(state.model_dump(mode="json")),
        LOG: folder.log(),
    }
    for name, content in found.contents.items():
        members |= {f"{FOLDER}{name}": content, f"{FOLDER}{evidence_name(name)}": found.evidence[name]}
    return members


def _own_secrets(key: SigningKey) -> tuple[bytes, ...]:
    """This node's key in every spelling, and its passphrase."""
    seed = key.seed
    spelled = (seed, seed.hex().encode(), base64.b64encode(seed), base64.urlsafe_b64encode(seed), base58.b58encode(seed))
    return (*spelled, load_settings().passphrase() or b"")
