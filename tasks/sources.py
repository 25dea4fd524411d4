"""The sources of a gate's run: their digests when it starts, and as they are now."""

from pathlib import Path

from gates.catalogue import Gate, Profile
from gates.errors import DataMissingError
from gates.evidence import Observed
from gates.statement import ParameterDigest, SourceDigest, Sources
from tasks.parameters import parameter_digest, part_of, read_parameters
from tasks.project_files import code_digest, file_digest


def digest_sources(root: Path, gate: Gate, profile: Profile) -> Sources:
    """Digests of every input, code and parameter that `gate` reads in the profile; taken at the start of a run, before anything can change.

    Errors: DataMissingError (gates.data.missing), ParameterInvalidError (core.parameters.invalid).
    """
    raw = read_parameters(root)
    params = [(name, parameter_digest(raw, name), part_of(raw, name)) for name in gate.params_of(profile)]
    return Sources(
        inputs=tuple(SourceDigest(name=name, sha256=_there(name, file_digest(root, name))) for name in gate.inputs[profile]),
        code=tuple(SourceDigest(name=name, sha256=_there(name, code_digest(root, name))) for name in gate.code),
        params=tuple(ParameterDigest(name=name, sha256=_there(name, sha256), value=value) for name, sha256, value in params),
    )


def observe_sources(root: Path, stated: Sources, subjects: dict[str, str | None], profile: Profile | None = None) -> Observed:
    """The digests, as they are now, of everything that `stated` names; `subjects` and `profile` are passed through.

    Errors: ParameterInvalidError (core.parameters.invalid).
    """
    raw = read_parameters(root)
    return Observed(
        subjects=subjects,
        inputs={source.name: file_digest(root, source.name) for source in stated.inputs},
        code={source.name: code_digest(root, source.name) for source in stated.code},
        params={source.name: parameter_digest(raw, source.name) for source in stated.params},
        profile=profile,
    )


def _there(name: str, sha256: str | None) -> str:
    if sha256 is None:
        raise DataMissingError(f"{name} is missing; a gate cannot vouch for what it does not find", name=name)
    return sha256
