from datetime import date, timedelta

import pytest

from p2p.agent.assistant.tools.calendar_words import Span, marked, month_after, workdays_after

TODAY = date(2026, 5, 5)


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-07-14", "2026-07-14"), ("july 4th, 2027", "2027-07-04"), ("the 3rd of april 2026", "2026-04-03"), ("christmas 2027", "2027-12-25"), ("new year's eve 2026", "2026-12-31"),
     ("the first monday of june 2026", "2026-06-01"), ("tomorrow", "2026-05-06"), ("next friday", "2026-05-08"), ("last monday", "2026-05-04"), ("24.12.2026", "2026-12-24"),
     ("last day of february 2028", "2028-02-29"), ("the day after tomorrow", "2026-05-07")],
)  # fmt: skip
def test_a_date_is_found_in_many_words(text: str, day: str) -> None:
    found = marked(text, TODAY, "this")
    assert [one.isoformat() for one in found.dates] == [day]
    assert found.text.strip() == "§0"


def test_a_date_without_a_year_is_the_next_or_the_last_one() -> None:
    assert marked("1 may", TODAY, "future").dates == [date(2027, 5, 1)]
    assert marked("1 june", TODAY, "past").dates == [date(2025, 6, 1)]


@pytest.mark.parametrize(
    "text", ["2027-02-29", "the first tuesday of march 0000", "the last monday of june 0000", "fifth friday of may 2027"]
)
def test_a_day_that_does_not_exist_is_told(text: str) -> None:
    assert marked(text, TODAY, "this").is_wrong


def test_the_calendar_ends_with_its_last_month() -> None:
    assert marked("the last friday of december 9999", TODAY, "this").dates == [date.max]
    assert marked("the first monday of january 0001", TODAY, "this").dates == [date.min]


def test_a_month_more_is_the_same_day_or_the_last() -> None:
    assert month_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert Span(1, "year").after(date(2024, 2, 29)) == date(2025, 2, 28)


@pytest.mark.parametrize("start", [date(2026, 9, day) for day in range(21, 28)])
@pytest.mark.parametrize("count", [-11, -5, -1, 0, 1, 4, 5, 6, 23])
def test_working_days_are_counted_one_by_one(start: date, count: int) -> None:
    day = start
    for _ in range(abs(count)):
        day += timedelta(days=1 if count > 0 else -1)
        while day.weekday() > 4:
            day += timedelta(days=1 if count > 0 else -1)
    assert workdays_after(start, count) == day
