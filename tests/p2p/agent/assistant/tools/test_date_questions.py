from datetime import date

from p2p.agent.assistant.tools.date_questions import years_between


def test_one_is_a_year_older_on_the_birthday() -> None:
    assert years_between(date(2015, 5, 6), date(2026, 5, 5)) == 10
    assert years_between(date(2015, 5, 6), date(2026, 5, 6)) == 11


def test_one_who_was_born_on_a_leap_day_is_older_on_the_first_of_march() -> None:
    assert years_between(date(2004, 2, 29), date(2026, 2, 28)) == 21
    assert years_between(date(2004, 2, 29), date(2026, 3, 1)) == 22
