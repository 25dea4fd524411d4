"""How a sequence goes on."""

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise

from p2p.agent.assistant.language.numbers import decimal_text, number_of
from p2p.agent.assistant.workings.criteria import CLASSES_IN_ORDER

MAX_MORE = 50
"""So many items at most follow."""


def continued(items: Sequence[str], num_more: int) -> list[str] | None:
    """The items that follow those of a sequence; None where it has no rule that is known."""
    if not len(items) >= 2 or not 0 < num_more <= MAX_MORE:
        return None
    found: list[str] = []
    for _ in range(num_more):
        following = next((made for rule in _RULES if (made := rule([*items, *found])) is not None), None)
        if following is None:
            return None
        found.append(following)
    return found


def _of_numbers(items: Sequence[str]) -> str | None:
    numbers = [number for item in items if (number := number_of(item)) is not None]
    if len(numbers) < len(items) or len(numbers) < 3:
        return None
    following = _next_number(numbers)
    return None if following is None else decimal_text(following)


def _next_number(numbers: Sequence[Fraction]) -> Fraction | None:
    """The next number by equal steps, equal ratios, the sum of the two before, or steps that follow such a rule."""
    steps = [later - earlier for earlier, later in pairwise(numbers)]
    if len(set(steps)) == 1:
        return numbers[-1] + steps[0]
    if 0 not in numbers and len({later / earlier for earlier, later in pairwise(numbers)}) == 1:
        return numbers[-1] * numbers[-1] / numbers[-2]
    if len(numbers) > 3 and all(a + b == c for a, b, c in zip(numbers, numbers[1:], numbers[2:], strict=False)):
        return numbers[-1] + numbers[-2]
    if (cycled := _period(numbers)) is not None:
        return numbers[-cycled]
    if len(steps) < 3 or (step := _next_number(steps)) is None:
        return None
    return numbers[-1] + step


def _period(items: Sequence[object]) -> int | None:
    """After how many items they come again; None where they have not yet come twice, or once and a half where they are three and more."""
    return next(
        (size for size in range(1, len(items) // 2 + 1) if all(items[place] == items[place - size] for place in range(size, len(items)))),
        None,
    )


def _cycled(items: Sequence[str]) -> str | None:
    size = _period(items)
    return None if size is None else items[-size]


def _named(items: Sequence[str]) -> str | None:
    """The next weekday, month or season."""
    words = [item.casefold() for item in items]
    for names in map(list, CLASSES_IN_ORDER):
        if all(word in names for word in words):
            places = [names.index(word) for word in words]
            steps = {(later - earlier) % len(names) for earlier, later in pairwise(places)}
            if len(steps) == 1:
                name = names[(places[-1] + steps.pop()) % len(names)]
                return name.title() if items[-1].istitle() else name
    return None


def _of_letters(items: Sequence[str]) -> str | None:
    """The next group of letters, each of which goes on by equal steps; the next of numbers among them."""
    if len({len(item) for item in items}) != 1 or not all(re.fullmatch(r"[A-Za-z0-9]+", item) for item in items):
        return None
    made = ""
    for column in zip(*items, strict=True):
        codes = [ord(letter) for letter in column]
        steps = {later - earlier for earlier, later in pairwise(codes)}
        letter = chr(codes[-1] + steps.pop()) if len(steps) == 1 else ""
        if not letter.isalnum():
            return None
        made += letter
    return made


def _numbered(items: Sequence[str]) -> str | None:
    """The next of items that only differ by a number."""
    parts = [re.fullmatch(r"(\D*)(\d+)(\D*)", item) for item in items]
    found = [part for part in parts if part is not None]
    if len(found) < len(items) or len({(part[1], part[3]) for part in found}) != 1:
        return None
    following = _of_numbers([part[2] for part in found])
    return None if following is None else f"{found[0][1]}{following}{found[0][3]}"


_RULES: tuple[Callable[[Sequence[str]], str | None], ...] = (_of_numbers, _named, _cycled, _of_letters, _numbered)
