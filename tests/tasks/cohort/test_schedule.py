"""Cycles begin when it is time, and what one takes too long is not made up for."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from tasks.cohort.schedule import Waiting, beginnings, parse_every, seconds

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(("text", "minutes"), [("30m", 30), ("2h", 120), ("90s", 1.5), (" 1D ", 1440)])
def test_a_time_is_a_number_with_a_unit(text: str, minutes: float):
    assert parse_every(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "30", "m", "0m", "-5m", "1.5h", "59s", "25h", "2d", "30 m", "１m"])
def test_any_other_text_is_none(text: str):
    with pytest.raises(ValueError, match="m"):
        parse_every(text)


@dataclass
class Time:
    """Seconds that a test lets pass, and the clock on the wall, which may be set or stand still."""

    passed_s: float = 0.0
    offset: timedelta = timedelta()
    is_frozen: bool = False

    def now(self) -> datetime:
        return START if self.is_frozen else START + timedelta(seconds=self.passed_s) + self.offset

    def pass_(self, seconds: float) -> None:
        self.passed_s += seconds

    @property
    def waiting(self) -> Waiting:
        return Waiting(lambda: self.passed_s, self.pass_)


def begun_minutes(time: Time, took_minutes: list[int], told: list[datetime]) -> list[int]:
    """When cycles that take so long begin, one due each minute."""
    begun: list[int] = []
    for number in beginnings(timedelta(minutes=1), len(took_minutes), time.now, told.append, time.waiting):
        begun.append(round(time.passed_s) // 60)
        time.pass_(60 * took_minutes[number - 1])
    return begun


def test_each_begins_when_it_is_due_and_a_long_one_moves_the_next():
    told: list[datetime] = []
    assert begun_minutes(Time(), [1, 4, 0, 1], told) == [0, 1, 5, 6]
    assert [round((one - START).total_seconds()) // 60 for one in told] == [1, 5, 6]


@pytest.mark.parametrize("time", [Time(is_frozen=True), Time(offset=timedelta(hours=-3)), Time(offset=timedelta(days=400))])
def test_a_clock_that_stands_still_or_is_set_keeps_no_cycle_waiting(time: Time):
    told: list[datetime] = []
    assert begun_minutes(time, [0, 0, 0], told) == [0, 1, 2]
    assert told[0] - time.now() <= timedelta(minutes=1)


def test_a_clock_that_is_set_back_while_a_cycle_is_waited_for_does_not_stall_it():
    time, told = Time(), list[datetime]()

    def set_back(due: datetime) -> None:
        told.append(due)
        time.offset -= timedelta(hours=5)

    assert list(beginnings(timedelta(minutes=1), 3, time.now, set_back, time.waiting)) == [1, 2, 3]
    assert time.passed_s == pytest.approx(120)


def test_the_time_that_is_waited_by_goes_on():
    before = seconds()
    assert seconds() >= before > 0


def test_without_a_pause_one_follows_the_other():
    assert list(beginnings(None, 3, lambda: START, lambda _: None)) == [1, 2, 3]
