from datetime import date
from fractions import Fraction

import pytest

from p2p.agent.assistant.tools.dates import answer_dates

TODAY = date(2026, 5, 5)
REQUESTS = [
    ("What day of the week was 20 July 1969?", "Sunday"),
    ("on which weekday does 1 January 2030 fall", "Tuesday"),
    ("what weekday is christmas 2026", "Friday"),
    ("how many days between 2026-01-01 and 2026-12-31", "364"),
    ("days from 1 March 2026 to 1 April 2026", "31"),
    ("What is the date 90 days after 2026-01-31?", "2026-05-01"),
    ("date in 2 weeks", "2026-05-19"),
    ("what date was it 10 days ago", "2026-04-25"),
    ("three months before 2026-05-31", "2026-02-28"),
    ("one month after January 31, 2027", "2027-02-28"),
    ("is 2100 a leap year?", "no"),
    ("was 2000 a leap year", "yes"),
    ("How many days are in February 2028?", "29"),
    ("number of days in April", "30"),
    ("iso week of 2026-01-01", "1"),
    ("which calendar week is today in", "19"),
    ("how many days until Halloween", "179"),
    ("how many days until christmas", "234"),
    ("how old is someone born on 1990-05-06", "35"),
    ("I was born on 29 February 2004, how old am I on 1 March 2026", "22"),
    ("what's tomorrow's date", "2026-05-06"),
    ("What date is next Friday?", "2026-05-08"),
    ("what's the date of the first Monday in June 2026", "2026-06-01"),
    ("last day of February 2027", "2027-02-28"),
    ("when is the last Friday of May 2026", "2026-05-29"),
    ("how many weeks between 2026-01-01 and 2026-01-29", "4"),
    ("is 2026-05-09 on a weekend", "yes"),
    ("Is July 4th 2026 a Saturday?", "yes"),
    ("what day is tomorrow", "Wednesday"),
    ("which day of the year is December 31, 2024", "366"),
    ("how many days has 2024", "366"),
    ("the invoice is dated 2026-03-15 and due in 30 days: which date?", "2026-04-14"),
    ("add 45 days to 2026-02-01", "2026-03-18"),
    ("subtract 2 weeks from 2026-03-01", "2026-02-15"),
    ("2026-02-27 plus 3 days", "2026-03-02"),
    ("How long is it from 2025-12-25 to 2026-01-01 in days", "7"),
    ("how many months from 2025-01-15 to 2026-01-14", "11"),
    ("what was yesterday's date", "2026-05-04"),
    ("a year after 29 Feb 2024", "2025-02-28"),
    ("the day after tomorrow is what date", "2026-05-07"),
    ("what date is it a week from tomorrow", "2026-05-13"),
    ("how many days ago was 2026-04-01", "34"),
    ("days since new year", "124"),
    ("what's the ISO week number of December 31, 2026?", "53"),
    ("Is 29 February 2027 a valid date?", "no"),
    ("two weeks before christmas 2026", "2026-12-11"),
    ("how many days till valentine's day", "285"),
    ("which weekday is the 4th of July 2027", "Sunday"),
    ("My passport is valid for 10 years from 2019-08-20. When does it expire?", "2029-08-20"),
    ("Tom was born on March 3, 1980. What is his age?", "46"),
    ("how many whole weeks are there between 2026-05-05 and 2026-06-01", "3"),
    ("what's the weekday 100 days from now", "Thursday"),
    ("which comes first, 2026-03-04 or 2026-02-28?", "2026-02-28"),
    ("is 2026-03-04 before 2026-02-28?", "no"),
    ("how many Mondays are there in June 2026", "5"),
    ("in which week of the year is 15 August 2026", "33"),
    ("what is today's date", "2026-05-05"),
    ("what day is it today", "Tuesday"),
    ("end of next month", "2026-06-30"),
    ("How many days are left in this year", "240"),
    ("how many days remain until the end of the year", "240"),
    ("What date is 1000 days after 2024-01-01?", "2026-09-27"),
    ("how many nights from 3 June to 10 June", "7"),
    ("from 24 December 2026 count 12 days forward", "2027-01-05"),
    ("18 months from 2026-01-10", "2027-07-10"),
    ("What weekday was it 3 days ago", "Saturday"),
    ("a quarter after 2026-01-31", "2026-04-30"),
    ("What is the date three weeks from 4 May 2026", "2026-05-25"),
    ("20 days prior to May 1, 2026", "2026-04-11"),
    ("what date comes 5 days before new year's day 2027", "2026-12-27"),
    ("how old will I be on 2030-01-01 if I was born on 2000-06-15", "29"),
    ("week number for 4 January 2027", "1"),
    ("give me the day of the week for August 9, 2026", "Sunday"),
    ("how many days does the year 2023 have", "365"),
    ("day number of 31 January 2026", "31"),
    ("a century after 1926-05-05", "2026-05-05"),
    ("How many years are between 1999-12-31 and 2026-05-05?", "26"),
    ("what's the date in ten days", "2026-05-15"),
    ("time between 1 May 2026 and 11 May 2026 in days", "10"),
    ("wedding was on 2001-09-15, how many years ago is that", "24"),
    ("I'm off from 10 July until 24 July 2026, how many days is that", "14"),
    ("how many days is it from today to 1 June", "27"),
    ("count the days from 2026-02-20 to 2026-03-05", "13"),
]
AFTER_A_DATE = [
    ("next tell me its weekday", "Sunday"),
    ("and one month after that?", "2026-10-20"),
    ("which weekday is that", "Sunday"),
    ("add 10 days", "2026-09-30"),
    ("what day of the week is it", "Sunday"),
    ("a week later", "2026-09-27"),
    ("which calendar week does that fall in", "38"),
    ("then 3 days before that", "2026-09-17"),
    ("and the weekday?", "Sunday"),
    ("how many days from then to 2026-10-01", "11"),
    ("is it a weekend", "yes"),
    ("how many days until that date", "138"),
    ("what weekday is that date", "Sunday"),
    ("go back 2 weeks", "2026-09-06"),
    ("what day of the year is it", "263"),
    ("then two weeks earlier", "2026-09-06"),
    ("how many days is that from today", "138"),
]


@pytest.mark.parametrize(("request_", "result"), REQUESTS)
def test_a_question_about_dates_has_its_answer(request_: str, result: str) -> None:
    assert answer_dates(request_, TODAY) == result


@pytest.mark.parametrize(("request_", "result"), AFTER_A_DATE)
def test_a_later_question_is_about_the_earlier_date(request_: str, result: str) -> None:
    assert answer_dates(request_, TODAY, date(2026, 9, 20)) == result


@pytest.mark.parametrize(
    "request_",
    [
        "rent me a car for saturday",
        "book the vet for tuesday afternoon",
        "when will I be paid for yesterday's work",
        "avocado hard as a rock, guests are coming in three days",
    ],
)
def test_what_is_no_question_about_dates_is_left_alone(request_: str) -> None:
    assert answer_dates(request_, TODAY) is None


def test_that_many_days_are_the_earlier_number() -> None:
    assert answer_dates("what date is that many days after 2026-01-01", TODAY, None, Fraction(10)) == "2026-01-11"


def test_beyond_the_calendar_there_is_no_date() -> None:
    assert answer_dates("what date is 9999999 years after 2026-01-01", TODAY) is None
