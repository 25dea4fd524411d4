"""The functions of reply programs that reckon with dates and times of day.

A date is a text: one as people write it, or the ISO text that these functions make. Those that read one take today first.
"""

import calendar
import re
from datetime import date, timedelta
from fractions import Fraction

from p2p.agent.assistant.language.calendar_names import MONTHS, WEEKDAYS
from p2p.agent.assistant.programs.values import MINUTES_A_DAY, Clock, ProgramError, Value, clock_in, number_in, text_of
from p2p.agent.assistant.tools import date_questions
from p2p.agent.assistant.tools.calendar_words import Aim, month_after, workdays_after
from p2p.agent.assistant.tools.named_dates import MAX_PHRASE, day_named, is_day_wrong, month_named, weekday_named, year_named

_PART = re.compile(r"weekday|month|year|day|yyyy|yy|mmmm|mmm|mm|m(?!m)|dddd|ddd|dd|d(?!d)", re.IGNORECASE)
"""What a form of a date names."""
_MAX_COUNT = 4_000_000
"""Days of more than the whole calendar."""


def today(now: date) -> Value:
    """The day of asking."""
    return now.isoformat()


def date_of(now: date, day: Value) -> Value:
    """The date that a phrase names."""
    return _day(now, day).isoformat()


def days_between(now: date, one: Value, other: Value) -> Value:
    """How many days lie between two dates, whichever comes first."""
    first, second = _both(now, one, other)
    return Fraction((second - first).days)


