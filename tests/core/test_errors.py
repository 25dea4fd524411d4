"""Errors carry a code, a text for strangers and their context as data."""

import json

import pytest

from core.errors import CATALOGUE, CodedError, IdMalformedError, ParameterInvalidError, load_catalogue


def test_the_message_shows_the_context() -> None:
    error = ParameterInvalidError("too large", parameter="seed", limit=5)
    assert str(error) == "too large (parameter=seed, limit=5)"
    assert str(ParameterInvalidError("too large")) == "too large"


def test_an_error_reads_as_json() -> None:
    error = ParameterInvalidError("too large", parameter="seed", near=[1, None])
    assert json.loads(json.dumps(error.as_json())) == {
        "code": "core.parameters.invalid",
        "message": "too large",
        "context": {"parameter": "seed", "near": [1, None]},
    }


def test_the_catalogue_is_sorted_and_complete() -> None:
    catalogue = load_catalogue()
    assert list(catalogue) == sorted(catalogue)
    assert all(catalogue[code].code == code for code in catalogue)


@pytest.mark.parametrize(
    ("code", "status", "text"),
    [("nodot", 400, "text"), ("Core.Upper", 400, "text"), ("core.test.status", 200, "text"), ("core.test.text", 400, "")],
)
def test_a_class_with_a_bad_code_status_or_text_does_not_load(code: str, status: int, text: str) -> None:
    with pytest.raises(AssertionError):
        type("BadError", (CodedError,), {"code": code, "http_status": status, "text": text})
    assert code not in CATALOGUE


def test_a_code_is_taken_once() -> None:
    with pytest.raises(AssertionError, match="is taken"):
        type("OtherError", (CodedError,), {"code": "core.id.malformed", "http_status": 400, "text": "text"})


def test_a_stranger_reads_the_text_and_nothing_of_the_message() -> None:
    assert IdMalformedError("a secret", place="/secret").public == IdMalformedError.text
