"""The functions of reply programs that take parts of texts, count letters on through the alphabet, and work on each item of a list."""

import re
from fractions import Fraction
from itertools import pairwise
from string import ascii_lowercase

from p2p.agent.assistant.programs.list_functions import numbers_in
from p2p.agent.assistant.programs.text_functions import in_roman
from p2p.agent.assistant.programs.values import (
    MAX_TEXT,
    ProgramError,
    Value,
    bounded,
    each,
    each_number,
    items_of,
    number_in,
    text_of,
    whole_in,
)

_ROMAN_LABEL = re.compile(r"i", re.IGNORECASE)
MAX_CONTINUED = 100
"""Terms that a row is continued by at most."""


def before(value: Value, mark: Value) -> Value:
    """The part before the first `mark`, without blanks around it."""
    return each(lambda text: _parted(text, mark)[0], value)


def after(value: Value, mark: Value) -> Value:
    """The part behind the first `mark`, without blanks around it."""
    return each(lambda text: _parted(text, mark)[1], value)


def between(value: Value, one: Value, other: Value) -> Value:
    """The part between two marks, without blanks around it."""
    return before(after(value, one), other)


def _parted(text: str, mark: Value) -> tuple[str, str]:
    sought = text_of(mark)
    if not sought or sought not in text:
        raise ProgramError("it is not there")
    head, _, tail = text.partition(sought)
    return head.strip(), tail.strip()


def keep_digits(value: Value) -> Value:
    """The digits alone."""
    return each(lambda text: "".join(sign for sign in text if sign.isdecimal()), value)


def keep_letters(value: Value) -> Value:
    """The letters alone."""
    return each(lambda text: "".join(sign for sign in text if sign.isalpha()), value)


def remove_digits(value: Value) -> Value:
    """Without digits, and without the blanks that this leaves double."""
    return each(lambda text: re.sub(r" {2,}", " ", re.sub(r"\d", "", text)).strip(), value)


def camel(value: Value) -> Value:
    """The words one behind the other, each but the first with a large letter in front: "myBigDog"."""

    def one(text: str) -> str:
        first, *others = re.findall(r"\w+", text.replace("_", " ").casefold()) or [""]
        return first + "".join(word.capitalize() for word in others)

    return each(one, value)


def pad_end(value: Value, width: Value, character: Value) -> Value:
    """`value` with the character behind it until it is so wide."""
    mark, size = text_of(character), whole_in(width)
    if len(mark) != 1 or size > MAX_TEXT // 10:
        raise ProgramError("one character fills a text up to a small width")
    return each(lambda text: text.ljust(size, mark), value)


def replace_first(value: Value, old: Value, new: Value) -> Value:
    """The first `old` becomes `new`."""
    sought, made = text_of(old), text_of(new)
    return each(lambda text: text_of(_holding(text, sought).replace(sought, made, 1)), value)


def replace_last(value: Value, old: Value, new: Value) -> Value:
    """The last `old` becomes `new`."""
    sought, made = text_of(old), text_of(new)
    return each(lambda text: text_of(made.join(_holding(text, sought).rsplit(sought, 1))), value)


def _holding(text: str, sought: str) -> str:
    if not sought or sought not in text:
        raise ProgramError("it is not there")
    return text


def nth_word(value: Value, place: Value) -> Value:
    """The word at a place of a text, or of each item, from 1, and from the end below 0."""
    number = whole_in(place)

    def one(text: str) -> str:
        words = text.split()
        if not number or not -len(words) <= number <= len(words):
            raise ProgramError("there is no such place")
        return words[number - 1 if number > 0 else number]

    return each(one, value)


def letter_shift(value: Value, steps: Value) -> Value:
    """Each letter so many places on in the alphabet, which begins again."""
    number = whole_in(steps)

    def one(letter: str) -> str:
        if not (letter.isascii() and letter.isalpha()):
            return letter
        moved = ascii_lowercase[(ascii_lowercase.index(letter.casefold()) + number) % 26]
        return moved.upper() if letter.isupper() else moved

    return each(lambda text: "".join(map(one, text)), value)


def letter_at(place: Value) -> Value:
    """The letter at a place of the alphabet, from 1."""

    def one(number: Fraction) -> str:
        if number.denominator != 1 or not 1 <= number <= 26:
            raise ProgramError("the alphabet has 26 letters")
        return ascii_lowercase[int(number) - 1]

    return each_number(one, place)


