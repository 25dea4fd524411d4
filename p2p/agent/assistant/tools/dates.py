"""Dates: what lies between them, what comes after them, which weekday they are."""

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import lru_cache

from p2p.agent.assistant.language.numbers import decimal_text, plain_numbers
from p2p.agent.assistant.language.rounding import take_rounding
from p2p.agent.assistant.tools.calendar_words import MARK, Aim, Marked, marked
from p2p.agent.assistant.tools.date_questions import (
    COUNT,
    SINCE,
    UNTIL,
    about_one,
    age,
    comparison,
    date_itself,
    distance,
    existence,
    length_of,
)

_PRONOUN = re.compile(
    r"\b(?:(?:that|this|the|same|resulting) (?:date|day|result|deadline|answer)(?! (?:of|in|is the|before|after)\b)|that|it|this|then|(?<=from )there)\b(?! many| number)"
)
_STRONG_PRONOUN = re.compile(
    r"(?<=\bfrom )(?:then|there|that|it)\b|(?<=\bto )(?:that|it)\b|(?<=\band )(?:that|it)\b|(?<=\bafter )(?:that|it)\b|(?<=\bbefore )(?:that|it)\b|\bthat (?:date|day)\b"
)
_THAT_MANY = re.compile(
    r"\b(?:that|this|as|so|how) many(?= (?:working )?(?:days|weeks|months|years|nights)\b)|\bth(?:at|e same|is) (?:number|amount) of\b"
)
_AS_IT_SAYS = re.compile(r"\bas (?:the \w+|it|that|this|you|we)\b[^,.;?!§]*?(?=\s(?:to|from|after|before|on|onto)\b|[,.;?!]|$)")
_ONE_ON = re.compile(r"\bthe (day|week|month|year) (after|before|following|preceding)\b(?! tomorrow| yesterday)")
_ORDERS = re.compile(r"\bhow many \w+ (?:to|must|should|you|we|i|are to)\b.*\b(?:add|subtract|go|count)")
_REST_OF = re.compile(
    r"\b(?:are |is )?(?:left|remain\w*|to go) (?:(?:in|of|to|until the end of) )?(?:this|the|the current) (year|month)\b|\b(?:of|in) (?:this|the) (?:year|month) (?:are |is )?(?:left|remain\w*)"
)
_PLUS = r"(?:after|from|following|past|later than|on from|beyond|since|further than|onwards? from|counting from|starting (?:from|on|at))"
_MINUS = r"(?:before|prior to|earlier than|ahead of|preceding|previous to|back from|short of|until|till)"
_OFFSETS: tuple[tuple[str, int], ...] = (
    (r"(?:add|adding|put) ¤(?P<span>\d+) (?:on )?(?:to|on) (?:the )?§(?P<date>\d+)", 1),
    (r"(?:subtract|take|deduct|subtracting|taking)(?: away)? ¤(?P<span>\d+) (?:away |off )?(?:from )?(?:the )?§(?P<date>\d+)", -1),
    (r"go back ¤(?P<span>\d+) from (?:the )?§(?P<date>\d+)", -1),
    (rf"¤(?P<span>\d+)(?: (?:days? )?(?:later|exactly|time))? {_PLUS} (?:the )?§(?P<date>\d+)", 1),
    (rf"¤(?P<span>\d+) {_MINUS} (?:the )?§(?P<date>\d+)", -1),
    (r"§(?P<date>\d+)\s*(?:plus|\+|and)\s*¤(?P<span>\d+)", 1),
    (r"§(?P<date>\d+)\s*(?:minus|-|−|less)\s*¤(?P<span>\d+)", -1),
)  # fmt: skip
_FROM_TODAY = (
    (
        r"¤(?P<span>\d+) (?:from now|hence|from here|ahead|later on|further(?: on)?|onwards?)|\b(?:in|within) (?:exactly )?¤(?P<span2>\d+)(?:'? time| from now)?",
        1,
    ),
    (r"¤(?P<span>\d+) (?:ago|back|earlier|in the past)|(?:go )?back ¤(?P<span2>\d+)", -1),
)
_HELD = re.compile(r"\bhow (?:many|much) \w+ (?:are |is |does |do |has |have |make |fit )?(?:there |it )?(?:in|into|make|to) (?:¤|an? )")
"""Asks how many of one unit another holds."""
_BACKWARDS = re.compile(r"\b(?:before|earlier|ago|back|prior|minus|subtract|preced\w*|less|take away)\b|-\s*¤")
_FORWARDS = re.compile(
    r"\b(?:after|later|from|plus|add|in|lasts?|takes?|runs?|for|within|due|expires?|ends?|valid|when|past|hence|following|next)\b|\+|¤"
)


