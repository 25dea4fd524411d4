import pytest
from pydantic import TypeAdapter, ValidationError

from gates.statement import ProjectPath, Statement

PATHS = TypeAdapter(ProjectPath)


@pytest.mark.parametrize("path", ["core", "flows/smoke.py", "data/digits/train.safetensors", "reports/full/a-b_c.json"])
def test_plain_paths_are_project_paths(path):
    assert PATHS.validate_python(path) == path


@pytest.mark.parametrize(
    "path", ["", ".", "..", "/etc", "a/../b", "a//b", "a/", "./a", ".git/config", "a\\b", "a\n", "ü", "a" * 200, "a/" * 300 + "a"]
)
def test_anything_else_is_not(path):
    with pytest.raises(ValidationError):
        PATHS.validate_python(path)


def test_a_statement_of_another_type_is_refused():
    with pytest.raises(ValidationError):
        Statement.model_validate({"_type": "https://in-toto.io/Statement/v0.1", "subject": [], "predicateType": "x", "predicate": {}})
