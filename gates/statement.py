"""What evidence says: an in-toto Statement about the files of one gate's run."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from gates.artifacts.fields import HexDigest
from gates.catalogue import Profile

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "urn:p2p-agents:evidence:v1"
PAYLOAD_TYPE = "application/vnd.in-toto+json"

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_FROZEN = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def _plain_path(path: str) -> str:
    if len(path) > 512 or not all(_NAME.fullmatch(part) for part in path.split("/")):
        raise ValueError("not a plain path inside the project")
    return path


def _plain_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("not a plain file name")
    return name


ProjectPath = Annotated[str, AfterValidator(_plain_path)]
"""A path below the project's root: forward slashes, no `..`, nothing hidden, nothing absolute."""
FileName = Annotated[str, AfterValidator(_plain_name)]
Dotted = Annotated[str, Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)*$", max_length=128)]


class Digest(BaseModel):
    """The digests of one file, as in-toto spells them."""

    model_config = _FROZEN
    sha256: HexDigest


class Subject(BaseModel):
    """A file that the statement is about: the artifact first, then its figures and frame."""

    model_config = _FROZEN
    name: FileName
    digest: Digest


class SourceDigest(BaseModel):
    """A file that the run read, by its path in the project."""

    model_config = _FROZEN
    name: ProjectPath
    sha256: HexDigest


class ParameterDigest(BaseModel):
    """A part of params.yaml by its dotted name: its value, and the SHA-256 of the value's canonical JSON."""

    model_config = _FROZEN
    name: Dotted
    sha256: HexDigest
    value: JsonValue


class Sources(BaseModel):
    """Everything that a run read and whose change makes its artifact stale."""

    model_config = _FROZEN
    inputs: Annotated[tuple[SourceDigest, ...], Field(max_length=256)]
    code: Annotated[tuple[SourceDigest, ...], Field(max_length=1024)]
    params: Annotated[tuple[ParameterDigest, ...], Field(max_length=64)]


class Blas(BaseModel):
    """One loaded BLAS library; the architecture is the kernel set that it picked for this processor."""

    model_config = _FROZEN
    name: str
    version: str | None
    architecture: str | None
    num_threads: int


class Engine(BaseModel):
    """What computed: library versions and each BLAS. With the seed, the key of a bit-exact claim."""

    model_config = _FROZEN
    packages: dict[str, str]
    blas: tuple[Blas, ...]


class Machine(BaseModel):
    """Where it ran: a hash that tells machines apart without naming them, and what kind of machine it is."""

    model_config = _FROZEN
    id: str
    platform: str
    cpu: str
    num_cores: int
    python: str


class RunRecord(BaseModel):
    """What one run of a gate was: who, when, with which seeds, how long; `timings_s` by step, `git_commit` for people only."""

    model_config = _FROZEN
    run_id: str
    gate: str
    profile: Profile
    seeds: tuple[int, ...]
    engine: Engine
    machine: Machine
    timings_s: dict[str, float]
    git_commit: str | None
    generated_utc: str


class Predicate(BaseModel):
    """The claim: this run, from these sources."""

    model_config = _FROZEN
    run: RunRecord
    sources: Sources


class Statement(BaseModel):
    """Source: github.com/in-toto/attestation, spec v1, Statement."""

    model_config = _FROZEN
    type_: Literal["https://in-toto.io/Statement/v1"] = Field(alias="_type")
    subject: Annotated[tuple[Subject, ...], Field(min_length=1, max_length=64)]
    predicate_type: Literal["urn:p2p-agents:evidence:v1"] = Field(alias="predicateType")
    predicate: Predicate


def make_statement(run: RunRecord, sources: Sources, artifact: tuple[str, str], companions: dict[str, str]) -> Statement:
    """The statement of `run` about its artifact (name, SHA-256) and what was published with it (name to SHA-256)."""
    named = [artifact, *sorted(companions.items())]
    subject = tuple(Subject(name=name, digest=Digest(sha256=sha256)) for name, sha256 in named)
    predicate = Predicate(run=run, sources=sources)
    return Statement.model_validate({"_type": STATEMENT_TYPE, "subject": subject, "predicateType": PREDICATE_TYPE, "predicate": predicate})
