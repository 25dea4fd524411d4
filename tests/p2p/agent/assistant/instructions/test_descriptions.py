import re

import pytest

from p2p.agent.assistant.instructions.descriptions import pattern_of, sign_of


@pytest.mark.parametrize(
    ("description", "text", "fits"),
    [
        ("a vowel", "A", True),
        ("the letter k", "K", True),
        ("a question mark", "?", True),
        ("a capital", "a", False),
        ("'ing'", "ing", True),
    ],
)
def test_a_description_fits_what_it_describes(description: str, text: str, *, fits: bool) -> None:
    assert (re.fullmatch(pattern_of(description) or "", text) is not None) is fits


@pytest.mark.parametrize(
    ("description", "signs"),
    [
        ("a space, a greater-than sign and another space", " > "),
        ("three equals signs", "==="),
        ("a comma and a space", ", "),
        ("a lantern", None),
    ],
)
def test_signs_are_read_one_after_the_other(description: str, signs: str | None) -> None:
    assert sign_of(description) == signs
