from datetime import date

import pytest

from p2p.agent.assistant.instructions.claims import holds_true


@pytest.mark.parametrize(
    ("claim", "holds"),
    [
        ("20 is less than 15", False),
        ("3 times 4 equals 12", True),
        ("24 can be divided by 6", True),
        ("9 isn't even", True),
        ("'lamp' has four letters", True),
        ("twelve is an even number", True),
        ("it rains tomorrow", None),
    ],
)
def test_a_claim_holds_or_not_or_cannot_be_told(claim: str, holds: bool | None) -> None:
    assert holds_true(claim, date(2026, 5, 5)) is holds
