"""The files that a cohort's manifests name: read, hashed, and handed to their judges."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import JsonValue

from core.parameters import Parameters
from gates.artifacts.reading import MAX_ARTIFACT_BYTES
from gates.cohort.cohort_manifest import judge_metrics_files, metrics_json
from gates.params.limits.cohort import CohortManifestLimits, ProvenanceLimits
from gates.verdicts.lookup import lookup
from gates.verdicts.provenance import judge_provenance_files
from gates.verdicts.verdict import Verdict
from tasks.project.files import PROJECT_ROOT, file_digest, inside, read_regular


def observe_metrics_files(manifest: Path, artifact: Mapping[str, JsonValue], limits: Parameters) -> Verdict:
    """The verdict on the pilot metrics that a manifest's nodes name; a path that leads out of the manifest's folder leads nowhere."""
    assert isinstance(limits, CohortManifestLimits)
    files = {name: metrics_json(content) for name, content in read_metrics_files(manifest.parent, artifact).items()}
    return judge_metrics_files(artifact, files, are_required=limits.require_metrics_files)


def read_metrics_files(folder: Path, artifact: Mapping[str, JsonValue]) -> dict[str, bytes]:
    """The pilot metrics that the nodes of a manifest in `folder` name, by `metrics_path`; what is not there, or leads out of it, is left out."""
    paths = {name: _file(folder, name) for name in _names(artifact, "nodes", "metrics_path")}
    found = {name: read_regular(path, MAX_ARTIFACT_BYTES) for name, path in paths.items() if path is not None}
    return {name: content for name, content in found.items() if content is not None}


def observe_provenance_files(_: Path, artifact: Mapping[str, JsonValue], limits: Parameters) -> Verdict:
    """The verdict on the project's files that a provenance manifest names; nothing is read unless the limits ask for it."""
    assert isinstance(limits, ProvenanceLimits)
    if not limits.verify_sha256:
        return Verdict("provenance", ())
    names = _names(artifact, "artifacts", "path")
    return judge_provenance_files(artifact, {name: facts for name in names if (facts := _facts(PROJECT_ROOT, name)) is not None})


def _names(artifact: Mapping[str, JsonValue], items: str, field: str) -> list[str]:
    """The texts in `field` of every item."""
    found = lookup(artifact, items)
    values = [lookup(item, field) for item in found] if isinstance(found, list) else []
    return [value for value in values if isinstance(value, str)]


def _facts(root: Path, name: str) -> tuple[str, int] | None:
    """The SHA-256 and the size of a file below `root`; None where there is none."""
    path, digest = _file(root, name), None
    if path is not None:
        digest = file_digest(root, name)
    return None if path is None or digest is None else (digest, path.stat().st_size)


def _file(root: Path, name: str) -> Path | None:
    try:
        path = inside(root, name)
    except ValueError:
        return None
    return path if path is not None and path.is_file() else None
