"""A phrase that names one day, one month or one year."""

import re
from datetime import date

from p2p.agent.assistant.language.calendar_names import MONTHS, WEEKDAYS
from p2p.agent.assistant.language.numbers import ORDINALS, plain_numbers
from p2p.agent.assistant.tools.calendar_words import MARK, Aim, Marked, marked

MAX_PHRASE = 80
"""Characters of the longest phrase that is read."""
_BESIDE = frozenset(
    {"the", "on", "of", "in", "by", "from", "since", "until", "till", "day", "date", "s", *WEEKDAYS, *(name[:3] for name in WEEKDAYS)}
)
"""Words that may stand beside the one date without a meaning of their own."""
_NOW = re.compile(r"(?:right )?now|tonight|the (?:current|present) (?:day|date)|this (?:very )?day")
_FULL_STOP = re.compile(r"(?<=[a-z])\.|(?<=\d)\.(?=\s)")
_COMPOUND = re.compile("|".join(word for word in ORDINALS if not word.isalpha()))
_DASHED = re.compile(r"\b(\d{1,2})-(\d{1,2})-(\d{4})\b")
_ORDINAL = re.compile(rf"(?:the )?(?:\d+(?:st|nd|rd|th)|{'|'.join(ORDINALS)})")
_YEARS = {
    "this year": 0,
    "the year": 0,
    "the current year": 0,
    "next year": 1,
    "the coming year": 1,
    "last year": -1,
    "the previous year": -1,
}


def day_named(phrase: str, today: date, aim: Aim = "this") -> date | None:
    """The day that the phrase names ("the 4th of July 2027", "tomorrow", "Friday", "the 15th"), None where it names no one day."""
    found = _day_marked(phrase, today, aim)
    return None if found is None or found.is_wrong else found.dates[0]


def is_day_wrong(phrase: str, today: date) -> bool:
    """Whether the phrase names a day that no calendar has ("30 February 2026")."""
    found = _day_marked(phrase, today, "this")
    return found is not None and found.is_wrong


def month_named(phrase: str, today: date) -> tuple[int, int] | None:
    """The year and the month that the phrase names ("September", "February 2028", "next month"), or that of the day that it names."""
    text = _plain(phrase)
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})|(\d{1,2})/(\d{4})", text):
        year, month = int(match[1] or match[4]), int(match[2] or match[3])
        return (year, month) if year and 1 <= month <= len(MONTHS) else None
    day = None if text in _YEARS else day_named(f"first day of {text.removeprefix('in ').removeprefix('of ')}", today)
    day = day or day_named(text, today)
    return day and (day.year, day.month)


def year_named(phrase: str, today: date) -> int | None:
    """The year that the phrase names, or that of the day or the month that it names."""
    text = _plain(phrase)
    if text in _YEARS:
        return today.year + _YEARS[text]
    if match := re.fullmatch(r"(?:in |of )?(?:the )?(?:year )?(\d{1,4})", text):
        return int(match[1]) or None
    month = month_named(text, today)
    return month and month[0]


def weekday_named(phrase: str) -> int | None:
    """The number of the day of the week, nought for Monday."""
    text = _plain(phrase).rstrip("s")
    return next((number for number, name in enumerate(WEEKDAYS) if len(text) >= 3 and name.startswith(text)), None)


def _plain(phrase: str) -> str:
    text = phrase[: MAX_PHRASE + 1].strip().casefold().replace("’", "'").strip(" ,;:?!'\"")
    text = _COMPOUND.sub(lambda match: f"{ORDINALS[match[0]]}th", text)
    return _DASHED.sub(r"\1.\2.\3", _FULL_STOP.sub("", text))


def _day_marked(phrase: str, today: date, aim: Aim) -> Marked | None:
    """The phrase with a mark for its one date; a weekday alone is the next one, an ordinal alone is a day of this month."""
    text = _plain(phrase).removeprefix("on ")
    if len(phrase) > MAX_PHRASE:
        return None
    text = "today" if _NOW.fullmatch(text) else text
    further = [f"this {text}"] if weekday_named(text) is not None else [f"{text} of this month"] if _ORDINAL.fullmatch(text) else []
    for said in (text, *further, plain_numbers(text)):
        found = marked(said, today, aim)
        rest = set(re.findall(r"\w+|[^\w\s,]", MARK.sub(" ", found.text.replace("§§", " "))))
        if len(found.dates) + found.is_wrong == 1 and rest <= _BESIDE and (_is_weekday_right(found, rest) or re.search(r"\d", text)):
            return found
    return None


def _is_weekday_right(found: Marked, words: set[str]) -> bool:
    """Whether the date is of the weekday that the words beside it name, if any ("Friday next week" names another day)."""
    return all(number is None or found.is_wrong or found.dates[0].weekday() == number for number in map(weekday_named, words))
