"""Reading params.yaml: the file as plain values, one section as a model, and the parts that a gate's evidence names."""

from collections.abc import Hashable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import yaml
from pydantic import JsonValue, TypeAdapter, ValidationError

from core.errors import ParameterInvalidError
from core.parameters import Model, parse_parameters
from core.signing.canonical import canonical_json
from gates.catalogue import PROFILES, Profile

FILE_NAME = "params.yaml"
_MAPPING: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])


class _UniqueKeyLoader(yaml.SafeLoader):
    """Plain YAML in which a repeated key is an error instead of a silent override."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        """The mapping at `node`, each of whose keys occurs once."""
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise ParameterInvalidError(f"the parameter {key} is given twice", line=node.start_mark.line + 1)
        return super().construct_mapping(node, deep=deep)


def read_parameters(root: Path) -> dict[str, JsonValue]:
    """params.yaml of the project at `root` as plain values.

    Errors: ParameterInvalidError (core.parameters.invalid).
    """
    return read_parameter_file(root / FILE_NAME)


def read_parameter_file(path: Path) -> dict[str, JsonValue]:
    """A file like params.yaml as plain values.

    Errors: ParameterInvalidError (core.parameters.invalid).
    """
    try:
        return _MAPPING.validate_python(_loaded(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError, RecursionError) as error:
        raise ParameterInvalidError(f"{path.name} cannot be read: {error}", path=str(path)) from error


@lru_cache(maxsize=2)
def _loaded(text: str) -> object:
    """The values in `text`, which a run reads several times; not to be changed."""
    return yaml.load(text, _UniqueKeyLoader)  # noqa: S506 - a SafeLoader


def read_section(root: Path, dotted: str, model: type[Model]) -> Model:
    """The section of params.yaml at a dotted name like `limits.smoke` as a frozen model; no other section is looked at.

    Errors: ParameterUnknownError (core.parameters.unknown) with the nearest valid name, ParameterInvalidError (core.parameters.invalid).
    """
    return parse_parameters(model, part_of(read_parameters(root), dotted), within=dotted)


def read_profile(root: Path) -> Profile:
    """The profile that params.yaml names.

    Errors: ParameterInvalidError (core.parameters.invalid).
    """
    named = read_parameters(root).get("profile")
    for profile in PROFILES:
        if profile == named:
            return profile
    raise ParameterInvalidError(f"profile: the profiles are {' and '.join(PROFILES)}", parameter="profile")


def part_of(raw: JsonValue, dotted: str) -> JsonValue:
    """The value at a dotted name like `limits.smoke`; None where there is none."""
    for name in dotted.split("."):
        raw = raw.get(name) if isinstance(raw, dict) else None
    return raw


def parameter_digest(raw: JsonValue, dotted: str) -> str | None:
    """The SHA-256 of the canonical JSON of the value at `dotted`; None where there is none."""
    value = part_of(raw, dotted)
    return None if value is None else sha256(canonical_json(value)).hexdigest()
