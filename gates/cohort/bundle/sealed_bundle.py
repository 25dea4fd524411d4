"""A bundle as a whole: packed and signed over all of it, and opened again up to the point where its bytes are what was signed."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.ids import PeerId
from core.signing.keys import SigningKey
from gates.catalogue import GATES, evidence_name
from gates.cohort.bundle.archive import CAPS, Caps, read_archive, write_archive
from gates.cohort.bundle.errors import BundleManifestError, MemberAlteredError, MemberMissingError, MemberUnlistedError
from gates.cohort.bundle.manifest import BundleManifest, BundleMember, open_manifest, sign_manifest
from gates.cohort.bundle.members import FOLDER, LOG, MANIFEST, METRICS, STATE, check_content

NEEDED = (METRICS, STATE, LOG)
"""The members that every bundle has beside its manifest."""


@dataclass(frozen=True, slots=True)
class SealedBundle:
    """A bundle whose bytes are what `signer` has signed; what it says is not yet believed.

    `id` is the SHA-256 of its manifest, the same however the archive was compressed.
    """

    id: str
    manifest: BundleManifest
    signer: PeerId
    members: Mapping[str, bytes] = field(repr=False)

    @property
    def node_id(self) -> str:
        """The node that the bundle says it is of."""
        return self.manifest.profile.node_id

    @property
    def size_bytes(self) -> int:
        """What it takes up unpacked."""
        return sum(map(len, self.members.values()))

    @property
    def artifacts(self) -> tuple[str, ...]:
        """The artifacts that it encloses, by the names of their files."""
        return tuple(artifact for artifact in GATES if f"{FOLDER}{artifact}" in self.members)

    def artifact(self, name: str) -> bytes:
        """The bytes of an artifact that it encloses."""
        return self.members[f"{FOLDER}{name}"]

    def evidence(self, name: str) -> bytes | None:
        """The evidence of an artifact, None where it encloses none."""
        return self.members.get(f"{FOLDER}{evidence_name(name)}")


def bundle_name(node_id: str, created_utc: str) -> str:
    """The name of a bundle's file: `<node>_onboarding_<UTC>.tgz`."""
    return f"{node_id}_onboarding_{re.sub('[-:]', '', created_utc)}.tgz"


def list_members(members: Mapping[str, bytes]) -> tuple[BundleMember, ...]:
    """What a manifest says of its bundle's members."""
    return tuple(
        BundleMember(name=name, size_bytes=len(content), sha256=hashlib.sha256(content).hexdigest()) for name, content in members.items()
    )


def pack_bundle(manifest: BundleManifest, members: Mapping[str, bytes], key: SigningKey) -> bytes:
    """The archive of `members`, which the manifest lists, behind the manifest signed by `key`."""
    return write_archive({MANIFEST: sign_manifest(manifest, key), **members})


def open_bundle(chunks: Iterable[bytes], caps: Caps = CAPS) -> SealedBundle:
    """The bundle in a stream of bytes that a stranger may have made.

    Errors: those of `read_archive`, `open_manifest` and `check_content`; MemberUnlistedError (gates.bundle.unlisted),
    MemberMissingError (gates.bundle.member_missing), MemberAlteredError (gates.bundle.altered), BundleManifestError (gates.bundle.manifest).
    """
    members = read_archive(chunks, caps)
    if MANIFEST not in members:
        raise MemberMissingError("the archive is empty", member=MANIFEST)
    raw = members.pop(MANIFEST)
    manifest, signer = open_manifest(raw)
    listed = {member.name: member for member in manifest.members}
    if len(listed) != len(manifest.members):
        raise BundleManifestError("the manifest lists a member twice")
    for name in (*NEEDED, *listed):
        if name not in members:
            raise MemberMissingError("the bundle lacks a member", member=name[:128])
    for name, content in members.items():
        _check_member(name, content, listed.get(name))
    return SealedBundle(hashlib.sha256(raw).hexdigest(), manifest, signer, members)


def _check_member(name: str, content: bytes, listed: BundleMember | None) -> None:
    if listed is None:
        raise MemberUnlistedError("the manifest does not list a member", member=name)
    if (len(content), hashlib.sha256(content).hexdigest()) != (listed.size_bytes, listed.sha256):
        raise MemberAlteredError("a member is not the one that was signed", member=name)
    check_content(name, content)
