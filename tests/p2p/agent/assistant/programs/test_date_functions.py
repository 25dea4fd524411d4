"""What the functions that reckon with dates and times of day make, and what they refuse."""

from datetime import date

import pytest

from p2p.agent.assistant.programs.language import read_program, work
from p2p.agent.assistant.programs.values import ProgramError

TODAY = date(2026, 9, 28)

MADE = {
    'date_in_form("2026-05-07", "DD/MM/YYYY")': "07/05/2026", 'date_in_form("7 May 2026", "Weekday, D Month YYYY")': "Thursday, 7 May 2026",
    'date_in_form("tomorrow", "M-D-YY")': "9-29-26", 'date_in_form("2026-05-07", "DD MMM")': "07 May", 'date_in_form("2026-05-07", "ddd, D MMM")': "Thu, 7 May", 'to_24_hours("2 p.m.")': "14:00", 'date_in_form("2026-05-07", "YYYYMMDD")': "20260507", 'to_12_hours("14:30")': "2:30 PM", 'to_12_hours("0:05")': "12:05 AM",
    'to_24_hours("2:30 pm")': "14:30", 'to_24_hours("12 am")': "00:00",
    "today()": "2026-09-28", 'date_of("next Friday")': "2026-10-02", 'days_between("April 3, 2026", "June 20, 2026")': "78",
    'days_between("June 20, 2026", "April 3, 2026")': "78", 'days_between(today(), "Christmas")': "88", 'days_between(today(), "1 May")': "215",
    'days_between("1 December", today())': "301", 'weeks_between("2026-01-01", "2026-01-28")': "3", 'months_between("2025-01-15", "2026-01-14")': "11",
    'months_between("2026-01-31", "2026-02-28")': "1", 'years_between("29 February 2004", "2026-02-28")': "21", 'workdays_between(today(), "2026-10-05")': "5",
    'workdays_between("1 January 1900", "1 January 2000")': "26090", 'add_days("2026-02-27", 3)': "2026-03-02", 'add_days(today(), -28)': "2026-08-31",
    'add_weeks("tomorrow", 2)': "2026-10-13", 'add_months("2026-01-31", 1)': "2026-02-28", 'add_months("2026-05-31", -3)': "2026-02-28",
    'add_years("29 Feb 2024", 1)': "2025-02-28", 'add_workdays("2026-10-02", 1)': "2026-10-05", 'add_workdays("2026-10-03", -6)': "2026-09-25",
    'add_workdays("2026-10-03", 0)': "2026-10-03", 'weekday("the 4th of July 2027")': "Sunday", 'upper(weekday("today"))': "MONDAY",
    'week_number("2026-12-31")': "53", 'day_of_year("31 December 2024")': "366", 'month_name("2026-02-03")': "February", 'month_name("next month")': "October",
    'year_of("tomorrow")': "2026", 'day_of_month("next Friday")': "2", 'quarter("2026-12-03")': "4", 'quarter("May")': "2", 'days_in_month("September")': "30",
    'days_in_month("February 2028")': "29", 'days_in_month("2026-02-10")': "28", "days_in_year(2028)": "366", 'days_in_year("next year")': "365",
    'choose(is_leap_year(2100), "yes", "no")': "no", 'choose(is_weekend("Saturday"), "yes", "no")': "yes", 'choose(is_date("30 February 2026"), "yes", "no")': "no",
    'choose(is_date("29.02.2028"), "yes", "no")': "yes", 'age("3 March 1980")': "46", 'age("3 March 1980", "1 March 2000")': "19",
    'next_weekday(today(), "Monday")': "2026-10-05", 'last_weekday(today(), "Mon")': "2026-09-21", 'last_weekday("2026-09-29", "Monday")': "2026-09-28",
    'nth_weekday(3, "Monday", "March 2026")': "2026-03-16", 'nth_weekday(-1, "Friday", "next month")': "2026-10-30", 'add_minutes("14:30", 45)': "15:15",
    'add_minutes("9:50", -60)': "8:50", 'add_minutes("23:30", 45)': "00:15", 'add_minutes("11:30 pm", 45)': "12:15 am", 'add_minutes("9am", 5)': "9:05 am",
    'minutes_between("9:15", "10:05")': "50", 'minutes_between("22:00", "6:00")': "480", 'replace(date_of("1 May 2027"), "2027-", "")': "05-01",
    'choose(less(date_of("3 May 2026"), date_of("20 April 2026")), "yes", "no")': "no",
}  # fmt: skip
REFUSED = (
    'date_in_form("2026-05-07", "MMMMM")', 'date_in_form("2026-05-07", "ДД.MM")', 'date_in_form("2026-05-07", "nicely")', 'date_in_form("2026-05-07", "")', 'date_in_form("hello", "DD")', 'to_12_hours("25:00")', 'to_24_hours("noon")',
    'days_between("hello", today())', "days_between(1, 2)", 'weekday("30 February 2026")', 'weekday("")', "weekday(list())", "add_days(today(), 4000000)",
    "add_days(today(), 1.5)", "add_weeks(today(), -4000000)", "add_months(today(), 4000000)", 'add_months(today(), "some")', "add_years(today(), 8000)",
    "add_years(today(), -2026)", "add_workdays(today(), 3999999)", "add_workdays(today(), -3999999)", 'days_in_month("this year")', 'days_in_year("0")',
    "days_in_year(10000)", "is_leap_year(-4)", 'is_date("hello")', 'age("2027-01-01")', 'next_weekday(today(), "Caturday")', 'nth_weekday(6, "Monday", "March")',
    'nth_weekday(0, "Monday", "March")', 'nth_weekday(1, 1, "March")', 'nth_weekday(1, "Monday", 3)', 'add_minutes("noonish", 5)', 'add_minutes("25:00", 5)', 'add_minutes("13 pm", 5)',
    'add_minutes("12:75", 5)', 'add_minutes("14:30", 0.5)', 'minutes_between("9:00", 5)', 'last_weekday("0001-01-01", "Monday")', 'next_weekday("9999-12-31", "Monday")',
    'weekday("' + "first day of " * 700 + '")', 'day_of_year("' + "9" * 5_000 + '")', 'month_name("' + "9" * 70 + '")', 'is_weekend("' + "§0 " * 20 + '")',
)  # fmt: skip


@pytest.mark.parametrize("notation", MADE)
def test_a_date_or_what_is_asked_of_it_is_made(notation: str) -> None:
    assert work(read_program(notation), TODAY).reply == MADE[notation]


@pytest.mark.parametrize("notation", REFUSED)
@pytest.mark.timeout(5)
def test_what_has_no_value_is_refused(notation: str) -> None:
    with pytest.raises(ProgramError):
        work(read_program(notation), TODAY)
