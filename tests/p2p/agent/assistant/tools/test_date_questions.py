from datetime import date, timedelta

import pytest

from p2p.agent.assistant.tools.date_questions import months_between, workdays_between, years_between


def test_one_is_a_year_older_on_the_birthday() -> None:
    assert years_between(date(2015, 5, 6), date(2026, 5, 5)) == 10
    assert years_between(date(2015, 5, 6), date(2026, 5, 6)) == 11


def test_one_who_was_born_on_a_leap_day_is_older_on_the_first_of_march() -> None:
    assert years_between(date(2004, 2, 29), date(2026, 2, 28)) == 21
    assert years_between(date(2004, 2, 29), date(2026, 3, 1)) == 22


@pytest.mark.parametrize("days", [0, 1, 2, 5, 6, 7, 8, 13, 400])
def test_working_days_are_those_from_the_first_day_until_before_the_second(days: int) -> None:
    first = date(2026, 9, 25)
    days_on_the_way = [first + timedelta(days=number) for number in range(days)]
    assert workdays_between(first, first + timedelta(days=days)) == sum(day.weekday() < 5 for day in days_on_the_way)


def test_a_month_is_over_on_the_same_day_of_the_next_or_on_its_last() -> None:
    assert months_between(date(2026, 1, 31), date(2026, 2, 27)) == 0
    assert months_between(date(2026, 1, 31), date(2026, 2, 28)) == 1
    assert months_between(date(2025, 1, 15), date(2026, 1, 14)) == 11
