"""params.yaml holds what changes a result, and nothing that nobody reads."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from core.errors import ParameterUnknownError
from core.parameters import Parameters, parse_parameters


@pytest.fixture
def raw(root: Path) -> dict[str, object]:
    return yaml.safe_load((root / "params.yaml").read_text())


@pytest.fixture
def model() -> type[Parameters]:
    return importlib.import_module("gates.params.project").ProjectParameters


def keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys(inner)
    if isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def test_the_file_parses_into_frozen_models(raw: dict[str, object], model: type[Parameters]) -> None:
    parsed = parse_parameters(model, raw)
    assert set(parsed.model_dump()) == set(raw)


def test_an_unknown_section_is_refused_with_the_nearest_name(raw: dict[str, object], model: type[Parameters]) -> None:
    with pytest.raises(ParameterUnknownError) as refusal:
        parse_parameters(model, {**raw, "limit": {}})
    assert refusal.value.context["nearest"] == "limits"


def test_every_key_is_read_by_the_code(raw: dict[str, object], modules: tuple[Path, ...]) -> None:
    code = "\n".join(path.read_text() for path in modules)
    assert [key for key in keys(raw) if not re.search(rf"\.{key}\b", code)] == []
