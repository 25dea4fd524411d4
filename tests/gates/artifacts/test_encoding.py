import json

from gates.artifacts.encoding import artifact_bytes, finite


def test_numbers_that_json_cannot_carry_become_null_wherever_they_are():
    assert finite({"a": [float("nan"), 1.0, {"b": float("inf")}], "c": "nan"}) == {"a": [None, 1.0, {"b": None}], "c": "nan"}


def test_the_fields_keep_their_order():
    assert list(json.loads(artifact_bytes({"schema_version": 1, "b": 2, "a": 3}))) == ["schema_version", "b", "a"]
