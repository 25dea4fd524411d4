"""The provenance manifest: which files a report rests on, with their digests."""

from gates.artifacts.fields import Artifact, Count, HexDigest, Text, Utc, Version1

SCHEMA_VERSION = 1


class GitPlace(Artifact):
    """Where the source stood; for information only."""

    commit: Text
    branch: Text


class ProvenanceFile(Artifact):
    """One file, by its path in the project."""

    path: Text
    sha256: HexDigest
    size_bytes: Count
    modified_utc: Utc


class ProvenanceManifest(Artifact):
    """The manifest as a whole."""

    schema_version: Version1
    generated_utc: Utc
    label: Text
    repo: Text
    git: GitPlace
    artifact_count: Count
    artifacts: tuple[ProvenanceFile, ...]
