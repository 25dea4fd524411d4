import pytest

from p2p.agent.assistant.workings.sources import listed
from p2p.agent.assistant.workings.units import parts_of


@pytest.mark.parametrize(
    ("text", "unit", "parts"),
    [
        ("It rained. We left.", "sentence", ["It rained.", "We left."]),
        ("write to a@b.org soon", "email", ["a@b.org"]),
        ("see you on Friday", "weekday", ["Friday"]),
        ("call (later) me", "inside", ["later"]),
        ("tea", "vowel", ["e", "a"]),
        ("flat 27", "number", ["27"]),
        ("paid on 2024-03-05", "date", ["2024-03-05"]),
    ],
)
def test_a_text_is_taken_apart_into_units(text: str, unit: str, parts: list[str]) -> None:
    assert parts_of(listed(text, "", is_quoted=True), unit)[0] == parts
