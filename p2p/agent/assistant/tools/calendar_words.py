"""Dates and spans of time in words: found in a text and replaced by marks, so that a question's shape remains."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from p2p.agent.assistant.language.calendar_names import MONTHS, WEEKDAYS
from p2p.agent.assistant.language.numbers import ORDINALS

SpanUnit = Literal["day", "week", "month", "year", "workday"]
Aim = Literal["future", "past", "this"]
"""Which of the years a date without one is in: the next, the last, this one."""

MARK = re.compile(r"§\d+")
"""A date in a marked text."""

_HOLIDAYS = (
    (r"new years? eve", 12, 31), (r"new years?(?: day)?", 1, 1), (r"epiphany|three kings(?: day)?", 1, 6), (r"(?:st |saint )?valentines?(?: day)?", 2, 14),
    (r"(?:st |saint )?patricks? day", 3, 17), (r"(?:international )?womens? day", 3, 8), (r"april fools?(?: day)?", 4, 1), (r"earth day", 4, 22),
    (r"may ?day|(?:international )?(?:labou?r|workers?) day", 5, 1), (r"canada day", 7, 1), (r"(?:american |us )?independence day", 7, 4),
    (r"bastille day", 7, 14), (r"assumption day", 8, 15), (r"halloween|hallowe'en", 10, 31), (r"all saints(?: day)?", 11, 1), (r"all souls(?: day)?", 11, 2),
    (r"guy fawkes(?: night| day)?|bonfire night", 11, 5), (r"(?:armistice|remembrance|veterans?) day", 11, 11), (r"(?:st |saint )nicholas(?: day)?", 12, 6),
    (r"christmas eve|xmas eve", 12, 24), (r"boxing day|(?:st |saint )stephens(?: day)?", 12, 26), (r"christmas(?: day)?|xmas(?: day)?", 12, 25),
    (r"groundhog day", 2, 2), (r"burns night", 1, 25), (r"juneteenth", 6, 19), (r"midsummer(?:'s)? day|(?:st |saint )johns? day", 6, 24), (r"(?:st |saint )martins(?: day)?|martinmas", 11, 11),
    (r"pi day", 3, 14), (r"(?:st |saint )georges(?: day)?", 4, 23), (r"(?:st |saint )andrews(?: day)?", 11, 30), (r"(?:st |saint )lucys?(?: day)?", 12, 13),
    (r"candlemas", 2, 2), (r"anzac day", 4, 25), (r"star wars day", 5, 4), (r"australia day", 1, 26), (r"world environment day", 6, 5), (r"german unity day|day of german unity", 10, 3),
    (r"childrens day", 6, 1), (r"human rights day", 12, 10), (r"world health day", 4, 7), (r"leap day", 2, 29),
)  # fmt: skip
_MONTH = "(?P<month>" + "|".join(f"{name}|{name[:3]}\\.?" if name != "may" else name for name in MONTHS) + r"|sept\.?)\b"
_ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
_DAY = rf"(?P<day>\d{{1,2}}(?:st|nd|rd|th)?|{_ORDINAL})"
_YEAR = r"(?:(?:,\s*|\s+(?:of |in )?)(?P<year>\d{4}\b|this year|next year|last year)(?!-))?"
_WEEKDAY = "(?P<weekday>" + "|".join(f"{name}|{name[:3]}(?!\\w)" for name in WEEKDAYS) + r"|tues(?!\w)|thurs(?!\w))"
_HOLIDAY_PATTERNS = tuple((rf"\b(?:{name.replace('years?', 'year(?:[’]?s|s)?')})\b{_YEAR}", month, day) for name, month, day in _HOLIDAYS)
_WHICH_MONTH = rf"(?:{_MONTH}{_YEAR}|(?P<relative>this|next|last|the|the current|the coming|the previous) (?P<unit>month|year))"
_SPAN = re.compile(
    r"(?<![\w.-])(?P<count>\d+|an?|half an?|a couple of|the)?\s*-?(?P<kind>working |business |week)?(?P<unit>day|week|fortnight|month|quarter|year|decade|centur(?:y|ie))s?\b(?! of an? )"
)
_DAYS = {"day": ("day", 1), "week": ("week", 1), "fortnight": ("week", 2), "month": ("month", 1), "quarter": ("month", 3), "year": ("year", 1),
         "decade": ("year", 10), "centur": ("year", 100)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """So many days, weeks, months or years."""

    count: int
    unit: SpanUnit

    def after(self, day: date, sign: int = 1) -> date | None:
        """The date so much later, or earlier where `sign` is -1; None beyond the calendar."""
        try:
            if self.unit == "workday":
                return workdays_after(day, sign * self.count)
            if self.unit in ("day", "week"):
                return day + timedelta(days=sign * self.count * (7 if self.unit == "week" else 1))
            return month_after(day, sign * self.count * (12 if self.unit == "year" else 1))
        except (ValueError, OverflowError):
            return None


@dataclass(slots=True)
class Marked:
    """A text in which dates are `§N`, spans `¤N` and months without a day `¶N`: what they stand for."""

    text: str
    dates: list[date] = field(default_factory=list[date])
    spans: list[Span] = field(default_factory=list[Span])
    months: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    is_wrong: bool = False
    is_computed: bool = False

    def mark(self, day: date) -> str:
        """A new mark for `day`."""
        self.dates.append(day)
        return f"§{len(self.dates) - 1}"


def month_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def marked(text: str, today: date, aim: Aim) -> Marked:
    """`text`, in lower case with numbers in digits, with marks for what it says of dates."""
    found = Marked(text.replace("’", "'"))
    own_year = re.search(r"(?<![\d-])((?:1[5-9]|2[0-2])\d\d)(?![\d-])", text)
    resolve = _Resolver(found, today, aim, int(own_year.group(1)) if own_year else None)
    for pattern, handler in resolve.rules():
        found.text = re.sub(pattern, handler, found.text)
    found.text = _SPAN.sub(lambda match: _span(match, found), found.text)
    return found


@dataclass(slots=True)
class _Resolver:
    found: Marked
    today: date
    aim: Aim
    own_year: int | None

    def rules(self) -> list[tuple[str, Callable[[re.Match[str]], str]]]:
        """Patterns in the order in which they are replaced."""
        return [
            (r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", self._iso),
            (r"\b(\d{4})/(\d{1,2})/(\d{1,2})\b", self._iso),
            (r"\b(\d{1,2})[./](\d{1,2})[./](\d{4})\b", self._dotted),
            (
                r"(?<=[a-z])'(?=s\b)",
                lambda match: (
                    ""
                    if re.search(
                        r"(year|valentine|patrick|fool|women|worker|saint|soul|stephen|nichola|veteran|martin|george|andrew|john|lucy|children)$",
                        match.string[: match.start()],
                    )
                    else "'"
                ),
            ),
            (r"(?<=s)'(?=\s)", lambda match: ""),
            *((pattern, self._holiday(month, day)) for pattern, month, day in _HOLIDAY_PATTERNS),
            (
                rf"\b(?:the )?(?P<nth>first|second|third|fourth|fifth|last|1st|2nd|3rd|4th|5th) {_WEEKDAY} (?:of|in) {_WHICH_MONTH}",
                self._nth_weekday,
            ),
            (rf"\b(?:the )?(?P<nth>first|last|final|end|beginning|start)(?: day)? of {_WHICH_MONTH}", self._edge),
            (rf"\b(?:the )?{_DAY} (?:of )?(?P<relative>this|next|last) (?P<unit>month)", self._day_of_relative),
            (rf"\b(?:the )?{_DAY}(?: day)?(?:\s|-)(?:of )?{_MONTH}{_YEAR}", self._day_month),
            (rf"\b{_MONTH} (?:the )?{_DAY}(?!\d|:|\s*(?:days|weeks)){_YEAR}", self._day_month),
            (rf"\b{_MONTH}(?:,|\s+(?:of |in )?)\s*(?P<year>\d{{4}}|this year|next year|last year)\b", self._month),
            (
                rf"\b(?:in |of |does |did |has |is |have ){_MONTH}|^\W*{_MONTH.replace('month', 'month2')}(?=\s*[,:?-]|\s+(?:has|have|had|is|takes|counts)\b)",
                self._month,
            ),
            (r"\b(?:the )?day after tomorrow\b", lambda match: self._shifted(2)),
            (r"\b(?:the )?day before yesterday\b", lambda match: self._shifted(-2)),
            (r"\b(?:today|now(?= (?:until|till|to)\b)|the current date|this day)(?:'s)?\b", lambda match: self._shifted(0)),
            (r"\btomorrow(?:'s)?\b", lambda match: self._shifted(1)),
            (r"\byesterday(?:'s)?\b", lambda match: self._shifted(-1)),
            (
                rf"\b(?P<which>next|last|this|coming|the coming|previous|past|this coming|the next|the last)\s+{_WEEKDAY}(?!s)",
                self._weekday,
            ),
            (r"\b(?P<which>next|last) (?P<unit>week|month|year)(?!'s)\b", self._relative_unit),
        ]

    def _iso(self, match: re.Match[str]) -> str:
        return self._date(int(match.group(1)), int(match.group(2)), int(match.group(3)))

    def _dotted(self, match: re.Match[str]) -> str:
        day, month, year = (int(group) for group in match.groups())
        return self._date(year, day, month) if month > 12 else self._date(year, month, day)

    def _date(self, year: int, month: int, day: int) -> str:
        try:
            return self.found.mark(date(year, month, day))
        except ValueError:
            self.found.is_wrong = True
            return "§§"

    def _shifted(self, days: int) -> str:
        return self.found.mark(self.today + timedelta(days=days))

    def _holiday(self, month: int, day: int) -> Callable[[re.Match[str]], str]:
        return lambda match: self._in_year(match["year"], month, day)

    def _day_month(self, match: re.Match[str]) -> str:
        said = match["day"]
        day = ORDINALS[said] if said in ORDINALS else int(re.sub(r"\D", "", said))
        return self._in_year(match["year"], _month_number(match["month"]), day)

    def _day_of_relative(self, match: re.Match[str]) -> str:
        said = match["day"]
        day = ORDINALS[said] if said in ORDINALS else int(re.sub(r"\D", "", said))
        year, month = self._which_month(match)
        return self._date(year, month, day)

    def _in_year(self, said: str | None, month: int, day: int) -> str:
        if said is not None:
            return self._date(self._year(said), month, day)
        if self.own_year is not None:
            return self._date(self.own_year, month, day)
        years = {
            "this": [self.today.year],
            "future": range(self.today.year, self.today.year + 9),
            "past": range(self.today.year, self.today.year - 9, -1),
        }
        for year in years[self.aim]:
            if 1 <= day <= calendar.monthrange(year, month)[1]:
                found = date(year, month, day)
                if self.aim == "this" or (found >= self.today) == (self.aim == "future") or found == self.today:
                    return self.found.mark(found)
        self.found.is_wrong = True
        return "§§"

    def _year(self, said: str | None) -> int:
        relative = {"this year": 0, "next year": 1, "last year": -1}
        if said is None:
            return self.own_year or self.today.year
        return self.today.year + relative[said] if said in relative else int(said)

    def _which_month(self, match: re.Match[str]) -> tuple[int, int]:
        groups = match.groupdict()
        if said := groups.get("month") or groups.get("month2"):
            return self._year(groups.get("year")), _month_number(said)
        step = {"next": 1, "the coming": 1, "last": -1, "the previous": -1}.get(match["relative"], 0)
        moved = month_after(self.today.replace(day=1), step * (12 if match["unit"] == "year" else 1))
        return moved.year, moved.month

    def _nth_weekday(self, match: re.Match[str]) -> str:
        year, month = self._which_month(match)
        is_known = date.min.year <= year <= date.max.year
        month_days = [date(year, month, day + 1) for day in range(calendar.monthrange(year, month)[1])] if is_known else []
        days = [day for day in month_days if day.weekday() == _weekday_number(match["weekday"])]
        place = (
            -1
            if match["nth"] == "last"
            else ({"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}.get(match["nth"]) or int(match["nth"][0])) - 1
        )
        if not days or place >= len(days):
            self.found.is_wrong = True
            return "§§"
        self.found.is_computed = True
        return self.found.mark(days[place])

    def _edge(self, match: re.Match[str]) -> str:
        year, month = self._which_month(match)
        self.found.is_computed = True
        is_first = match["nth"] in ("first", "beginning", "start")
        if match["month"] and match["year"] is None and self.aim != "this":
            day = 1 if is_first else calendar.monthrange(year, month)[1]
            return self._in_year(None, month, day)
        if match["unit"] == "year":
            return self._date(year, 1 if is_first else 12, 1 if is_first else 31)
        return self._date(year, month, 1 if is_first else calendar.monthrange(year, month)[1])

    def _month(self, match: re.Match[str]) -> str:
        self.found.months.append(self._which_month(match))
        return f" ¶{len(self.found.months) - 1}"

    def _weekday(self, match: re.Match[str]) -> str:
        self.found.is_computed = True
        ahead = (_weekday_number(match["weekday"]) - self.today.weekday()) % 7
        if match["which"].endswith(("last", "previous", "past")):
            return self._shifted((ahead or 7) - 7 if ahead else -7)
        return self._shifted(ahead or 7)

    def _relative_unit(self, match: re.Match[str]) -> str:
        unit: SpanUnit = match["unit"]  # pyright: ignore[reportAssignmentType]
        moved = Span(1, unit).after(self.today, 1 if match["which"] == "next" else -1)
        return self.found.mark(moved or self.today)


def _span(match: re.Match[str], found: Marked) -> str:
    said, unit = match["count"], match["unit"]
    if said is None or said == "the" or (match["kind"] == "week" and (unit != "day" or not said.isdecimal())):
        return match.group()
    name, size = _DAYS[unit.removesuffix("y").removesuffix("ie") if unit.startswith("centur") else unit]
    if said.startswith("half") or (match["kind"] or "").strip() in ("working", "business", "week"):
        if said.startswith("half"):
            found.spans.append(Span(6 * size, "month") if name == "year" else Span(size, "day"))
        else:
            found.spans.append(Span(int(said) if said.isdecimal() else 1, "workday"))
    else:
        count = int(said) if said.isdecimal() and len(said) < 8 else 2 if said == "a couple of" else 1
        found.spans.append(Span(count * size, name))  # pyright: ignore[reportArgumentType]
    return f"{' ' if match.group()[0] == ' ' else ''}¤{len(found.spans) - 1}"


def _month_number(said: str) -> int:
    return next(number for number, name in enumerate(MONTHS, start=1) if name.startswith(said.rstrip(".")[:3]))


def _weekday_number(said: str) -> int:
    return next(number for number, name in enumerate(WEEKDAYS) if name.startswith(said[:3]))


def workdays_after(day: date, count: int) -> date:
    """The day so many working days later, or earlier below nought."""
    sign = 1 if count > 0 else -1
    weeks, rest = divmod(abs(count), 5)
    if count and day.weekday() > 4:
        day += timedelta(days=4 - day.weekday() if sign > 0 else 7 - day.weekday())
    day += timedelta(days=sign * 7 * weeks)
    for _ in range(rest):
        day += timedelta(days=sign)
        while day.weekday() > 4:
            day += timedelta(days=sign)
    return day
