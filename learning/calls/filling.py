"""The arguments of a call, read off what is said: numbers by the words beside them, texts by quotes, capitals and prepositions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from learning.calls.functions import Arguments, Function, Parameter, spaced
from learning.retrieval.words import words

_SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_NUMBER = re.compile(r"(?<![\w.])-?\$?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:\s*(thousand|million|billion)\b|%)?", re.IGNORECASE)
_WORDS = {
    name: value
    for value, name in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
_NUMBER_WORD = re.compile(rf"\b({'|'.join(list(_WORDS)[2:])})\b", re.IGNORECASE)
_LIST = re.compile(r"[\[(]([^\[\]()]*\d[^\[\]()]*,[^\[\]()]*\d[^\[\]()]*)[\])]")
_QUOTED = re.compile(r"(?<!\w)['\"“‘]([^'\"”’]+)['\"”’]")
_CODE = re.compile(r"\b(?=\w*\d)(?=\w*[A-Za-z])[\w-]{3,}\b")
_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}/\d{1,2}/\d{4}\b")
_NAME = re.compile(
    r"(?:[A-Z][\w'’&-]*|[A-Z]\.(?:[A-Z]\.)*)(?:,? (?:(?:of|the|and|de|van|von) )?(?:[A-Z][\w'’&.-]*\w|[A-Z]\.[A-Z]\.|\d+(?!\d)))*"
)
_TAIL = re.compile(
    r"\b(?:of|in|for|about|on|at|from|to|with|by) (?:the |a |an |my )?([\w][\w '-]*?)(?= (?:in|for|of|on|at|from|to|with|by|and|using)\b|[?.,!]|$)"
)
_PREPOSITIONS = {"origin": "from", "start": "from", "source": "from", "destination": "to", "end": "to", "target": "to"}
FAR, NEAR = 60.0, 15.0
"""Characters: from there on a word says nothing of a value; up to there it says enough for an argument that may be left out."""
_PERCENTAGE = {"rate", "yield", "percentage", "probability", "frequency", "return"}


@dataclass(frozen=True, slots=True)
class Found:
    """A value where it stands in the text."""

    start: int
    end: int
    value: JsonValue


def fill(function: Function, text: str) -> Arguments:
    """The arguments that `text` gives for `function`; a required one that is not found is left out."""
    parameters = function.parameters.properties
    numbers, texts = list(numbers_in(text)), list(names_in(text))
    found: dict[str, JsonValue] = {}
    scalar = [name for name, one in parameters.items() if one.type in ("integer", "float", "number")]
    required = [name for name in scalar if name in function.parameters.required]
    optional = [name for name in scalar if name not in required]
    _take_numbers(found, required, parameters, text, numbers, is_needed=True)
    if missing := [name for name in required if name not in found]:
        _take_numbers(found, missing, parameters, text, list(number_words_in(text)), is_needed=True)
    _take_numbers(found, optional, parameters, text, numbers, is_needed=False)
    for name, parameter in parameters.items():
        if name not in found and parameter.type not in ("integer", "float", "number"):
            value = _value_of(name, parameter, text, numbers, texts, is_needed=name in function.parameters.required)
            if value is not None:
                found[name] = value
    return found


def numbers_in(text: str) -> Iterator[Found]:
    """The numbers in digits or as words, in their order; a percentage is the number of per cent, as text with its sign."""
    for match in _NUMBER.finditer(text):
        digits = match[0].split()[0].lower().replace(",", "").replace("$", "")
        scale = _SCALES.get((match[1] or "").lower(), 1)
        digits = re.sub(r"(?:thousand|million|billion)$", "", digits)
        is_percentage = digits.endswith("%")
        number = float(digits.rstrip("%")) * scale
        value: JsonValue = int(number) if number.is_integer() and "." not in digits else number
        yield Found(match.start(), match.end(), f"{value}%" if is_percentage else value)


def number_words_in(text: str) -> Iterator[Found]:
    """The numbers from two to twelve that are written as words."""
    for match in _NUMBER_WORD.finditer(text):
        yield Found(match.start(), match.end(), _WORDS[match[1].lower()])


def names_in(text: str) -> Iterator[Found]:
    """What could be the value of a text: what is quoted, codes, dates, and names in capitals but for the first word, in their order."""
    taken: list[Found] = []
    for pattern in (_QUOTED, _DATE, _NAME, _CODE):
        for match in pattern.finditer(text):
            value = match[match.lastindex or 0]
            starts_sentence = pattern is _NAME and (match.start() == 0 or text[: match.start()].rstrip().endswith((".", "?", "!")))
            if starts_sentence:
                head, _, value = value.partition(" ")
                if not value or not value[0].isupper():
                    continue
                del head
            if not any(one.start < match.end() and match.start() < one.end for one in taken):
                taken.append(Found(match.start(), match.end(), value.strip()))
    return iter(sorted(taken, key=lambda one: one.start))


def _take_numbers(
    found: dict[str, JsonValue], names: Sequence[str], parameters: dict[str, Parameter], text: str, numbers: list[Found], *, is_needed: bool
) -> None:
    """Give each parameter the number that stands next to its words; what is needed takes of the others in their order."""
    places = {name: _places(name, text) for name in names}
    pairs = sorted((_nearness(places[name], number), name, index) for name in names for index, number in enumerate(numbers))
    used: set[int] = set()
    for distance, name, index in pairs:
        if distance < (FAR if is_needed else NEAR) and name not in found and index not in used:
            found[name] = _number(numbers[index].value, parameters[name], name)
            used.add(index)
    for name in names if is_needed else ():
        free = [index for index in range(len(numbers)) if index not in used]
        if name not in found and free:
            found[name] = _number(numbers[free[0]].value, parameters[name], name)
            used.add(free[0])
    numbers[:] = [number for index, number in enumerate(numbers) if index not in used]


def _places(name: str, text: str) -> list[list[tuple[int, int]]]:
    """Where each word of a parameter's name stands."""
    stems = [re.escape(word[: max(4, len(word) - 2)] if len(word) > 3 else word) for word in words(spaced(name)) if not word.isdigit()]
    return [[match.span() for match in re.finditer(rf"\b{stem}\w*", text, re.IGNORECASE)] for stem in stems]


