"""What a node has to show: the artifacts of a cycle's gates with their evidence, as they lie in the project's reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.errors import CATALOGUE
from core.signing.keys import SigningKey
from gates.artifacts.reading import read_artifact
from gates.catalogue import GATES, Profile, evidence_name
from gates.cohort.node_state import NodeState
from gates.cohort.pilot_derivation import NEEDED_GATES, NodeWork
from gates.errors import ArtifactMissingError
from gates.evidence import MAX_EVIDENCE_BYTES, read_evidence
from gates.trust import LOCAL_IDENTITY
from tasks.project.files import read_regular
from tasks.reports.store import CheckedArtifact, reports_folder, verify_reports


@dataclass(frozen=True, slots=True)
class WorkFiles:
    """The work, and the files that it was read from, by the names of the artifacts."""

    work: NodeWork
    contents: Mapping[str, bytes]
    evidence: Mapping[str, bytes]


def read_work(root: Path, profile: Profile, state: NodeState, key: SigningKey) -> WorkFiles:
    """The artifacts of the needed gates, each current and signed by `key`.

    Errors: ArtifactMissingError (gates.artifact.missing), that of the first finding on an artifact (gates.evidence.*).
    """
    reports = reports_folder(root, profile)
    checked = {one.artifact: one for one in verify_reports(reports, root, {key.peer_id: LOCAL_IDENTITY})}
    needed = [gate.artifact for gate in GATES.values() if gate.name in NEEDED_GATES]
    for name in needed:
        if name not in checked:
            raise ArtifactMissingError(f"{name} is missing: run `p2p-agent volunteer run` first")
    contents = {name: _content(checked[name]) for name in needed}
    evidence = {name: read_regular(reports / evidence_name(name), MAX_EVIDENCE_BYTES) or b"" for name in contents}
    artifacts = {GATES[name].name: read_artifact(content) for name, content in contents.items()}
    runs = {GATES[name].name: read_evidence(raw).statement.predicate.run for name, raw in evidence.items()}
    return WorkFiles(NodeWork(artifacts, runs, state), contents, evidence)


def _content(checked: CheckedArtifact) -> bytes:
    if checked.findings:
        finding = checked.findings[0]
        raise CATALOGUE[finding.code](finding.message, artifact=checked.artifact)
    return checked.content or b""
