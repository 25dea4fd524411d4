"""The values of reply programs, and how one kind stands in for another.

A value is a text, a number, true or false, nothing, a list of values, or an object of JSON.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from p2p.agent.assistant.language.numbers import ORDINALS, decimal_text, number_of

Value: TypeAlias = "str | Fraction | bool | Sequence[Value] | Mapping[str, Value] | None"

MAX_TEXT = 10_000
"""Characters of the longest text that a program may make."""
MAX_ITEMS = 1_000
"""Items of the longest list that a program may make."""

MAX_BITS = 400
"""Bits of the numerator and of the denominator of the longest number that a program may work with."""
MAX_NUMBER_CHARS = 100
"""Characters of the longest number that is read."""
_COUNTS = {"once": 1, "twice": 2, "thrice": 3, "double": 2, "triple": 3, "both": 2, "pair": 2, "couple": 2, "single": 1, "an": 1, "a": 1}
_DIGITS = re.compile(r"x?\s*([-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(?:x|st|nd|rd|th|times)?", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2})[:h](\d{2})\s*(am|pm|[ap]\.m\.)?|(\d{1,2})\s*(am|pm|[ap]\.m\.)", re.IGNORECASE)
MINUTES_A_DAY = 24 * 60
VOWELS = "aeiou"
_QUOTES = "\"'“”‘’«»`"
_BRACKETS = {"(": ")", "[": "]", "{": "}"}


class ProgramError(ValueError):
    """A program that has no value: an argument of the wrong kind, a place that is not there, a result that is too large."""


def text_of(value: Value) -> str:
    """`value` as it is written in a reply; a list with commas."""
    if isinstance(value, str):
        text = value
    elif isinstance(value, bool) or value is None or isinstance(value, Mapping):
        text = json_of(value)
    elif isinstance(value, Fraction):
        text = decimal_text(value)
    else:
        text = ", ".join(text_of(item) for item in value)
    if len(text) > MAX_TEXT:
        raise ProgramError("the text is too long")
    return text


def number_in(value: Value) -> Fraction:
    """`value` as a number; a text may be one in digits or in words, an ordinal, or a word such as "twice"."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool) or not isinstance(value, str):
        raise ProgramError("a number is needed")
    text = value.strip().strip(_QUOTES).casefold()
    if len(text) > MAX_NUMBER_CHARS:
        raise ProgramError("the number is too long")
    if text in ORDINALS:
        return Fraction(ORDINALS[text])
    if text in _COUNTS:
        return Fraction(_COUNTS[text])
    if digits := _DIGITS.fullmatch(text):
        return Fraction(digits[1].replace(",", ""))
    if (number := number_of(text)) is None:
        raise ProgramError("a number is needed")
    return number


def whole_in(value: Value) -> int:
    """`value` as a whole number of a size that a list or a text may have."""
    number = number_in(value)
    if number.denominator != 1 or abs(number) > MAX_TEXT:
        raise ProgramError("a small whole number is needed")
    return int(number)