def letter_place(value: Value) -> Value:
    """The place of a letter in the alphabet, from 1."""

    def one(letter: str) -> Fraction:
        if len(letter) != 1 or not (letter.isascii() and letter.isalpha()):
            raise ProgramError("a letter is needed")
        return Fraction(ascii_lowercase.index(letter.casefold()) + 1)

    return each(one, value)


def add_each(values: Value, number: Value) -> Value:
    """Every number with another added to it."""
    more = number_in(number)
    return each_number(lambda one: one + more, items_of(values))


def multiply_each(values: Value, number: Value) -> Value:
    """Every number so many times."""
    times = number_in(number)
    return each_number(lambda one: one * times, items_of(values))


def common(one: Value, other: Value) -> Value:
    """The items of the first list that the other has too, capitals aside."""
    there = {text_of(item).casefold() for item in items_of(other)}
    return [item for item in items_of(one) if text_of(item).casefold() in there]


def continue_row(values: Value, number: Value) -> Value:
    """So many next terms of numbers or letters at equal distances, or of numbers that grow by the same factor."""
    some, size = items_of(values), whole_in(number)
    if not 1 <= size <= MAX_CONTINUED:
        raise ProgramError("a row is continued by a few terms")
    if all(isinstance(item, str) and len(item) == 1 and item.isascii() and item.isalpha() for item in some):
        return _letters_on([text_of(item) for item in some], size)
    terms = [number_in(item) for item in some]
    steps = {after - before for before, after in pairwise(terms)}
    if len(steps) == 1:
        step = steps.pop()
        return [terms[-1] + step * place for place in range(1, size + 1)]
    factors = {after / before for before, after in pairwise(terms) if before}
    if len(terms) < 3 or len(factors) != 1 or not all(terms):
        raise ProgramError("nothing says how the row goes on")
    factor = factors.pop()
    if size > 40 or abs(factor) > 1000:
        raise ProgramError("the number is too long")
    return [terms[-1] * factor**place for place in range(1, size + 1)]


def _letters_on(some: list[str], size: int) -> list[Value]:
    places = [ord(letter) for letter in some]
    steps = {after - before for before, after in pairwise(places)}
    if len(steps) != 1:
        raise ProgramError("nothing says how the row goes on")
    step = steps.pop()
    made = [chr(places[-1] + step * place) for place in range(1, size + 1) if 0 < places[-1] + step * place < 128]
    if len(made) < size or any(not letter.isalpha() or letter.isupper() != some[0].isupper() for letter in made):
        raise ProgramError("the alphabet ends")
    return list(made)


def roman_items(values: Value, label: Value) -> Value:
    """Each item behind its label, whose first "i" counts on in Roman numerals."""
    first = text_of(label)
    if (found := _ROMAN_LABEL.search(first)) is None:
        raise ProgramError("nothing counts in the label")

    def at(place: int) -> str:
        numeral = text_of(in_roman(Fraction(place)))
        return first[: found.start()] + (numeral if found[0].isupper() else numeral.lower()) + first[found.end() :]

    return bounded([text_of(at(place) + text_of(item)) for place, item in enumerate(items_of(values), 1)])


def sort_by_number(values: Value) -> Value:
    """The items by the first number that stands in each."""
    return sorted(items_of(values), key=_number_of_item)


def sort_by_number_down(values: Value) -> Value:
    """The items by the first number that stands in each, the greatest first."""
    return sorted(items_of(values), key=lambda item: -_number_of_item(item))


def _number_of_item(item: Value) -> Fraction:
    found = numbers_in(text_of(item))
    if not isinstance(found, list) or not found:
        raise ProgramError("no number stands in it")
    return number_in(found[0])


def sort_by_last_word(values: Value) -> Value:
    """The items by their last words, by the alphabet."""
    return sorted(items_of(values), key=lambda item: text_of(item).casefold().split()[-1:])


def repeated(values: Value) -> Value:
    """The items that stand there more than once, capitals aside, each once."""
    some = items_of(values)
    said = [text_of(item).casefold() for item in some]
    return [item for place, item in enumerate(some) if said.count(said[place]) > 1 and said.index(said[place]) == place]
