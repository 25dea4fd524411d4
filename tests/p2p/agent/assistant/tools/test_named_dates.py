"""What names one day, one month, one year or one day of the week, and what names none."""

from datetime import date

import pytest

from p2p.agent.assistant.tools.named_dates import day_named, is_day_wrong, month_named, weekday_named, year_named

TODAY = date(2026, 9, 28)

DAYS = {
    "3 April 2026": "2026-04-03", "the 4th of July 2027": "2027-07-04", "Apr. 3, 2026": "2026-04-03", "3. April 2026": "2026-04-03",
    "2026-05-01": "2026-05-01", "31-12-2026": "2026-12-31", "12/25/2026": "2026-12-25", "Tomorrow": "2026-09-29", "today": "2026-09-28",
    "tonight": "2026-09-28", "next Friday": "2026-10-02", "Friday": "2026-10-02", "on Monday": "2026-10-05", "the 15th": "2026-09-15",
    "Monday, September 28, 2026": "2026-09-28", "twenty-first of May 2026": "2026-05-21", "4 April, two thousand twenty-seven": "2027-04-04",
    "Christmas": "2026-12-25", "last day of February 2028": "2028-02-29",
}  # fmt: skip
NO_DAYS = (
    "",
    "hello",
    "March 2026",
    "3",
    "two",
    "30 February 2026",
    "Friday next week",
    "3 or 4 April 2026",
    "1 May and 2 May",
    "May " * 40 + "1 May",
)


@pytest.mark.parametrize("phrase", DAYS)
def test_a_phrase_names_a_day(phrase: str) -> None:
    found = day_named(phrase, TODAY)
    assert found is not None and found.isoformat() == DAYS[phrase]


@pytest.mark.parametrize("phrase", NO_DAYS)
def test_what_names_no_one_day_is_not_read(phrase: str) -> None:
    assert day_named(phrase, TODAY) is None


def test_a_day_without_a_year_lies_where_it_is_aimed() -> None:
    assert [day_named("1 May", TODAY, aim) for aim in ("past", "this", "future")] == [date(2026, 5, 1), date(2026, 5, 1), date(2027, 5, 1)]


def test_a_day_that_no_calendar_has_is_told_from_no_day() -> None:
    assert is_day_wrong("30 February 2026", TODAY)
    assert not is_day_wrong("28 February 2026", TODAY) and not is_day_wrong("hello", TODAY)


@pytest.mark.parametrize(
    ("phrase", "month"),
    [
        ("September", (2026, 9)), ("February 2028", (2028, 2)), ("Sept.", (2026, 9)), ("next month", (2026, 10)), ("2026-02", (2026, 2)),
        ("02/2027", (2027, 2)), ("in May", (2026, 5)), ("4 July 2027", (2027, 7)), ("this year", None), ("2026-13", None), ("hello", None),
    ],
)  # fmt: skip
def test_a_phrase_names_a_month(phrase: str, month: tuple[int, int] | None) -> None:
    assert month_named(phrase, TODAY) == month


@pytest.mark.parametrize(
    ("phrase", "year"),
    [
        ("2028", 2028),
        ("the year 2030", 2030),
        ("next year", 2027),
        ("4 July 2029", 2029),
        ("March 2031", 2031),
        ("0", None),
        ("hello", None),
    ],
)
def test_a_phrase_names_a_year(phrase: str, year: int | None) -> None:
    assert year_named(phrase, TODAY) == year


@pytest.mark.parametrize(("phrase", "number"), [("Monday", 0), ("tues", 1), ("Sundays", 6), ("su", None), ("day", None), ("", None)])
def test_a_phrase_names_a_day_of_the_week(phrase: str, number: int | None) -> None:
    assert weekday_named(phrase) == number
