"""Whether a line that was measured can be of the network tier that its node claims."""

from collections.abc import Mapping

LEAST_MBIT = (10.0, 5.0)
"""Down and up, of a cohort's minimum node."""
TIER_MBIT: Mapping[str, tuple[float, float]] = {
    "fibre": (50.0, 20.0),
    "fiber": (50.0, 20.0),
    "cable": (25.0, 5.0),
    "dsl": LEAST_MBIT,
    "mobile": LEAST_MBIT,
}
"""The least of a tier that has one of these names, assumed; of any other it is that of the minimum node."""


def there_and_back_mbit(down_mbit: float, up_mbit: float) -> float:
    """The rate of a text that goes up a line and then comes down it: twice its size over the sum of both times."""
    return 2 / (1 / down_mbit + 1 / up_mbit)


def tier_doubt(tier: str, measured_mbit: float) -> str:
    """Why a node of the tier cannot have the line that was measured there and back; empty where it can."""
    needed = there_and_back_mbit(*TIER_MBIT.get(tier, LEAST_MBIT))
    if measured_mbit >= needed:
        return ""
    known = f"a line of the tier {tier}" if tier in TIER_MBIT else "the line of a minimum node"
    return f"measured {measured_mbit:g} Mbit/s there and back, and {known} has {needed:.1f} or more"
