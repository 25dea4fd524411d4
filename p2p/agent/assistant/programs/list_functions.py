"""The functions of reply programs that make lists, or choose from them."""

import re
from collections.abc import Callable
from fractions import Fraction

from p2p.agent.assistant.programs.values import (
    MAX_ITEMS,
    MAX_TEXT,
    VOWELS,
    ProgramError,
    Value,
    bounded,
    items_of,
    joined,
    number_in,
    order_of,
    place_in,
    text_of,
    whole_in,
)

_NUMBER = re.compile(r"(?<![\d.])(?<!\d-)(?:(?<!\w)-)?\d+(?:\.\d+)?")


def items(value: Value) -> Value:
    """The items of a text, see `items_of`."""
    return items_of(value)


def make_list(*values: Value) -> Value:
    """The values as a list."""
    return list(values)


def words(value: Value) -> Value:
    """What blanks part."""
    return bounded(text_of(value).split())


def letters(value: Value) -> Value:
    """Each character but the blanks."""
    return bounded([letter for letter in text_of(value) if not letter.isspace()])


def lines(value: Value) -> Value:
    """The lines that are not empty."""
    return bounded([line.strip() for line in text_of(value).splitlines() if line.strip()])


def split(value: Value, mark: Value) -> Value:
    """The parts between the marks, without blanks around them."""
    if not (between := text_of(mark)):
        return letters(value)
    return bounded([part.strip() for part in text_of(value).split(between) if part.strip()])


def sentences(value: Value) -> Value:
    """The sentences, each with the mark at its end."""
    return bounded([part.strip() for part in re.split(r"(?<=[.!?])\s+", text_of(value).strip()) if part.strip()])


def numbers_in(value: Value) -> Value:
    """The numbers that stand in a text in digits, or those of a list."""
    return bounded([number_in(found) for found in _NUMBER.findall(text_of(value))])


def numbers(value: Value) -> Value:
    """The items as numbers."""
    return [number_in(item) for item in items_of(value)]


def vowels(value: Value) -> Value:
    """The vowels of a text, in their order."""
    return bounded([letter for letter in text_of(value) if letter.casefold() in VOWELS])


def consonants(value: Value) -> Value:
    """The consonants of a text, in their order."""
    return bounded([letter for letter in text_of(value) if letter.isalpha() and letter.casefold() not in VOWELS])


def first(value: Value, number: Value) -> Value:
    """So many items from the front."""
    return items_of(value)[: _natural(number)]


def last(value: Value, number: Value) -> Value:
    """So many items from the end."""
    some = items_of(value)
    return some[max(len(some) - _natural(number), 0) :]


def drop_first(value: Value, number: Value) -> Value:
    """All but so many items at the front."""
    return items_of(value)[_natural(number) :]


def drop_last(value: Value, number: Value) -> Value:
    """All but so many items at the end."""
    some = items_of(value)
    return some[: max(len(some) - _natural(number), 0)]


def nth(value: Value, place: Value) -> Value:
    """The item at a place, which begins at 1 and counts from the end below 0."""
    some, number = items_of(value), whole_in(place)
    if number == 0 or not -len(some) <= number <= len(some):
        raise ProgramError("there is no such place")
    return some[number - 1 if number > 0 else number]


