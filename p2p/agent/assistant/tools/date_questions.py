"""What is asked about dates that are known: what lies between them, which weekday they are, how old one is."""

import calendar
import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction

from p2p.agent.assistant.language.calendar_names import MONTHS, WEEKDAYS
from p2p.agent.assistant.language.numbers import decimal_text
from p2p.agent.assistant.tools.calendar_words import MARK, Marked, month_after

COUNT = re.compile(
    r"\b(?:how many|number of|count(?: the)?|in|how much|as)\s+(?:\w+ ){0,2}?(days?|nights?|weeks?|months?|years?|hours?|weekends?|sleeps|minutes)\b|\bhow (?:long|far)\b|\b(days|weeks|months|years|hours)\s+(?:are\s+|is\s+|lie\s+|elapsed\s+|passed\s+|there are\s+|that lie\s+|in\s+)?(?:until|till|between|since|from|left|to|before|remaining)\b|¤?\bdays\b.*\b(?:left|to go)\b"
)
UNTIL = re.compile(r"\b(?:until|till|til|to go|left|away|before(?! \d)|countdown|remain\w*|is next|coming|upcoming|off is|sleeps)\b")
SINCE = re.compile(r"\b(?:since|ago|passed|elapsed|has it been|have gone by)\b")
_WEEKDAY_ASKED = re.compile(r"\b(?:weekday|week ?day|day of (?:the )?week|day name|name of the day)\b")
_DAY_ASKED = re.compile(r"\b(?:what|which|whats|what's)(?: \w+)? days?\b|\bday (?:is|was|will|does)\b|\bday\?")


def existence(text: str, found: Marked) -> str | None:
    """Leap years, and days that a month may not have."""
    if "leap year" in text and (years := re.findall(r"(?<!\d)\d{4}(?!\d)", text)):
        return (
            _yes(calendar.isleap(int(years[0])))
            if not re.search(r"\bnext leap year|leap year after|following leap", text)
            else str(next(year for year in range(int(years[0]) + 1, int(years[0]) + 10) if calendar.isleap(year)))
        )
    named = re.search(r"29(?:th)?(?: of)? feb|feb\w* (?:the )?29|leap day|29 days? (?:in|of) feb|feb\w*.*\b29 days", text)
    year = re.search(r"(?<![\d-])\d{4}(?![\d-])", text)
    if named and year and re.search(r"\b(?:does|do|is there|has|have|exists?|existed?|did|will there be|was there|valid|real|had)\b", text):
        return _yes(calendar.isleap(int(year.group())))
    if found.months and found.spans and re.match(r"\s*(?:does|has|is|do|did|will|are)\b", text):
        return _yes(found.spans[0].count == calendar.monthrange(*found.months[0])[1])
    if found.months and (day := re.search(r"\b(?:have|has|with) an? (\d{1,2})(?:st|nd|rd|th)\b", found.text)):
        return _yes(int(day.group(1)) <= calendar.monthrange(*found.months[0])[1])
    asks = re.search(
        r"\bexists?\b|\b(?:valid|real|actual|possible) (?:calendar )?(?:date|day)\b|\bis there (?:a|an|such a) (?:\d|§§)|\bhave an? \d",
        found.text,
    )
    return _yes(not found.is_wrong) if asks and (found.is_wrong or len(found.dates) == 1) else None


def age(text: str, days: list[date], today: date, *, is_moved: bool) -> str | None:
    """Whole years since one was born."""
    if (
        not re.search(
            r"\bhow old\b|\b(?:my|his|her|their|the|your|whose|what) age\b|\bage (?:of|is|in|on|will|today)\b|\bwhat birthday|'s age\b|\bin years\b.*\bborn|\bborn\b.*\bage\b|\bage\b.*\bborn",
            text,
        )
        or not days
        or (is_moved and len(days) == 1)
    ):
        return None
    born, at = days[0], days[1] if len(days) > 1 else today
    born, at = min(born, at), max(born, at)
    return str(years_between(born, at))


def years_between(first: date, second: date) -> int:
    """Whole years; one who was born on 29 February is a year older on 1 March."""
    return second.year - first.year - ((second.month, second.day) < (first.month, first.day))


def months_between(first: date, second: date) -> int:
    """Whole months from one day to a later one."""
    months = (second.year - first.year) * 12 + second.month - first.month
    return months - (month_after(first, months) > second)


