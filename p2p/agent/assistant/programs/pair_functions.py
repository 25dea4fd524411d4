"""The functions of reply programs on pairs of a key and a value, as people list them: "Anna: 5, Ben: 7"."""

import re
from fractions import Fraction

from p2p.agent.assistant.programs.values import ProgramError, Value, items_of, order_of, text_of

_MARKED = re.compile(r"=>|->|→|:(?!\d)|(?<!\d):|=")
_SAID = re.compile(r"(?<=\s)(?:is|are|has got|have got|has|have|costs?|got|gets|scored|for|was)(?=\s)", re.IGNORECASE)
_DID = re.compile(
    r"(?<=\s)(?:had|weighs?|sold|sells|earns?|earned|paid|pays|ran|runs|swam|made|makes|caught|owns?|owes?|holds?|were)(?=\s)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"(-?)[^\w\s.-]?(-?\d+(?:[.,]\d+)*)(?![\w:.,]|[ /-]\d)")
_QUOTES = "\"'“”‘’"


def keys(value: Value) -> Value:
    """What stands in front in each pair."""
    return [key for key, _ in _pairs(value)]


def values(value: Value) -> Value:
    """What stands behind in each pair."""
    return [said for _, said in _pairs(value)]


def value_of(value: Value, key: Value) -> Value:
    """What stands behind a key, capitals aside."""
    return _found(_pairs(value), text_of(key))


def key_of(value: Value, said: Value) -> Value:
    """The key that a value stands behind, capitals aside."""
    return _found([(behind, key) for key, behind in _pairs(value)], text_of(said))


def key_of_largest(value: Value) -> Value:
    """The key of the greatest value."""
    return max(_pairs(value), key=lambda pair: _order(pair[1]))[0]


def key_of_smallest(value: Value) -> Value:
    """The key of the least value."""
    return min(_pairs(value), key=lambda pair: _order(pair[1]))[0]


def pairs_object(value: Value) -> Value:
    """An object of JSON of the pairs."""
    return dict(_pairs(value))


def _order(said: str) -> tuple[int, Fraction, str]:
    """Where a value stands among others; what begins with an amount, by that."""
    whole = order_of(said)
    amount = _AMOUNT.match(said) if whole[0] == 1 else None
    return order_of(amount[1] + amount[2]) if amount else whole


def _found(pairs: list[tuple[str, str]], sought: str) -> str:
    for key, said in pairs:
        if key.casefold() == sought.strip().casefold():
            return said
    raise ProgramError("it is not there")


def _pairs(value: Value) -> list[tuple[str, str]]:
    """The pairs of a list; the mark between is the same kind in all.

    Errors: ProgramError where an item is no pair.
    """
    some = [text_of(item) for item in items_of(value)]
    if not some:
        raise ProgramError("there is nothing to choose from")
    for parted in (_by_mark, _by_word, _by_deed, _of_person, _by_number, _by_amount):
        found = [parted(item) for item in some]
        pairs = [(key.strip().strip(_QUOTES), said.strip().strip(_QUOTES)) for key, said in filter(None, found)]
        is_told_apart = parted not in (_by_deed, _of_person) or len({key for key, _ in pairs}) == len(pairs)
        if len(pairs) == len(found) and is_told_apart:
            return pairs
    raise ProgramError("these are no pairs")


def _by_mark(item: str) -> tuple[str, str] | None:
    key, *rest = _MARKED.split(item.strip(), maxsplit=1)
    return (key, rest[0]) if key and rest and rest[0] else None


def _by_word(item: str) -> tuple[str, str] | None:
    key, *rest = _SAID.split(item.strip(), maxsplit=1)
    return (key, rest[0]) if key and rest and rest[0] else None


def _by_deed(item: str) -> tuple[str, str] | None:
    key, *rest = _DID.split(item.strip(), maxsplit=1)
    return (key, rest[0]) if key and rest and rest[0] else None


def _by_number(item: str) -> tuple[str, str] | None:
    key, *rest = item.rsplit(maxsplit=1) or [""]
    return (key, rest[0]) if rest and re.search(r"\d", rest[0]) else None


def _by_amount(item: str) -> tuple[str, str] | None:
    """What stands before a number, and the number with all behind it."""
    found = re.search(r"\S(?=\s+[^\w\s]?\d)", item)
    return found and (item[: found.end()], item[found.end() :])


def _of_person(item: str) -> tuple[str, str] | None:
    """The same, without a word for having the number."""
    if (parted := _by_number(item) or _by_amount(item)) is None:
        return None
    words = parted[0].split()
    is_said = len(words) > 1 and (_SAID.search(f" {words[-1]} ") or _DID.search(f" {words[-1]} "))
    return " ".join(words[:-1] if is_said else words), parted[1]
