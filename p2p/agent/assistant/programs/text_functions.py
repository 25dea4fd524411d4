"""The functions of reply programs that make texts."""

import re
from fractions import Fraction

from p2p.agent.assistant.language.calendar_names import MONTHS, WEEKDAYS
from p2p.agent.assistant.language.numbers import number_words
from p2p.agent.assistant.programs.values import (
    MAX_ITEMS,
    MAX_NUMBER_CHARS,
    MAX_TEXT,
    VOWELS,
    ProgramError,
    Value,
    bounded,
    each,
    each_number,
    items_of,
    joined,
    number_in,
    place_in,
    text_of,
    whole_in,
)

_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_LABEL = re.compile(r"\d+|(?<![A-Za-z])[A-Za-z](?![A-Za-z\d])")
_ORDER = (WEEKDAYS, MONTHS)


def upper(value: Value) -> Value:
    """All letters large."""
    return each(str.upper, value)


def lower(value: Value) -> Value:
    """All letters small."""
    return each(str.lower, value)


def capitalize(value: Value) -> Value:
    """The first letter large, the others as they are."""
    return each(lambda text: text[:1].upper() + text[1:], value)


def title(value: Value) -> Value:
    """The first letter of each word large, the others as they are."""
    return each(lambda text: re.sub(r"(?<!\S)\S", lambda match: match[0].upper(), text), value)


def swapcase(value: Value) -> Value:
    """Large letters small and small ones large."""
    return each(str.swapcase, value)


def alternate(value: Value) -> Value:
    """Letters small and large in turn, the first one small."""

    def one(text: str) -> str:
        made, number = "", 0
        for letter in text:
            made += (letter.upper() if number % 2 else letter.lower()) if letter.isalpha() else letter
            number += letter.isalpha()
        return made

    return each(one, value)


def backwards(value: Value) -> Value:
    """The characters from the last to the first."""
    return each(lambda text: text[::-1], value)


def strip(value: Value) -> Value:
    """Without blanks around it."""
    return each(str.strip, value)


def concat(*values: Value) -> Value:
    """One text behind the other; with a list, once for each of its items, and of several lists item by item."""
    lists = [value for value in values if isinstance(value, list)]
    if not lists:
        return text_of("".join(text_of(value) for value in values))
    length = min(len(one) for one in lists)
    if length > MAX_ITEMS or length * sum(len(value) for value in values if isinstance(value, str)) > MAX_TEXT:
        raise ProgramError("the list is too long")
    rows = [[value[place] if isinstance(value, list) else value for value in values] for place in range(length)]
    return bounded([concat(*row) for row in rows])


def join(values: Value, mark: Value) -> Value:
    """The items with `mark` between them."""
    return joined([text_of(item) for item in items_of(values)], text_of(mark))


def join_last(values: Value, mark: Value, last: Value) -> Value:
    """The items with `mark` between them, and `last` between the last two."""
    items = [text_of(item) for item in items_of(values)]
    return items[0] if len(items) == 1 else joined([joined(items[:-1], text_of(mark)), items[-1]], text_of(last))


def repeat(value: Value, times: Value, mark: Value = "") -> Value:
    """`value` so many times with `mark` between."""
    number = whole_in(times)
    if number < 0 or number * (len(text_of(value)) + len(text_of(mark))) > MAX_TEXT:
        raise ProgramError("so often cannot be")
    return text_of(mark).join([text_of(value)] * number)


def replace(value: Value, old: Value, new: Value) -> Value:
    """Each `old` becomes `new`; a word only where it stands as one, if it does anywhere."""
    before, after = text_of(old), text_of(new)
    if not before:
        raise ProgramError("nothing is to be replaced")

    def one(text: str) -> str:
        if before not in text:
            return text
        as_word = re.compile(rf"(?<!\w){re.escape(before)}(?!\w)")
        if not (before[0].isalnum() and before[-1].isalnum() and as_word.search(text)):
            as_word = re.compile(re.escape(before))
        return joined(as_word.split(text), after)

    return each(one, value)


def remove(value: Value, part: Value) -> Value:
    """Without each `part`, and without the blanks that this leaves double."""
    made = replace(value, part, "")
    return each(lambda text: re.sub(r" +([,.!?;:])", r"\1", re.sub(r" {2,}", " ", text)).strip(), made) if text_of(part).strip() else made


def replace_characters(value: Value, characters: Value, new: Value) -> Value:
    """Each of the `characters` becomes `new`."""
    some, after = set(text_of(characters)), text_of(new)
    return each(lambda text: _replaced(text, some, after), value)


def _replaced(text: str, some: set[str], after: str) -> str:
    if sum(letter in some for letter in text) * len(after) > MAX_TEXT:
        raise ProgramError("the text is too long")
    return "".join(after if letter in some else letter for letter in text)


def remove_vowels(value: Value) -> Value:
    """Without a, e, i, o and u."""
    return replace_characters(value, VOWELS + VOWELS.upper(), "")