def workdays_between(first: date, second: date) -> int:
    """Days from Monday to Friday from one day until before a later one."""
    weeks, rest = divmod((second - first).days, 7)
    return 5 * weeks + sum((first.weekday() + step) % 7 < 5 for step in range(rest))


def length_of(found: Marked, today: date) -> str | None:
    """The days of a month or a year, the Mondays in it."""
    text = found.text
    if not re.search(r"\bhow many|\bnumber of|\bhow long|\blength of|\bcount|\bdays (?:in|does|has|of)\b", text) or MARK.search(text):
        return None
    year = re.search(r"(?<![\d¶])\d{4}(?!\d)|\b(?:this|next|last) year\b", text)
    if len(found.months) == 1 and (month := found.months[0]):
        length = calendar.monthrange(*month)[1]
        if asked := _weekdays_asked(text):
            return str(sum(date(*month, day).weekday() in asked for day in range(1, length + 1)))
        return str(length) if "day" in text or "long" in text else None
    if "this month" in text and re.search(r"\bdays\b", text):
        return str(calendar.monthrange(today.year, today.month)[1])
    if year and re.search(r"\bdays?\b", text) and not found.months and re.search(r"\b(?:in|does|has|have|of|year)\b", text):
        relative = {"this year": today.year, "next year": today.year + 1, "last year": today.year - 1}
        said = year.group()
        return str(366 if calendar.isleap(relative.get(said) or int(said)) else 365)
    return None


def _weekdays_asked(text: str) -> tuple[int, ...]:
    """The days of the week that are to be counted, where not all."""
    if re.search(r"\b(?:week ?days|(?:working|business|work) ?days)\b", text):
        return (0, 1, 2, 3, 4)
    if re.search(r"\bweekend days\b", text):
        return (5, 6)
    named = _named_weekday(text)
    return () if named is None else (named - 1,)


def _named_weekday(text: str) -> int | None:
    """One more than the number of the weekday that is named."""
    return next((place for place, name in enumerate(WEEKDAYS, start=1) if re.search(rf"\b{name}s?\b", text)), None)


def distance(text: str, days: list[date], today: date, as_text: Callable[[Fraction], str] | None) -> str | None:
    """How many days, weeks, months or years lie between two dates, or between one and today."""
    match = COUNT.search(text)
    if match is None or not days or re.search(r"\bcalendar week|\b(?:of|into) the year\b|\bweek number|\biso week", text):
        return None
    if len(days) == 1:
        if not (UNTIL.search(text) or SINCE.search(text) or re.search(r"\b(?:to|from|between|far|long|off|away|in how many)\b", text)):
            return None
        days = [today, days[0]]
    first, second = min(days[:2]), max(days[:2])
    unit = next((group for group in match.groups() if group), "days").rstrip("s")
    if unit == "day" and (named := re.search(r"\bin (?:full |whole |complete )?(weeks|months|years|hours)\b", text)):
        unit = named.group(1).rstrip("s")
    apart = (second - first).days
    if re.search(r"\b(?:working|business|week) ?days\b|\bworkdays\b", text):
        return str(workdays_between(first, second))
    if re.search(r"\b(?:both|inclusive|including)\b", text):
        apart += 1
    return _in_unit(unit, first, second, apart, is_full=re.search(r"\b(?:full|whole|complete|entire)\b", text) is not None, as_text=as_text)


