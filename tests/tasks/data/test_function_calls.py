"""The leaderboard's files are read as registered, the right calls of both kinds by their requests."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from gates.errors import DataAlteredError, DataMissingError
from tasks.data.function_calls import FILES, load_function_calls
from tests.learning.calls.small_functions import AREA, ROUTE, answer, request

CONTENTS = (
    request("simple_0", "area", AREA),
    request("multiple_0", "route", AREA, ROUTE),
    request("irrelevance_0", "song", AREA),
    answer("simple_0", AREA.name, base=[1], height=[2]),
    answer("multiple_0", ROUTE.name, origin=["Rome"], destination=["Bonn"]),
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "data/bfcl/possible_answer").mkdir(parents=True)
    files = []
    for path, content in zip(FILES, CONTENTS, strict=True):
        (tmp_path / "data" / path).write_bytes(content)
        files.append({"path": path, "sha256": sha256(content).hexdigest()})
    entry = {"name": "bfcl", "description": "t", "licence": "t", "source": {"url": "t"}, "prepare": None, "files": files}
    (tmp_path / "data/registry.json").write_text(json.dumps({"schema_version": 1, "datasets": [entry]}))
    return tmp_path


def test_every_request_has_its_right_call(project: Path) -> None:
    found = load_function_calls(project)
    assert {request.id for request in (*found.simple, *found.multiple)} == set(found.answers)
    assert [request.id for request in found.irrelevant] == ["irrelevance_0"]


def test_an_altered_file_and_a_missing_one_are_refused(project: Path) -> None:
    (project / "data" / FILES[0]).write_bytes(CONTENTS[2])
    with pytest.raises(DataAlteredError):
        load_function_calls(project)
    (project / "data" / FILES[0]).unlink()
    with pytest.raises(DataMissingError):
        load_function_calls(project)