def middle(value: Value) -> Value:
    """The item in the middle of an odd number of them."""
    some = items_of(value)
    if len(some) % 2 == 0:
        raise ProgramError("no item is in the middle")
    return some[len(some) // 2]


def slice_list(value: Value, begin: Value, end: Value) -> Value:
    """The items from one place to another, both counted from 1, below 0 from the end."""
    some = items_of(value)
    lower, upper = place_in(some, begin), place_in(some, end)
    return some[max(lower - 1, 0) : upper]


def every(value: Value, begin: Value, step: Value) -> Value:
    """The items from a place on, and of those each `step`th."""
    start, width = _natural(begin), _natural(step)
    if not start or not width:
        raise ProgramError("places begin at 1")
    return items_of(value)[start - 1 :: width]


def drop_nth(value: Value, place: Value) -> Value:
    """All items but the one at a place."""
    nth(value, place)
    some, number = items_of(value), whole_in(place)
    del some[number - 1 if number > 0 else number]
    return some


def without(value: Value, *others: Value) -> Value:
    """The items that none of the others are, capitals aside."""
    unwanted = {text_of(item).casefold() for other in others for item in (other if isinstance(other, list) else [other])}
    return [item for item in items_of(value) if text_of(item).casefold() not in unwanted]


def extend(*values: Value) -> Value:
    """The items of one list behind those of the other; a text is one item."""
    return bounded([item for value in values for item in (value if isinstance(value, list) else [value])])


def insert(value: Value, place: Value, item: Value) -> Value:
    """The list with an item put at a place."""
    some = items_of(value)
    before = whole_in(place)
    number = before if before > 0 else len(some) + before + 2
    if not 1 <= number <= len(some) + 1:
        raise ProgramError("there is no such place")
    some.insert(number - 1, item)
    return some


def set_nth(value: Value, place: Value, item: Value) -> Value:
    """The list with another item at a place."""
    nth(value, place)
    some, number = items_of(value), whole_in(place)
    some[number - 1 if number > 0 else number] = item
    return some


def swap(value: Value, one: Value, other: Value) -> Value:
    """The list with the items of two places exchanged."""
    some = items_of(value)
    return set_nth(set_nth(some, one, nth(some, other)), other, nth(some, one))


def reverse_list(value: Value) -> Value:
    """The items from the last to the first."""
    return items_of(value)[::-1]


def rotate(value: Value, steps: Value) -> Value:
    """So many items moved from the front to the end; below 0 from the end to the front."""
    some = items_of(value)
    turn = whole_in(steps) % len(some) if some else 0
    return some[turn:] + some[:turn]


def sort(value: Value) -> Value:
    """The items from the least to the greatest, or by the alphabet."""
    return sorted(items_of(value), key=order_of)


def sort_down(value: Value) -> Value:
    """The items from the greatest to the least, or against the alphabet."""
    return sorted(items_of(value), key=order_of, reverse=True)


def sort_by_length(value: Value) -> Value:
    """The items from the shortest to the longest."""
    return sorted(items_of(value), key=_length)


def sort_by_length_down(value: Value) -> Value:
    """The items from the longest to the shortest."""
    return sorted(items_of(value), key=lambda item: -_length(item))


def unique(value: Value) -> Value:
    """Each item once, where it first stands."""
    once: dict[str, Value] = {}
    for item in items_of(value):
        once.setdefault(text_of(item).casefold(), item)
    return list(once.values())


def longest(value: Value) -> Value:
    """The first of the items with the most characters."""
    return max(_some(value), key=_length)


def shortest(value: Value) -> Value:
    """The first of the items with the fewest characters."""
    return min(_some(value), key=_length)


def largest(value: Value) -> Value:
    """The greatest item, or the last one in the alphabet."""
    return max(_some(value), key=order_of)


def smallest(value: Value) -> Value:
    """The least item, or the first one in the alphabet."""
    return min(_some(value), key=order_of)


def interleave(one: Value, other: Value) -> Value:
    """The items of two lists in turn."""
    return [item for pair in zip(items_of(one), items_of(other), strict=False) for item in pair]


def groups(value: Value, size: Value, mark: Value) -> Value:
    """So many items each, joined with `mark`, as items."""
    some, width = items_of(value), _natural(size)
    if not width:
        raise ProgramError("a group has an item")
    return [joined([text_of(item) for item in some[place : place + width]], text_of(mark)) for place in range(0, len(some), width)]


def from_to(begin: Value, end: Value, step: Value = Fraction(1)) -> Value:
    """The numbers, or the letters, from one to the other, up or down."""
    width = abs(number_in(step))
    if isinstance(begin, str) and len(begin) == 1 and begin.isalpha():
        after = text_of(end)
        if not (
            len(after) == 1 and f"{begin}{after}".isascii() and after.isalpha() and begin.isupper() == after.isupper() and whole_in(width)
        ):
            raise ProgramError("letters go from one to another of their kind")
        way = 1 if after >= begin else -1
        return [chr(code) for code in range(ord(begin), ord(after) + way, way * whole_in(width))]
    low, high = number_in(begin), number_in(end)
    if not width or abs(high - low) / width >= MAX_ITEMS:
        raise ProgramError("the row is too long")
    return [low + place * (width if high >= low else -width) for place in range(int(abs(high - low) / width) + 1)]


def keep_if(kind: Callable[[Value, Value], bool], value: Value, other: Value) -> Value:
    """The items of which `kind` holds beside `other`."""
    some = bounded(items_of(value))
    if isinstance(other, list) or len(text_of(other)) * len(some) > MAX_TEXT:
        raise ProgramError("items are compared with one that is short")
    return [item for item in some if kind(item, other)]


def _natural(value: Value) -> int:
    if (number := whole_in(value)) < 0:
        raise ProgramError("a number below nought counts nothing")
    return number


def _some(value: Value) -> list[Value]:
    if not (some := items_of(value)):
        raise ProgramError("there is nothing to choose from")
    return some


def _length(item: Value) -> int:
    return len(text_of(item))