def _in_unit(unit: str, first: date, second: date, apart: int, *, is_full: bool, as_text: Callable[[Fraction], str] | None) -> str:
    if unit == "year":
        return str(years_between(first, second))
    if unit == "month":
        return str(months_between(first, second))
    if unit == "week":
        return str(apart // 7) if is_full else (as_text or decimal_text)(Fraction(apart, 7))
    return str(apart * {"hour": 24, "minute": 1440}.get(unit, 1))


def about_one(text: str, days: list[date], today: date, *, is_moved: bool) -> str | None:
    """What is asked about a single date."""
    if len(days) > 1:
        return None
    day = days[0] if days else today
    if days and _WEEKDAY_ASKED.search(text) and _is_weekday_question(text) is None:
        return WEEKDAYS[day.weekday()].capitalize()
    if re.search(
        r"\b(?:calendar|iso|which|what|number of the)(?: \w+)? week\b|\bweek (?:number|no\.?)|\bweek of the year\b|\bkw\b|\bweek (?:is|does|contains?)\b|\bin which week|\bcalendar week",
        text,
    ):
        return (
            str(day.isocalendar().week)
            if days or re.search(r"\b(?:which|what|current|calendar|iso) (?:calendar |iso |number )?week\b", text)
            else None
        )
    if re.search(
        r"\bday (?:number|of the year|no\.?)|\bday[- ]of[- ]year|\bnumber (?:of the )?day\b|\b(?:what|which) number\b.*\b(?:in|of) the year|\b(?:days|far) into the year|\bwhich number day|\bhow many(?:th)? day.*\bof the year|\bordinal d|\bday number|\bnth day|\byear day",
        text,
    ):
        return str(day.timetuple().tm_yday) if days else None
    if not days:
        return None
    if re.search(r"\b(?:which|what) quarter\b", text):
        return str((day.month - 1) // 3 + 1)
    if (wanted := _is_weekday_question(text)) is not None:
        return _yes(day.weekday() in wanted)
    if (
        _WEEKDAY_ASKED.search(text)
        or (_DAY_ASKED.search(text) and not is_moved and "date" not in text)
        or (re.search(r"\bfalls?\b", text) and _DAY_ASKED.search(text))
    ):
        return WEEKDAYS[day.weekday()].capitalize()
    if re.search(r"\b(?:which|what|name of the) month\b", text):
        return MONTHS[day.month - 1].capitalize()
    return str(day.year) if re.search(r"\b(?:which|what) year\b", text) else None


def _is_weekday_question(text: str) -> tuple[int, ...] | None:
    """The weekdays of which one is asked for with yes or no."""
    if not re.match(
        r"\s*(?:and |so |then |also |tell me (?:if|whether) |check (?:if|whether) |(?:yes or no|true or false)\W+)*(?:is|was|will|does|did|do|if|whether|falls?|are|§\d+ (?:a|on an?)|§.*weekend)\b|.*\b(?:whether|if)\b",
        text,
    ):
        return None
    if "weekend" in text:
        return (5, 6)
    if re.search(r"\b(?:week ?day|working day|business day|workday)\b", text) and not re.search(r"\b(?:which|what)\b", text):
        return (0, 1, 2, 3, 4)
    named = _named_weekday(text)
    return None if named is None else (named - 1,)


def comparison(text: str, days: list[date]) -> str | None:
    """The earlier or the later of two dates; whether one comes before the other."""
    if len(days) != 2:
        return None
    if re.search(r"\b(?:which|what|whichever)\b.*\b(?:earlier|first|sooner|before|older)\b|\b(?:earlier|earliest|sooner) of\b", text):
        return min(days).isoformat()
    if re.search(r"\b(?:which|what)\b.*\b(?:later|last|after|newer|more recent)\b|\b(?:later|latest) of\b", text):
        return max(days).isoformat()
    if match := re.search(
        r"\b(?:is|was|does|did|comes?|will)\b.*?§\d+\b.*?\b(earlier|before|sooner|precede|later|after|follow|same)\b.*?§", text
    ):
        word = match.group(1)
        return _yes(
            days[0] == days[1]
            if word == "same"
            else days[0] < days[1]
            if word in ("earlier", "before", "sooner", "precede")
            else days[0] > days[1]
        )
    return None


def date_itself(text: str, days: list[date], *, is_moved: bool, is_computed: bool) -> str | None:
    """The date that was worked out, or one that is named by other words than its figures."""
    if not days or (len(days) > 1 and not is_moved) or "¤" in text:
        return None
    is_found = is_moved or is_computed
    asks = re.search(r"\b(?:date|what day|which day)\b", text) or (is_found and re.search(r"\bwhen\b", text))
    is_bare = not set(re.findall(r"[a-z]+", MARK.sub("", text))) - _PLAIN_WORDS
    is_asked = is_found and re.search(r"\b(?:what|which|where|give|tell|name|need|know|reach|land|arrive|get)\b|\?", text) is not None
    return days[-1].isoformat() if asks or is_asked or (is_found and is_bare) else None


_PLAIN_WORDS = frozenset(
    {
        "what", "is", "was", "will", "be", "it", "the", "s", "that", "give", "me", "tell", "calculate", "compute", "find", "deadline",
        "due", "expires", "expire", "ends", "end", "add", "subtract", "go", "count", "date", "day", "on", "of", "to", "from", "by",
        "and", "then", "plus", "minus", "which", "would", "please", "in", "at", "exactly", "forward", "back", "forwards", "backwards",
        "ahead", "comes", "later", "earlier", "before", "after", "a", "days",
    }
)  # fmt: skip


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
