from fractions import Fraction

import pytest

from p2p.agent.assistant.tools.unit_table import UNITS, converted, unit_named


@pytest.mark.parametrize(
    ("name", "other", "factor"),
    [("mile", "m", "1609.344"), ("nautical_mile", "m", "1852"), ("pound", "kg", "0.45359237"), ("gallon", "l", "3.785411784"), ("acre", "m2", "4046.8564224"),
     ("kcal", "kJ", "4.184"), ("GB", "MB", "1000"), ("GiB", "MiB", "1024"), ("kB", "B", "1000"), ("KiB", "B", "1024"), ("day", "h", "24"), ("kWh", "MJ", "3.6")],
)  # fmt: skip
def test_units_are_as_large_as_the_conventions_say(name: str, other: str, factor: str) -> None:
    assert converted(Fraction(1), UNITS[name], UNITS[other]) == Fraction(factor)


def test_every_unit_converts_there_and_back() -> None:
    for unit in UNITS.values():
        base = next(other for other in UNITS.values() if other.dimension == unit.dimension)
        assert converted(converted(Fraction(7), unit, base), base, unit) == 7


def test_case_counts_only_where_it_makes_a_difference() -> None:
    assert unit_named("KM") == unit_named("km")
    assert unit_named("Mb") != unit_named("MB")
