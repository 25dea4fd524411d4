"""By what items are chosen and put in order."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from fractions import Fraction

from p2p.agent.assistant.language.calendar_names import MONTHS, WEEKDAYS
from p2p.agent.assistant.language.numbers import number_of

Criterion = Callable[[str], bool]
VOWELS = "aeiou"
_DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d %B %Y", "%B %d %Y", "%d %b %Y", "%H:%M", "%Y", "%B", "%d %B", "%B %d")


def letters_of(item: str) -> str:
    """The letters and digits of an item, without its marks."""
    return "".join(letter for letter in item if letter.isalnum())


def beginning(side: str, operand: str) -> Criterion:
    """Whether an item begins with, ends with or contains what is named: a text, a vowel, a consonant, a capital, a digit."""
    kinds = {
        "cap": "[A-Z]",
        "small": "[a-z]",
        "U.vowel": f"[{VOWELS}]",
        "U.consonant": "[b-df-hj-np-tv-z]",
        "U.digit": r"\d",
        "U.number": r"\d",
    }
    pattern = kinds.get(operand, re.escape(operand))
    place = {"starts": f"^{pattern}", "ends": f"{pattern}$"}.get(side, pattern)
    flags = re.NOFLAG if operand in ("cap", "small") else re.IGNORECASE
    return lambda item: re.search(place, item, flags) is not None


def measured(measure: Callable[[str], Fraction | int | None], relation: str, limit: int) -> Criterion:
    """Whether what is measured of an item is over, under or equal to a limit."""
    compare: dict[str, Callable[[Fraction | int], bool]] = {
        "over": lambda size: size > limit,
        "under": lambda size: size < limit,
        "atleast": lambda size: size >= limit,
        "atmost": lambda size: size <= limit,
        "equal": lambda size: size == limit,
        "multiple": lambda size: limit != 0 and size % limit == 0,
        "parity": lambda size: size % 2 == limit,
    }
    return lambda item: (size := measure(item)) is not None and compare[relation](size)


def num_letters(item: str) -> int:
    """How many letters an item has."""
    return len(letters_of(item))


def is_palindrome(item: str) -> bool:
    """Whether an item reads the same in both directions."""
    letters = letters_of(item.casefold())
    return letters == letters[::-1]


def has_doubled(item: str) -> bool:
    """Whether a letter of an item stands twice in a row."""
    return re.search(r"([^\W\d_])\1", item.casefold()) is not None


def key_of(measure: str, items: Sequence[str]) -> Callable[[str], Fraction | int | str | datetime] | None:
    """By what items are put in order; None where one of them has no such measure."""
    if measure == "natural":
        measure = "size" if all(number_of(item) is not None for item in items) else "date" if all(map(_moment, items)) else "alphabet"
    if measure == "size" and any(number_of(item) is None for item in items):
        measure = "date" if all(map(_moment, items)) else "quantity"
    keys: dict[str, Callable[[str], Fraction | int | str | datetime | None]] = {
        "length": num_letters,
        "words": lambda item: len(item.split()),
        "vowels": lambda item: sum(letter in VOWELS for letter in item.casefold()),
        "size": number_of,
        "quantity": _quantity,
        "date": _moment,
        "alphabet": str.casefold,
    }
    key = keys[measure]
    return None if any(key(item) is None for item in items) else lambda item: key(item) or 0


def _quantity(item: str) -> Fraction | None:
    found = re.search(r"-?\d+(?:\.\d+)?", item)
    return Fraction(found.group()) if found else None


def _moment(item: str) -> datetime | None:
    for form in _DATES:
        try:
            return datetime.strptime(
                f"2000 {item.replace(',', '')}" if "%Y" not in form else item.replace(",", ""), form if "%Y" in form else f"%Y {form}"
            )
        except ValueError:
            continue
    return None


def odd_one(items: Sequence[str]) -> str | None:
    """The only item that differs from all the others in what they share; None where none or several do."""
    tests: tuple[Criterion, ...] = (
        *(_is_of(names) for names in CLASSES),
        lambda item: number_of(item) is not None,
        str.isupper,
        str.istitle,
    )
    for test in tests:
        for wanted in (False, True):
            found = [item for item in items if test(item) is wanted]
            if len(found) == 1 and len(items) > 2:
                return found[0]
    return None


def out_of_order(items: Sequence[str]) -> str | None:
    """The only item without which the others stand in the order of the alphabet."""
    words = [item.casefold() for item in items]
    rests = [[*words[:place], *words[place + 1 :]] for place in range(len(words))]
    found = [place for place, rest in enumerate(rests) if rest == sorted(rest)]
    largest = max(found, key=lambda place: abs(place - sorted(words).index(words[place])), default=None)
    return None if largest is None or words == sorted(words) else items[largest]


def _is_of(names: frozenset[str]) -> Criterion:
    return lambda item: item.casefold() in names


CLASSES_IN_ORDER: tuple[Sequence[str], ...] = tuple(
    names.split()
    for names in (
        " ".join(WEEKDAYS),
        " ".join(MONTHS),
        "spring summer autumn winter",
        "north east south west",
        "zero one two three four five six seven eight nine ten eleven twelve",
        "mercury venus earth mars jupiter saturn uranus neptune",
        "mon tue wed thu fri sat sun",
        "jan feb mar apr may jun jul aug sep oct nov dec",
    )
)
"""Small closed groups of names that have an order."""
KINDS = {
    "colour": "red orange yellow green blue purple violet pink brown black white grey gray teal turquoise maroon indigo beige crimson scarlet gold silver lilac magenta",
    "fruit": "apple pear plum cherry peach apricot banana mango orange lemon lime grape fig kiwi melon quince strawberry raspberry blueberry pineapple papaya",
    "animal": "dog cat cow horse sheep goat pig hen duck goose rabbit mouse fox wolf bear lion tiger zebra elephant monkey eagle owl shark salmon",
    "weekday": " ".join(CLASSES_IN_ORDER[0]),
    "month": " ".join(CLASSES_IN_ORDER[1]),
    "season": "spring summer autumn fall winter",
    "planet": " ".join(CLASSES_IN_ORDER[5]),
    "number": "",
}
"""Names of one kind, by the kind."""
CLASSES = tuple(frozenset(names) for names in (*CLASSES_IN_ORDER, *(names.split() for names in KINDS.values())))
"""Groups of names of one kind."""


def is_a(kind: str) -> Criterion:
    """Whether an item is a name of a kind."""
    names = KINDS[kind].split()
    return lambda item: (
        item.casefold().rstrip("s") in names or item.casefold() in names or (kind == "number" and number_of(item) is not None)
    )