def weeks_between(now: date, one: Value, other: Value) -> Value:
    """How many whole weeks lie between two dates."""
    first, second = _both(now, one, other)
    return Fraction((second - first).days // 7)


def months_between(now: date, one: Value, other: Value) -> Value:
    """How many whole months lie between two dates."""
    return Fraction(date_questions.months_between(*_both(now, one, other)))


def years_between(now: date, one: Value, other: Value) -> Value:
    """How many whole years lie between two dates."""
    return Fraction(date_questions.years_between(*_both(now, one, other)))


def workdays_between(now: date, one: Value, other: Value) -> Value:
    """How many days from Monday to Friday there are from the one date until before the other."""
    return Fraction(date_questions.workdays_between(*_both(now, one, other)))


def add_days(now: date, day: Value, number: Value) -> Value:
    """So many days later."""
    return (_day(now, day) + timedelta(days=_count(number))).isoformat()


def add_weeks(now: date, day: Value, number: Value) -> Value:
    """So many weeks later."""
    return (_day(now, day) + timedelta(weeks=_count(number))).isoformat()


def add_months(now: date, day: Value, number: Value) -> Value:
    """The same day so many months later, or the last of that month."""
    return month_after(_day(now, day), _count(number)).isoformat()


def add_years(now: date, day: Value, number: Value) -> Value:
    """The same day so many years later."""
    return month_after(_day(now, day), 12 * _count(number)).isoformat()


def add_workdays(now: date, day: Value, number: Value) -> Value:
    """So many days from Monday to Friday later."""
    return workdays_after(_day(now, day), _count(number)).isoformat()


def weekday(now: date, day: Value) -> Value:
    """The name of the day of the week."""
    return WEEKDAYS[_day(now, day).weekday()].capitalize()


def week_number(now: date, day: Value) -> Value:
    """The ISO week of the year."""
    return Fraction(_day(now, day).isocalendar().week)


def day_of_year(now: date, day: Value) -> Value:
    """The place of the day in its year."""
    return Fraction(_day(now, day).timetuple().tm_yday)


def month_name(now: date, day: Value) -> Value:
    """The name of the month."""
    return MONTHS[_month(now, day)[1] - 1].capitalize()


def year_of(now: date, day: Value) -> Value:
    """The year of a date."""
    return Fraction(_year(now, day))


def day_of_month(now: date, day: Value) -> Value:
    """The place of the day in its month."""
    return Fraction(_day(now, day).day)


def quarter(now: date, day: Value) -> Value:
    """The quarter of the year in which the day lies."""
    return Fraction((_month(now, day)[1] + 2) // 3)


def days_in_month(now: date, month: Value) -> Value:
    """How many days a month has."""
    return Fraction(_length(_month(now, month)))


def days_in_year(now: date, year: Value) -> Value:
    """How many days a year has."""
    return Fraction(365 + calendar.isleap(_year(now, year)))


def is_leap_year(now: date, year: Value) -> bool:
    """Whether the year has a 29 February."""
    return calendar.isleap(_year(now, year))


def is_weekend(now: date, day: Value) -> bool:
    """Whether it is a Saturday or a Sunday."""
    return _day(now, day).weekday() > 4


def is_date(now: date, day: Value) -> bool:
    """Whether the calendar has such a day.

    Errors: ProgramError for what names no day at all.
    """
    if isinstance(day, str) and is_day_wrong(day, now):
        return False
    _day(now, day)
    return True


def age(now: date, born: Value, at: Value = None) -> Value:
    """The whole years since one was born, today or at another day."""
    day, then = _day(now, born), now if at is None else _day(now, at)
    if day > then:
        raise ProgramError("nobody is born so late")
    return Fraction(date_questions.years_between(day, then))


def next_weekday(now: date, day: Value, name: Value) -> Value:
    """The first such weekday after a date."""
    start = _day(now, day)
    return (start + timedelta(days=(_weekday(name) - start.weekday() - 1) % 7 + 1)).isoformat()


def last_weekday(now: date, day: Value, name: Value) -> Value:
    """The last such weekday before a date."""
    start = _day(now, day)
    return (start - timedelta(days=(start.weekday() - _weekday(name) - 1) % 7 + 1)).isoformat()


def nth_weekday(now: date, place: Value, name: Value, month: Value) -> Value:
    """The first, second, … such weekday of a month, below 0 from its end."""
    year, number = _month(now, month)
    wanted = _weekday(name)
    days = [date(year, number, day) for day in range(1, _length((year, number)) + 1)]
    days = [day for day in days if day.weekday() == wanted]
    if not (at := _count(place)) or abs(at) > len(days):
        raise ProgramError("the month has no such weekday")
    return days[at - 1 if at > 0 else at].isoformat()


def date_in_form(now: date, day: Value, form: Value) -> Value:
    """The date in a form that names its parts: D DD Day M MM MMM Month YY YYYY Year DDD Weekday."""
    said, wanted = text_of(form), _day(now, day)
    month, name = MONTHS[wanted.month - 1].capitalize(), WEEKDAYS[wanted.weekday()].capitalize()
    parts = {
        "weekday": name, "dddd": name, "ddd": name[:3], "month": month, "mmmm": month, "mmm": month[:3], "mm": f"{wanted.month:02}", "m": str(wanted.month),
        "dd": f"{wanted.day:02}", "d": str(wanted.day), "day": str(wanted.day), "yyyy": f"{wanted.year:04}", "year": f"{wanted.year:04}", "yy": f"{wanted.year % 100:02}",
    }  # fmt: skip
    is_read = _PART.search(said) and len(said) <= MAX_PHRASE and not any(letter.isalpha() for letter in _PART.sub("", said))
    if not is_read or re.search(r"m{5}|d{5}|y{5}", said, re.IGNORECASE):
        raise ProgramError("this is no form of a date")
    return _PART.sub(lambda part: parts[part[0].casefold()], said)


def to_12_hours(time: Value) -> Value:
    """A time of day with AM or PM."""
    clock = _clock(time)
    hours, rest = divmod(clock.minutes, 60)
    return f"{(hours - 1) % 12 + 1}:{rest:02} {'PM' if hours >= 12 else 'AM'}"


def to_24_hours(time: Value) -> Value:
    """A time of day with two digits for hours from 0 to 23."""
    hours, rest = divmod(_clock(time).minutes, 60)
    return f"{hours:02}:{rest:02}"


def add_minutes(time: Value, number: Value) -> Value:
    """The time of day so many minutes later, in the form of the one that is given."""
    return _clock(time).later(_count(number))


def minutes_between(one: Value, other: Value) -> Value:
    """The minutes from one time of day to the next time that it is the other."""
    return Fraction((_clock(other).minutes - _clock(one).minutes) % MINUTES_A_DAY)


def _day(now: date, value: Value, aim: Aim = "this") -> date:
    if not isinstance(value, str) or (day := day_named(value, now, aim)) is None:
        raise ProgramError("a date is needed")
    return day


def _both(now: date, one: Value, other: Value) -> tuple[date, date]:
    """Two dates, the earlier first; a day without a year is the next one after today, or the last one before it."""
    is_now = [isinstance(value, str) and day_named(value, now) == now for value in (one, other)]
    first, second = _day(now, one, "past" if is_now[1] else "this"), _day(now, other, "future" if is_now[0] else "this")
    return min(first, second), max(first, second)


def _month(now: date, value: Value) -> tuple[int, int]:
    if not isinstance(value, str) or len(value) > MAX_PHRASE or (month := month_named(value, now)) is None:
        raise ProgramError("a month is needed")
    return month


def _year(now: date, value: Value) -> int:
    text = text_of(value)
    if len(text) > MAX_PHRASE or (year := year_named(text, now)) is None:
        raise ProgramError("a year is needed")
    return year


def _length(month: tuple[int, int]) -> int:
    return calendar.monthrange(*month)[1]


def _weekday(value: Value) -> int:
    if not isinstance(value, str) or len(value) > MAX_PHRASE or (number := weekday_named(value)) is None:
        raise ProgramError("a day of the week is needed")
    return number


def _clock(value: Value) -> Clock:
    if (clock := clock_in(value)) is None or not clock.is_of_day:
        raise ProgramError("a time of day is needed")
    return clock


def _count(value: Value) -> int:
    number = number_in(value)
    if number.denominator != 1 or abs(number) > _MAX_COUNT:
        raise ProgramError("a whole number is needed")
    return int(number)
