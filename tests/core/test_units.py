"""Sizes and moments as people read them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.units import GIB, KIB, MIB, format_bytes, format_utc


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [(0, "0 B"), (318, "318 B"), (KIB, "1.0 KiB"), (30_515, "29.8 KiB"), (MIB, "1.0 MiB"), (3 * GIB // 2, "1.5 GiB")],
)
def test_sizes(size_bytes: int, text: str) -> None:
    assert format_bytes(size_bytes) == text


def test_a_size_is_never_a_thousand_of_its_unit() -> None:
    assert format_bytes(MIB - 1) == "1.0 MiB"
    assert format_bytes(GIB - 1) == "1.0 GiB"


@given(st.datetimes(min_value=datetime(1970, 1, 2), timezones=st.just(timezone(timedelta(hours=2)))))
def test_moments_are_utc_to_the_second(moment: datetime) -> None:
    assert datetime.strptime(format_utc(moment), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) == moment.replace(microsecond=0)