@lru_cache(maxsize=256)
def answer_dates(request: str, today: date, previous: date | None = None, number: Fraction | None = None) -> str | None:
    """The result as it is said, or None where `request` asks nothing about dates.

    `previous` is the date that "it" means, `number` the earlier result that "that many" means.
    """
    rounding, text = take_rounding(plain_numbers(request.strip()).casefold().replace("’", "'"))
    text = re.sub(r"\b(today|tomorrow|yesterday)'s weekday", r"which weekday is \1", text)
    text = re.sub(r"^(?:and|then|next|now|so|also|finally|,|\s)+\b", "", text)
    text = _REST_OF.sub(r"until the last day of this \1", text)
    text = re.sub(r"\b(?:that|which) (?:follows|comes (?:right |directly )?after)\b", "after", text)
    text = re.sub(r"\b(?:that|which) (?:precedes|comes (?:right |directly )?before)\b", "before", text)
    text = _ONE_ON.sub(r"1 \1 \2", text)
    if number is not None and (len(_ORDERS.findall(text)) or not re.search(r"\bhow many\b", text)):
        text = _AS_IT_SAYS.sub("", _THAT_MANY.sub(decimal_text(number, 0), text, count=1))
    aim: Aim = (
        "future" if UNTIL.search(text) or re.search(r"\bhow (?:many|long)\b.*\bto\b", text) else "past" if SINCE.search(text) else "this"
    )
    found = marked(text, today, aim)
    if (exists := existence(text, found)) is not None:
        return exists
    if found.is_wrong or (_HELD.search(found.text) and not MARK.search(found.text)):
        return None
    if previous is not None:
        _name_previous(found, previous)
    is_moved = _apply_offsets(found, today, previous)
    if is_moved and previous is None and re.search(r"\bhow old\b", text) and len(found.dates) == 1:
        return None
    days = [found.dates[int(mark[1:])] for mark in MARK.findall(found.text)]
    answers: tuple[Callable[[], str | None], ...] = (
        lambda: age(found.text, days, today, is_moved=is_moved),
        lambda: length_of(found, today),
        lambda: (
            None
            if is_moved and not COUNT.search(found.text)
            else distance(found.text, days, today, rounding.text if rounding.is_asked else None)
        ),
        lambda: about_one(found.text, days, today, is_moved=is_moved),
        lambda: comparison(found.text, days),
        lambda: date_itself(found.text, days, is_moved=is_moved, is_computed=found.is_computed),
    )
    return next((said for answer in answers if (said := answer()) is not None), None)


def _name_previous(found: Marked, previous: date) -> None:
    """Marks the earlier result where a word means it, or where no other date is named."""
    has_date = MARK.search(found.text) is not None
    pattern = _PRONOUN if not has_date or COUNT.search(found.text) else _STRONG_PRONOUN
    text = pattern.sub(lambda _: found.mark(previous), found.text, count=1)
    if text == found.text and not has_date:
        text = f"{found.mark(previous)}: {text}" if "¤" in text else f"{text.rstrip(' ?.!')} of {found.mark(previous)}"
    found.text = text


def _apply_offsets(found: Marked, today: date, previous: date | None) -> bool:
    """Replace spans with the dates that they lead to; whether there was one."""
    is_moved = False
    while True:
        for pattern, sign in (*_OFFSETS, *_FROM_TODAY):
            if match := re.search(pattern, found.text):
                groups = match.groupdict()
                base = found.dates[int(groups["date"])] if groups.get("date") else _base(found, previous or today)
                span = found.spans[int(groups["span"] or groups["span2"])]
                moved = span.after(base, sign)
                if moved is None:
                    return is_moved
                found.text = f"{found.text[: match.start()]} {found.mark(moved)} {found.text[match.end() :]}"
                is_moved = True
                break
        else:
            return _apply_loose(found, today) or is_moved


def _base(found: Marked, otherwise: date) -> date:
    """The one date in the text, which is taken out of it."""
    marks = MARK.findall(found.text)
    if len(marks) != 1:
        return otherwise
    found.text = found.text.replace(marks[0], " " * len(marks[0]), 1)
    return found.dates[int(marks[0][1:])]


def _apply_loose(found: Marked, today: date) -> bool:
    """One date and one span, whatever stands between them."""
    marks, spans = MARK.findall(found.text), re.findall(r"¤\d+", found.text)
    if len(marks) != 1 or len(spans) not in (1, 2) or COUNT.search(found.text.replace(spans[0], "")):
        return False
    day: date | None = found.dates[int(marks[0][1:])]
    sign = -1 if _BACKWARDS.search(found.text) else 1
    if sign == 1 and not _FORWARDS.search(found.text):
        return False
    for span in spans:
        day = found.spans[int(span[1:])].after(day, sign) if day else None
        found.text = found.text.replace(span, "", 1)
    if day is None:
        return False
    found.text = found.text.replace(marks[0], found.mark(day), 1)
    return True
