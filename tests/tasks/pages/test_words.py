import pytest

from gates.verdicts.verdict import MetricRow
from tasks.pages.words import bound, day, figure, minute, room, signed


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.96123, "0.9612"),
        (114565120.0, "114,565,120"),
        (3.5787e-05, "3.58e-05"),
        (1234.56, "1,234.6"),
        (0, "0"),
        (True, "True"),
        (None, "not measured"),
        ("a" * 64, "aaaaaaaaaaaa…"),
        ("b" * 100, "b" * 80 + "…"),
        (10**400, "1" + "0" * 79 + "…"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (1e300, "1e+300"),
    ],
)
def test_a_value_shows_its_size_at_once(value, text: str) -> None:
    assert figure(value) == text


def test_a_row_in_one_line_has_value_limit_and_distance() -> None:
    assert room(MetricRow("accuracy", 0.961, ">=", 0.95, 0.011, ok=True)) == "accuracy 0.9610 ≥ 0.9500 (+0.0110)"
    assert room(MetricRow("ok", False, "==", True, None, ok=False)) == "ok False = True"
    assert (signed(-0.5), bound("<=", 3)) == ("-0.5000", "≤ 3")


def test_a_moment_is_told_in_universal_time_and_what_is_none_as_it_is() -> None:
    assert minute("2026-01-31T23:30:00-01:00") == "2026-02-01 00:30 UTC"
    assert day("2026-01-31T23:30:00-01:00") == "2026-02-01"
    assert (minute("soon"), day("")) == ("soon", "")