def place_in(some: Sequence[object], place: Value) -> int:
    """A place from 1, which counts from the end below 0; nought where it lies before the first.

    Errors: ProgramError for nought itself.
    """
    if not (number := whole_in(place)):
        raise ProgramError("places begin at 1")
    return number if number > 0 else max(len(some) + number + 1, 0)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day: minutes since midnight, whether a day has it, and what of its form is kept."""

    minutes: int
    is_of_day: bool
    has_half: bool
    is_wide: bool

    def later(self, minutes: int) -> str:
        """The time so many minutes later: with am or pm where this one has it, with two digits for the hour where this one has."""
        hours, rest = divmod((self.minutes + minutes) % MINUTES_A_DAY, 60)
        if self.has_half:
            return f"{(hours - 1) % 12 + 1}:{rest:02} {'pm' if hours >= 12 else 'am'}"
        return f"{hours:02}:{rest:02}" if self.is_wide else f"{hours}:{rest:02}"


def clock_in(value: Value) -> Clock | None:
    """The time of day that a text is ("14:30", "9:15 am", "3pm"); None for another value."""
    if not isinstance(value, str) or not (match := _CLOCK.fullmatch(value.strip())):
        return None
    hours, minutes, half = int(match[1] or match[4]), int(match[2] or 0), (match[3] or match[5] or "").casefold().replace(".", "")
    if half:
        hours = hours % 12 + (12 if half == "pm" else 0)
    is_of_day = minutes < 60 and int(match[1] or match[4]) < (13 if half else 24)
    return Clock(hours * 60 + minutes, is_of_day, bool(half), len(match[1] or match[4]) == 2)


def order_of(value: Value) -> tuple[int, Fraction, str]:
    """What values are ordered by: times of day, numbers by size, then texts by their letters."""
    if clock := clock_in(value):
        return -1, Fraction(clock.minutes), ""
    if isinstance(value, str) and value.strip().casefold() in _COUNTS:
        return 1, Fraction(0), value.casefold()
    try:
        return 0, number_in(value), ""
    except ProgramError:
        return 1, Fraction(0), text_of(value).casefold()


def items_of(value: Value) -> list[Value]:
    """`value` as a list; a text is taken apart at its lines, semicolons, bars, slashes, commas with a last "and", "and"s, or blanks: at the first of these that it has."""
    if isinstance(value, str):
        return list(_items_in(value))
    if isinstance(value, Sequence):
        return list(value)
    return [value]


def _items_in(text: str) -> list[str]:
    text = re.sub(r"[^\S\n]+", " ", text.strip().strip(":").strip())
    if text[:1] in _BRACKETS and text.endswith(_BRACKETS[text[0]]) and text.count(text[0]) == 1:
        text = text[1:-1]
    for mark in ("\n", ";", "|", " / ", ","):
        if mark in text:
            parts = text.split(mark)
            if mark in ",;":
                *parts, last = parts
                parts += re.split(r"\s+(?:and|or|then|&)\s+", last.removeprefix(" "), maxsplit=1) if parts else [last]
            break
    else:
        parts = re.split(r",?\s+(?:and then|and|or|then|&)\s+", text)
        parts = text.split() if len(parts) == 1 else parts
    cleaned = [re.sub(r"^(?:and then|and|or|then)\s+", "", part.strip()).strip().strip(_QUOTES) for part in parts]
    return [part for part in cleaned if part]


def each(function: Callable[[str], Value], value: Value) -> Value:
    """`function` of a text, or of each item of a list."""
    if not isinstance(value, str) and isinstance(value, Sequence):
        return [each(function, item) for item in value]
    return function(text_of(value))


def each_number(function: Callable[[Fraction], Value], value: Value) -> Value:
    """`function` of a number, or of each item of a list."""
    if not isinstance(value, str) and isinstance(value, Sequence):
        return [each_number(function, item) for item in value]
    return function(number_in(value))


def checked(value: Value) -> Value:
    """`value`, of a size that the next function can take.

    Errors: ProgramError for a number of too many digits, or for too many items or too much text, however they lie in one another.
    """
    num_characters = 0
    for num_items, part in enumerate(_parts_of(value), start=1):
        if isinstance(part, Fraction) and max(part.numerator.bit_length(), part.denominator.bit_length()) > MAX_BITS:
            raise ProgramError("the number is too long")
        num_characters += len(part) if isinstance(part, str) else 0
        if num_items > MAX_ITEMS or num_characters > MAX_TEXT:
            raise ProgramError("the list is too long" if num_items > MAX_ITEMS else "the text is too long")
    return value


def _parts_of(value: Value) -> Iterator[Value]:
    """What is in a list or an object, and in those in it; another value is its own part."""
    if isinstance(value, Mapping):
        yield from value
        for item in value.values():
            yield from _parts_of(item)
    elif isinstance(value, str) or not isinstance(value, Sequence):
        yield value
    else:
        for item in value:
            yield from _parts_of(item)


def bounded(items: Sequence[Value]) -> list[Value]:
    """`items`, not too many."""
    if len(items) > MAX_ITEMS:
        raise ProgramError("the list is too long")
    return list(items)


def joined(parts: Sequence[str], mark: str) -> str:
    """The parts with `mark` between them, not too long."""
    if sum(map(len, parts)) + len(mark) * (len(parts) - 1) > MAX_TEXT:
        raise ProgramError("the text is too long")
    return mark.join(parts)


def json_of(value: Value) -> str:
    """`value` in JSON, on one line."""
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: Value) -> object:
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, str | bool) or value is None:
        return value
    return [_plain(item) for item in value]
