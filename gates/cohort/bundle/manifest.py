"""A bundle's manifest: whose it is, when it was packed, and what it holds; signed by the node's key."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, ValidationError

from core.errors import CodedError, EnvelopeMalformedError
from core.ids import PeerId
from core.signing.keys import SigningKey
from gates.artifacts.fields import ClosedArtifact, Count, HexDigest, PositiveCount, Utc, Version1
from gates.cohort.bundle.errors import (
    BundleFieldError,
    BundleManifestError,
    BundleSignatureError,
    BundleUnsignedError,
    BundleVersionError,
)
from gates.cohort.bundle.members import SIZES
from gates.cohort.errors import NodeIdError
from gates.cohort.node_ids import normal_node_id
from gates.cohort.node_profile import NodeProfile
from gates.cohort.sealed import seal, unseal

PAYLOAD_TYPE = "application/vnd.p2p-agents.cohort-bundle+json"
SCHEMA_VERSION = 1

InvitationId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class BundleMember(ClosedArtifact):
    """One member beside the manifest."""

    name: str
    size_bytes: Count
    sha256: HexDigest


class BundleManifest(ClosedArtifact):
    """The manifest; `sequence` rises with each bundle of the node, and a `rehearsal` is none of a volunteer."""

    schema_version: Version1
    created_utc: Utc
    sequence: PositiveCount
    invitation_id: InvitationId
    rehearsal: bool
    profile: NodeProfile
    members: Annotated[tuple[BundleMember, ...], Field(max_length=len(SIZES))]

    @property
    def created(self) -> datetime:
        """When it was packed."""
        return datetime.fromisoformat(self.created_utc)


def sign_manifest(manifest: BundleManifest, key: SigningKey) -> bytes:
    """The manifest's member of the archive."""
    return seal(manifest.model_dump(mode="json"), PAYLOAD_TYPE, key)


def open_manifest(raw: bytes) -> tuple[BundleManifest, PeerId]:
    """The manifest in `raw` and the key that signed it and so the bundle.

    Errors: BundleUnsignedError (gates.bundle.unsigned), BundleSignatureError (gates.bundle.signature), BundleVersionError
    (gates.bundle.version), BundleFieldError (gates.bundle.field), NodeIdError (gates.bundle.node_id), BundleManifestError
    (gates.bundle.manifest).
    """
    if _signatures(raw) == []:
        raise BundleUnsignedError("the manifest has no signature")
    try:
        record, signer = unseal(raw, PAYLOAD_TYPE)
    except EnvelopeMalformedError as error:
        raise BundleManifestError(error.message) from error
    except CodedError as error:
        raise BundleSignatureError(error.message) from error
    version = record.get("schema_version")
    if isinstance(version, bool) or version != SCHEMA_VERSION:
        raise BundleVersionError("the manifest is of another version", version=str(version)[:64], known_version=SCHEMA_VERSION)
    try:
        manifest = BundleManifest.model_validate_json(json.dumps(record), strict=True)
        _ = manifest.created
    except ValidationError as error:
        raise _refusal(error.errors(include_url=False, include_input=False)) from error
    except ValueError as error:
        raise BundleManifestError("the manifest names no moment that there is") from error
    _check_node_id(manifest.profile.node_id)
    return manifest, signer


def _check_node_id(node_id: str) -> None:
    """A node id comes in its normal form: two that look alike are then one and the same, or differ."""
    try:
        is_normal = normal_node_id(node_id) == node_id
    except ValueError as error:
        raise NodeIdError(str(error), node_id=node_id[:128]) from error
    if not is_normal:
        raise NodeIdError("a bundle names its node by the normal form of its id", node_id=node_id[:128], normal=normal_node_id(node_id))


def _signatures(raw: bytes) -> object:
    try:
        found: Any = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return found.get("signatures") if isinstance(found, Mapping) else None


def _refusal(faults: Sequence[Any]) -> CodedError:
    """What a person reads of a manifest that does not follow its schema: first a field that nobody knows."""
    first = next((fault for fault in faults if fault["type"] == "extra_forbidden"), faults[0])
    path = ".".join(map(str, first["loc"]))[:256]
    if first["type"] == "extra_forbidden":
        return BundleFieldError("the manifest has a field that its schema does not have", field=path)
    return BundleManifestError(f"{path}: {first['msg']}", field=path)