def remove_punctuation(value: Value) -> Value:
    """Letters, digits and blanks alone."""
    return each(lambda text: "".join(letter for letter in text if letter.isalnum() or letter.isspace()), value)


def drop_end(value: Value, end: Value) -> Value:
    """Without `end` behind, where it stands there."""
    tail = text_of(end)
    return each(lambda text: text.removesuffix(tail), value)


def drop_start(value: Value, start: Value) -> Value:
    """Without `start` in front, where it stands there."""
    head = text_of(start)
    return each(lambda text: text.removeprefix(head), value)


def slice_text(value: Value, first: Value, last: Value) -> Value:
    """The characters from the place `first` to the place `last`, which begin at 1 and count from the end below 0."""

    def one(text: str) -> str:
        begin, end = (place_in(text, place) for place in (first, last))
        return text[max(begin - 1, 0) : end]

    return each(one, value)


def acronym(value: Value) -> Value:
    """The first characters of the words, one behind the other."""
    return "".join(word[0] for word in re.split(r"[\s-]+", text_of(value).strip()) if word)


def spell(value: Value, mark: Value) -> Value:
    """The letters with `mark` between them."""
    return each(lambda text: joined([letter for letter in text if not letter.isspace()], text_of(mark)), value)


def number_items(values: Value, label: Value) -> Value:
    """Each item behind its label: the first one's is given, the next ones count on ("1. ", "a) ", "Step 1: ")."""
    first = text_of(label)
    if (found := _LABEL.search(first)) is None or len(found[0]) > MAX_NUMBER_CHARS:
        raise ProgramError("nothing counts in the label")
    items = items_of(values)

    def at(place: int) -> str:
        mark = str(int(found[0]) + place).rjust(len(found[0]), "0") if found[0].isdecimal() else text_of(shift(found[0], Fraction(place)))
        return first[: found.start()] + mark + first[found.end() :]

    return [text_of(at(place) + text_of(item)) for place, item in enumerate(items)]


def in_words(value: Value) -> Value:
    """A whole number in words: "twenty-one"."""

    def one(number: Fraction) -> str:
        if number.denominator != 1 or abs(number) >= 10**6:
            raise ProgramError("only whole numbers below a million are written in words")
        return f"{'minus ' if number < 0 else ''}{number_words(abs(int(number)))}"

    return each_number(one, value)


def in_roman(value: Value) -> Value:
    """A whole number in Roman numerals."""

    def one(number: Fraction) -> str:
        left, made = whole_in(number), ""
        if not 0 < left < 4000:
            raise ProgramError("only 1 to 3999 have Roman numerals")
        for worth, sign in _ROMAN:
            made, left = made + sign * (left // worth), left % worth
        return made

    return each_number(one, value)


def ordinal(value: Value) -> Value:
    """A whole number with the ending of an ordinal: "1st", "2nd"."""

    def one(number: Fraction) -> str:
        whole = whole_in(number)
        return f"{whole}{'th' if abs(whole) % 100 in (11, 12, 13) else {1: 'st', 2: 'nd', 3: 'rd'}.get(abs(whole) % 10, 'th')}"

    return each_number(one, value)


def decimals(value: Value, places: Value) -> Value:
    """A number with so many digits behind the point, noughts too."""
    width = whole_in(places)
    if not 0 <= width <= 20:
        raise ProgramError("so many decimals cannot be")

    def one(number: Fraction) -> str:
        scaled = (abs(number) * 10**width + Fraction(1, 2)).__floor__()
        digits = str(scaled).rjust(width + 1, "0")
        return f"{'-' if number < 0 and scaled else ''}{digits[: len(digits) - width]}{'.' if width else ''}{digits[len(digits) - width :]}"

    return each_number(one, value)


def thousands(value: Value) -> Value:
    """A number with commas between its thousands."""

    def one(number: Fraction) -> str:
        whole, point, rest = text_of(abs(number)).partition(".")
        return f"{'-' if number < 0 else ''}{int(whole):,}{point}{rest}"

    return each_number(one, value)


def pad(value: Value, width: Value, character: Value) -> Value:
    """`value` with the character in front of it until it is so wide."""
    mark, size = text_of(character), whole_in(width)
    if len(mark) != 1:
        raise ProgramError("one character fills")
    if size > MAX_ITEMS:
        raise ProgramError("so wide cannot be")
    return each(lambda text: text.rjust(size, mark), value)


def shift(value: Value, steps: Value) -> Value:
    """So many steps on from a number, a letter, a weekday or a month; weekdays and months begin again."""
    text, number = text_of(value).strip(), whole_in(steps)
    for names in _ORDER:
        if text.casefold() in names:
            name = names[(names.index(text.casefold()) + number) % len(names)]
            return name.capitalize() if text[:1].isupper() else name
    if len(text) == 1 and text.isascii() and text.isalpha():
        moved = chr(ord(text) + number)
        if moved.isascii() and moved.isalpha() and moved.isupper() == text.isupper():
            return moved
        raise ProgramError("the alphabet ends")
    return number_in(value) + number
