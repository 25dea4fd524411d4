"""The sources of a gate's run: their digests when it starts, and as they are now."""

from pathlib import Path

from gates.catalogue import Gate, Profile
from gates.errors import DataMissingError
from gates.evidence import Observed
from gates.statement import ParameterDigest, SourceDigest, Sources
from tasks.evidence.imported_code import ProjectCode
from tasks.project.files import file_digest
from tasks.project.parameters import parameter_digest, part_of, read_parameters


def digest_sources(root: Path, gate: Gate, profile: Profile) -> Sources:
    """Digests of every input, file of code and parameter that `gate` reads in the profile; taken when a run starts, before a change.

    Errors: DataMissingError (gates.data.missing), ParameterInvalidError (core.parameters.invalid).
    """
    raw, code = read_parameters(root), ProjectCode(root)
    params = [(name, parameter_digest(raw, name), part_of(raw, name)) for name in gate.params_of(profile)]
    return Sources(
        inputs=tuple(SourceDigest(name=name, sha256=_there(name, file_digest(root, name))) for name in _inputs(gate, profile)),
        code=tuple(SourceDigest(name=name, sha256=_there(name, code.digest(name))) for name in code.files_of(gate.module)),
        params=tuple(ParameterDigest(name=name, sha256=_there(name, sha256), value=value) for name, sha256, value in params),
    )


def observe_sources(code: ProjectCode, stated: Sources, gate: Gate | None) -> Observed:
    """The digests, as they are now, of everything that `stated` names, and which files of code `gate` runs.

    A changed file says already that the gate has to run again: only where none has changed, files that `stated` leaves out are looked for.
    Errors: ParameterInvalidError (core.parameters.invalid).
    """
    raw = read_parameters(code.root)
    now = {source.name: code.digest(source.name) for source in stated.code}
    is_same = all(now[source.name] == source.sha256 for source in stated.code)
    return Observed(
        subjects={},
        inputs={source.name: file_digest(code.root, source.name) for source in stated.inputs},
        code=now,
        params={source.name: parameter_digest(raw, source.name) for source in stated.params},
        running=code.files_of(gate.module) if gate is not None and is_same else (),
    )


def _inputs(gate: Gate, profile: Profile) -> tuple[str, ...]:
    if profile not in gate.inputs:
        raise DataMissingError(f"the gate {gate.name} has no profile {profile}", name=gate.name)
    return gate.inputs[profile]


def _there(name: str, sha256: str | None) -> str:
    if sha256 is None:
        raise DataMissingError(f"{name} is missing; a gate cannot vouch for what it does not find", name=name)
    return sha256
