import pytest
from pydantic import TypeAdapter, ValidationError

from gates.artifacts.fields import Artifact, ClosedArtifact, HexDigest, Utc, Version1


class Open(Artifact):
    x: float


class Closed(ClosedArtifact):
    x: float


def test_additive_fields_are_kept_where_they_are_allowed_and_refused_where_not():
    assert Open.model_validate({"x": 1.0, "later": 2}).model_dump() == {"x": 1.0, "later": 2}
    with pytest.raises(ValidationError):
        Closed.model_validate({"x": 1.0, "later": 2})


@pytest.mark.parametrize("model", [Open, Closed])
@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_not_finite_is_refused(model, value):
    with pytest.raises(ValidationError):
        model.model_validate({"x": value})


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (HexDigest, "a" * 64, "A" * 64),
        (HexDigest, "0" * 64, "0" * 63),
        (Utc, "2026-01-31T12:00:00Z", "2026-01-31 12:00:00"),
        (Utc, "2026-01-31T12:00:00.123456+00:00", "2026-01-31T12:00:00+02:00"),
        (Version1, 1, True),
        (Version1, 1, 2),
    ],
)
def test_a_field_takes_its_form_only(kind, good, bad):
    assert TypeAdapter(kind).validate_python(good) == good
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(bad)
