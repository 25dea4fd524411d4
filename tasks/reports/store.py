"""The store of artifacts: the only writer and reader of reports/, one whole publication at a time."""

import fcntl
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from core.errors import CodedError
from core.ids import PeerId
from core.signing.keys import SigningKey
from gates.artifacts.reading import MAX_ARTIFACT_BYTES
from gates.catalogue import EVERY_PROFILE, GATES, Profile, evidence_name
from gates.errors import ArtifactMissingError, EvidenceMalformedError, EvidenceUnsignedError
from gates.evidence import MAX_EVIDENCE_BYTES, Finding, Observed, check_evidence, read_evidence, sign_statement
from gates.statement import RunRecord, Sources, Statement, make_statement
from tasks.evidence.imported_code import ProjectCode
from tasks.evidence.sources import observe_sources
from tasks.project.files import read_regular
from tasks.project.locks import locked

_EVIDENCE_SUFFIX = ".dsse.json"
_TEMPORARY = ".publish."
INDEX_PAGE = "index.html"
"""The page above those of the gates."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What a run publishes: the artifact, and its figures and frame by file name."""

    artifact: str
    content: bytes
    companions: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class CheckedArtifact:
    """One artifact with who signed it (None where that is unknown) and what is wrong with it (nothing, when all is right).

    `content` and `statement` are the bytes that were checked and what the signature vouches for; None where there are none.
    """

    artifact: str
    signer: PeerId | None
    findings: tuple[Finding, ...]
    content: bytes | None = field(default=None, compare=False, repr=False)
    statement: Statement | None = field(default=None, compare=False, repr=False)

    @property
    def run(self) -> RunRecord | None:
        """The run that the signature vouches for."""
        return self.statement.predicate.run if self.statement else None


def reports_folder(root: Path, profile: Profile) -> Path:
    """Where the gates of a profile write: reports/ for the reduced one, a folder of its own below it for any other."""
    return root / "reports" if profile == "reduced" else root / "reports" / profile


def page_name(gate: str) -> str:
    """The file of a gate's page: `smoke.html`."""
    return f"{gate}.html"


def page_link(profile: Profile, page: str) -> str:
    """Where a page of the profile is found on the address of the Prefect UI, which serves reports/."""
    return f"{reports_folder(Path('/'), profile).as_posix()}/{page}"


def profile_of(reports: Path, root: Path) -> Profile | None:
    """The profile whose gates write to the folder `reports`; None where it is no such folder."""
    return next((profile for profile in EVERY_PROFILE if reports_folder(root, profile).resolve() == reports.resolve()), None)


def publish(reports: Path, publication: Publication, run: RunRecord, sources: Sources, key: SigningKey) -> Path:
    """Write artifact, companions and signed evidence as one; of two at once, the last leaves its whole set. Returns the artifact's path.

    A process that is killed in between leaves a set that does not verify, never one that wrongly does.
    """
    companions = {name: sha256(content).hexdigest() for name, content in publication.companions.items()}
    artifact = (publication.artifact, sha256(publication.content).hexdigest())
    evidence = sign_statement(make_statement(run, sources, artifact, companions), key)
    files = {**publication.companions, publication.artifact: publication.content, evidence_name(publication.artifact): evidence}
    reports.mkdir(parents=True, exist_ok=True)
    with locked(reports, fcntl.LOCK_EX):
        _remove_leftovers(reports)
        for name, content in files.items():
            _write(reports / f"{_TEMPORARY}{name}", content)
        for name in files:
            os.replace(reports / f"{_TEMPORARY}{name}", reports / name)
    return reports / publication.artifact


def verify_reports(reports: Path, root: Path, trusted: Mapping[PeerId, str]) -> list[CheckedArtifact]:
    """Every JSON artifact in `reports` held against its evidence, the trusted keys and the project at `root` as it is now.

    Errors: ArtifactMissingError (gates.artifact.missing) where `reports` is no folder.
    """
    if not reports.is_dir():
        raise ArtifactMissingError("there is no such folder of reports; `make smoke` writes one", path=str(reports))
    code = ProjectCode(root)
    with locked(reports, fcntl.LOCK_SH):
        return [_verify_artifact(reports, name, code, trusted) for name in _artifact_names(reports)]


def _artifact_names(reports: Path) -> list[str]:
    """Artifacts, and those whose evidence alone is there."""
    names = {entry.name for entry in reports.iterdir() if entry.name.endswith(".json") and not entry.name.startswith(".")}
    evidence = {name for name in names if name.endswith(_EVIDENCE_SUFFIX)}
    return sorted((names - evidence) | {name.removesuffix(_EVIDENCE_SUFFIX) + ".json" for name in evidence})


def _verify_artifact(reports: Path, name: str, code: ProjectCode, trusted: Mapping[PeerId, str]) -> CheckedArtifact:
    content = read_regular(reports / name, MAX_ARTIFACT_BYTES)
    try:
        evidence = read_evidence(_evidence_bytes(reports, name))
    except CodedError as error:
        return CheckedArtifact(name, None, (Finding(error.code, name, name, error.message),), content)
    others = (subject.name for subject in evidence.statement.subject if subject.name != name)
    subjects = {name: _digest(content), **{other: _digest(read_regular(reports / other, MAX_ARTIFACT_BYTES)) for other in others}}
    if evidence.signer in trusted:
        observed = observe_sources(code, evidence.statement.predicate.sources, GATES.get(name))
        observed = replace(observed, subjects=subjects, profile=profile_of(reports, code.root))
    else:
        observed = Observed(subjects, inputs={}, code={}, params={})
    findings = tuple(check_evidence(evidence, name, observed, trusted))
    return CheckedArtifact(name, evidence.signer, findings, content, evidence.statement)


def _evidence_bytes(reports: Path, artifact: str) -> bytes:
    """The evidence file of an artifact that is there.

    Errors: ArtifactMissingError (gates.artifact.missing), EvidenceUnsignedError (gates.evidence.unsigned),
    EvidenceMalformedError (gates.evidence.malformed).
    """
    for name, missing in ((artifact, ArtifactMissingError), (evidence_name(artifact), EvidenceUnsignedError)):
        path = reports / name
        if not os.path.lexists(path):
            raise missing(f"{name} is missing")
        if path.is_symlink() or not path.is_file():
            raise EvidenceMalformedError(f"{name} is not a regular file; links are not followed")
    raw = read_regular(reports / evidence_name(artifact), MAX_EVIDENCE_BYTES)
    if raw is None:
        raise EvidenceMalformedError(f"{evidence_name(artifact)} cannot be read, or has more than {MAX_EVIDENCE_BYTES} bytes")
    return raw


def _digest(content: bytes | None) -> str | None:
    return None if content is None else sha256(content).hexdigest()


def _write(path: Path, content: bytes) -> None:
    """Write a new file and bring it to the disk, so that a crash after the renames finds no empty one."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _remove_leftovers(reports: Path) -> None:
    """Remove what a killed publication left; under the lock nobody else's can be there."""
    for entry in reports.iterdir():
        if entry.name.startswith(_TEMPORARY):
            entry.unlink()
