"""Cycles begin when it is time, and what one takes too long is not made up for."""

from datetime import UTC, datetime, timedelta

import pytest

from tasks.cohort.schedule import beginnings, parse_every

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(("text", "minutes"), [("30m", 30), ("2h", 120), ("90s", 1.5), (" 1D ", 1440)])
def test_a_time_is_a_number_with_a_unit(text: str, minutes: float):
    assert parse_every(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "30", "m", "0m", "-5m", "1.5h", "59s", "25h", "2d", "30 m", "１m"])
def test_any_other_text_is_none(text: str):
    with pytest.raises(ValueError, match="m"):
        parse_every(text)


def test_each_begins_when_it_is_due_and_a_long_one_moves_the_next(monkeypatch: pytest.MonkeyPatch):
    moment, begun, told = START, list[datetime](), list[datetime]()

    def now() -> datetime:
        return moment

    for number in beginnings(timedelta(minutes=1), 4, now, told.append):
        begun.append(moment)
        moment = START + timedelta(minutes={1: 1, 2: 5, 3: 6, 4: 7}[number])
    assert [int((one - START).total_seconds() // 60) for one in begun] == [0, 1, 5, 6]
    assert [int((one - START).total_seconds() // 60) for one in told] == [1, 5, 6]


def test_without_a_pause_one_follows_the_other():
    assert list(beginnings(None, 3, lambda: START, lambda _: None)) == [1, 2, 3]
