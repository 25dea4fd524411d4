"""Numbers in words and in digits, exact."""

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache

_SMALL = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * value for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "dozen": 12}
_ORDINALS = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
    "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
]  # fmt: skip
_WORDS = {word: value for value, word in enumerate(_ORDINALS, start=1)} | {
    f"{tens} {_ORDINALS[unit - 1]}": value + unit for tens, value in (("twenty", 20), ("thirty", 30)) for unit in range(1, 10)
}
ORDINALS = _WORDS | {word.replace(" ", "-"): value for word, value in _WORDS.items()} | {"thirtieth": 30}

NUMBER_WORDS = (*_SMALL, *_TENS)
"""The words of which the others are made."""

NUMBER = r"(?<![\w.])[-−]?(?:\d+(?:\.\d+)?|\.\d+)"
"""A number in digits, as a pattern."""

_PIECE = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+|[^\w]+|.", re.DOTALL)
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d|,\d|\.\d*,\d)")
_MAX_DIGITS = 60


@lru_cache(maxsize=1024)
def plain_numbers(text: str) -> str:
    """`text` with its number words as digits and without separators of thousands; `1 first` stays in words."""
    text = _THOUSANDS.sub(lambda match: match.group().replace(",", ""), text)
    pieces = _PIECE.findall(text)
    words = [piece.casefold() for piece in pieces]
    said: list[str] = []
    place = 0
    while place < len(pieces):
        value, after = _number_at(words, place)
        said.append(pieces[place] if value is None else decimal_text(value, 12))
        place = after if value is not None else place + 1
    return "".join(said)


@lru_cache(maxsize=4096)
def number_of(text: str) -> Fraction | None:
    """The number that all of `text` is, in digits or in words."""
    plain = plain_numbers(text.strip().replace("−", "-"))
    try:
        number = Decimal(plain) if len(plain) <= _MAX_DIGITS else None
    except InvalidOperation:
        return None
    return Fraction(number) if number is not None and number.is_finite() and abs(number.adjusted()) < _MAX_DIGITS else None


def decimal_text(value: Fraction, places: int = 6) -> str:
    """`value` rounded half to even to `places` decimals, without zeros at its end."""
    scaled = round(value * 10**places)
    sign, digits = "-" if scaled < 0 else "", str(abs(scaled)).rjust(places + 1, "0")
    whole, decimals = (digits[:-places], digits[-places:].rstrip("0")) if places else (digits, "")
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"


def number_words(number: int) -> str:
    """A whole number below a million, not negative, in words."""
    if number >= 1000:
        rest = f" {number_words(number % 1000)}" if number % 1000 else ""
        return f"{number_words(number // 1000)} thousand{' and' if 0 < number % 1000 < 100 else ''}{rest}"
    if number >= 100:
        return f"{number_words(number // 100)} hundred{f' and {number_words(number % 100)}' if number % 100 else ''}"
    small, tens = list(_SMALL), {value: word for word, value in _TENS.items()}
    return small[number] if number < 20 else tens[number - number % 10] + (f"-{small[number % 10]}" if number % 10 else "")


def _number_at(words: list[str], place: int) -> tuple[Fraction | None, int]:
    """The number in words that begins at `place`, and the place after it; digits begin one only before a scale."""
    if words[place] == "half" and words[place + 1 : place + 5] == [" ", "a", " ", "dozen"]:
        return Fraction(6), place + 5
    if words[place] in ("a", "an") and _next_word(words, place)[0] not in _SCALES:
        return None, place
    if words[place] not in _SMALL | _TENS | _SCALES and words[place] not in ("a", "an") and not words[place][0].isdecimal():
        return None, place
    if words[place][0].isdecimal() and _next_word(words, place)[0] not in ("hundred", "thousand", "million", "billion", "dozen"):
        return _with_half(words, place, Fraction(words[place]), place + 1)
    if words[place] in _SCALES and words[place] != "dozen":
        return None, place
    return _scan(words, place)


def _scan(words: list[str], place: int) -> tuple[Fraction, int]:
    total, current, last = Fraction(0), Fraction(0), ""
    after, here = place, place
    while True:
        word = words[here]
        kind = _kind(word)
        if kind == "and" and last in ("hundred", "scale") and _kind(_next_word(words, here)[0]) in ("small", "tens"):
            here = _next_word(words, here)[1]
            continue
        if not _may_follow(kind, last):
            break
        if kind == "article":
            current = Fraction(0)
        elif kind == "digits":
            current = Fraction(word)
        elif kind in ("small", "tens"):
            current += (_SMALL | _TENS)[word]
        elif kind == "hundred":
            current = (current or 1) * _SCALES[word]
        else:
            total, current = total + (current or 1) * _SCALES[word], Fraction(0)
        last, after = kind, here + 1
        word, here = _next_word(words, here)
        if here < 0:
            break
    return _with_decimals(words, total + current, after)


def _may_follow(kind: str, last: str) -> bool:
    allowed = {
        "": ("small", "tens", "digits", "article", "scale"),
        "article": ("hundred", "scale"),
        "digits": ("hundred", "scale"),
        "small": ("hundred", "scale"),
        "tens": ("unit", "small", "hundred", "scale"),
        "hundred": ("small", "tens", "scale"),
        "scale": ("small", "tens"),
    }
    return kind in allowed[last]


def _kind(word: str) -> str:
    if word in _SMALL:
        return "small"
    if word in _TENS:
        return "tens"
    if word == "hundred":
        return "hundred"
    if word in _SCALES:
        return "scale"
    if word in ("a", "an"):
        return "article"
    return "and" if word == "and" else "digits" if word[:1].isdecimal() else "other"


def _with_decimals(words: list[str], value: Fraction, after: int) -> tuple[Fraction, int]:
    """`value` with the digits said after "point", or with "and a half"."""
    here = after
    digits = ""
    if words[after : after + 3][1:2] == ["point"]:
        here = after + 2
        while here + 1 < len(words) and words[here].isspace() and words[here + 1] in _SMALL and _SMALL[words[here + 1]] < 10:
            digits += str(_SMALL[words[here + 1]])
            here += 2
    if digits:
        return value + Fraction(int(digits), 10 ** len(digits)), here
    found, end = _with_half(words, -1, value, after)
    return (value, after) if found is None else (found, end)


def _with_half(words: list[str], place: int, value: Fraction, after: int) -> tuple[Fraction | None, int]:
    """`value` and a half or a quarter, where that is said next; None where it is not."""
    said = words[after : after + 6]
    if said[:5] == [" ", "and", " ", "a", " "] and said[5:] in (["half"], ["quarter"]):
        return value + Fraction(1, 2 if said[5] == "half" else 4), after + 6
    return None, place


def _next_word(words: list[str], place: int) -> tuple[str, int]:
    """The word after a single blank or hyphen."""
    if place + 2 < len(words) and words[place + 1] in (" ", "-"):
        return words[place + 2], place + 2
    return "", -1
