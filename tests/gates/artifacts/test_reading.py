import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import CodedError
from gates.artifacts.reading import read_artifact
from gates.errors import ArtifactInvalidError
from tests.gates.mutations import sample


def test_an_artifact_reads_back():
    assert read_artifact(json.dumps(sample("baseline")).encode()) == sample("baseline")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"3",
        b"null",
        b'{"a": 1, "a": 1}',
        b'{"a": {"b": 1, "b": 2}}',
        b'{"a": [{"b": 1, "b": 2}]}',
        b'{"a": NaN}',
        b'{"a": [Infinity]}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": -1e999}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": "\xff"}',
        '{"a": 1}'.encode("utf-16"),
        b"\xef\xbb\xbf{}",
        b"[" * 100_000,
        b'{"a": ' + b"[" * 64 + b"]" * 64 + b"}",
        b'{"a":' * 100_000,
    ],
)
def test_what_is_no_strict_json_object_is_refused(raw):
    with pytest.raises(CodedError) as caught:
        read_artifact(raw)
    assert caught.value.code == "gates.artifact.invalid"


@given(st.binary(max_size=64))
def test_any_bytes_are_an_object_or_a_coded_refusal(raw):
    with contextlib.suppress(ArtifactInvalidError):
        assert isinstance(read_artifact(raw), dict)