def _nearness(places: Sequence[Sequence[tuple[int, int]]], found: Found) -> float:
    """Characters between a value and the words of a name, their mean; a word that is far, or not there, counts as `FAR`."""
    distances = [min((_distance(place, found) for place in word), default=FAR) for word in places]
    return sum(min(distance, FAR) for distance in distances) / len(distances) if distances else FAR


def _distance(place: tuple[int, int], found: Found) -> float:
    """Characters between a word and a value; a word behind it is farther than one before it."""
    return found.start - place[1] if place[1] <= found.start else 8 + 1.5 * (place[0] - found.end)


def _number(value: JsonValue, parameter: Parameter, name: str) -> JsonValue:
    if isinstance(value, str):
        share = float(value.rstrip("%"))
        is_share = parameter.type != "integer" and bool(_PERCENTAGE & set(words(spaced(name))))
        value = round(share / 100, 10) if is_share else int(share) if share.is_integer() else share
    return float(value) if parameter.type == "float" and isinstance(value, int) else value


def _value_of(name: str, parameter: Parameter, text: str, numbers: Sequence[Found], texts: list[Found], *, is_needed: bool) -> JsonValue:
    """The value of a parameter that is no number; None where nothing in the text gives one."""
    if parameter.enum is not None:
        return next((one for one in parameter.enum if str(one) and spaced(str(one)).casefold() in text.casefold()), None)
    if parameter.type == "boolean":
        return True if is_needed or (all(places := _places(name, text)) and len(places) > 0) else None
    if parameter.type in ("array", "tuple"):
        return _array(name, parameter, text, numbers, texts) if is_needed else None
    return _text(name, text, texts) if is_needed and parameter.type == "string" else None


def _array(name: str, parameter: Parameter, text: str, numbers: Sequence[Found], texts: list[Found]) -> JsonValue:
    if parameter.items.type in ("integer", "float", "number"):
        item, places = Parameter(type=parameter.items.type), _places(name, text)
        lists = [Found(match.start(), match.end(), match[1]) for match in _LIST.finditer(text)]
        if lists:
            numbers = list(numbers_in(str(_nth(lists, name, places).value)))
        return [_number(one.value, item, name) for one in numbers] or None
    parts = [part.strip() for one in texts for part in re.split(r",| and ", str(one.value)) if part.strip()]
    return list[JsonValue](parts) or None


def _nth(lists: Sequence[Found], name: str, places: Sequence[Sequence[tuple[int, int]]]) -> Found:
    """The list of which a name with a number at its end is the name, else the nearest one."""
    number = int(name[-1]) if name[-1:].isdigit() else 0
    return lists[number - 1] if 0 < number <= len(lists) else min(lists, key=lambda one: _nearness(places, one))


def _text(name: str, text: str, texts: list[Found]) -> JsonValue:
    """A name that stands behind the preposition that the parameter's name asks for, else the next one, else the end of a phrase."""
    preposition = next((value for word, value in _PREPOSITIONS.items() if word in words(spaced(name))), None)
    behind = [one for one in texts if preposition and text[: one.start].casefold().rstrip().endswith(f" {preposition}")]
    near = sorted(texts, key=lambda one: _nearness(_places(name, text), one))
    chosen = next(iter(behind or near), None)
    if chosen is not None:
        texts.remove(chosen)
        return chosen.value
    tails = [match[1] for match in _TAIL.finditer(text)]
    return tails[-1] if tails else None
