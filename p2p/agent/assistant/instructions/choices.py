"""Which items of a list are wanted, and in which order."""

import re
from collections.abc import Sequence
from fractions import Fraction

from p2p.agent.assistant.instructions.asking import CASED, Ask
from p2p.agent.assistant.language.numbers import number_of
from p2p.agent.assistant.language.subjects import items_of

_UNITS = frozenset({"word", "letter", "item", "line", "count", "ofthem"})


def chosen(ask: Ask, items: Sequence[str], dropped: Sequence[str] = (), filtered: tuple[str, str] | None = None) -> list[str] | None:
    """The items that are wanted in the order that is; None where nothing is said of it."""
    found = list(items)
    is_said = filtered is not None
    if filtered is not None:
        fits = {"start": str.startswith, "end": str.endswith}.get(filtered[0], str.__contains__)
        is_dropped = ask.has("drop") or any(token.concept == "not" for token in ask.tokens)
        letters = "aeiou" if filtered[1] == "vowel" else (filtered[1],)
        found = [item for item in items if any(fits(item.casefold(), letter) for letter in letters) is not is_dropped]
    for change in (_named, _placed, _numeric, _unique, _extreme, _sorted, _turned):
        made = change(ask, found, dropped)
        if made is not None:
            found, is_said = made, True
    return found if is_said else None


def plain_items(text: str) -> list[str]:
    """The items of a list without the words that lead to the first of them, such as "my list is" or "the colours"."""
    items = [re.sub(r"^(?:and|or) ", "", item) for item in items_of(text)]
    head = items[0].split() if items else []
    if len(items) > 2 and len(head) > 2 and all(len(item.split()) < 3 for item in items[1:]):
        items[0] = re.split(r"\b(?:is|are|was|were|of|with|have|need)\s", items[0])[-1]
        head = items[0].split()
    are_words = len(items) > 2 and all(" " not in item for item in items[1:])
    if are_words and (
        (len(head) == 2 and head[0].istitle() and all(item.islower() for item in items[1:])) or (len(head) == 3 and head[0] == "the")
    ):
        items[0] = head[-1]
    if items and not any(item.startswith("the ") for item in items[1:]):
        items[0] = items[0].removeprefix("the ")
    return items


def is_place(ask: Ask, place: int) -> bool:
    """Whether "first", "last" and the like say which item is meant, not a letter that is to be large, nor an order."""
    near = ask.tokens[place + 1 : place + 3]
    return not ask.has("capitalise") and (not any(token.concept == "letter" for token in near) or not ask.has(*CASED))


def _named(ask: Ask, items: list[str], dropped: Sequence[str]) -> list[str] | None:
    """The items but those that are named."""
    if not dropped or not (ask.has("drop") or any(token.concept == "not" for token in ask.tokens)):
        return None
    names = {name.casefold().removeprefix("the ").strip() for name in dropped}
    rest = [item for item in items if item.casefold() not in names]
    return rest if len(rest) < len(items) else None


def _placed(ask: Ask, items: list[str], _: Sequence[str]) -> list[str] | None:
    """The first, the last, the n-th items, so many of them, every other one; or those that are left without them."""
    if ask.has("swap") and (swapped := _exchanged(ask, items)) is not None:
        return swapped
    wanted: set[int] = set()
    is_dropped = False
    for place, token in enumerate(ask.tokens):
        if (
            token.concept in ("nth", "last", "middle")
            and is_place(ask, place)
            and not ask.near(place, "sort", "descending", "most", "least")
        ):
            wanted |= _indexes(ask, place, len(items))
            is_dropped |= any(
                near.concept in ("drop", "not")
                and (near.start < token.start or near.words in ("missing", "item gone", "thing gone", "left out") or not near.is_plain)
                for near in ask.clause(place)
            )
        elif token.concept in ("start", "end") and (count := _counted(ask, place)):
            wanted |= set(range(count) if token.concept == "start" else range(len(items) - count, len(items)))
    if ask.has("alternate"):
        step = 3 if any("third" in token.words for token in ask.tokens) else 2
        is_second = any(token.words in ("every second", "every third", "each second") for token in ask.tokens) and not ask.has("start")
        wanted |= set(range(step - 1 if is_second else 0, len(items), step))
        is_dropped |= ask.has("drop") or any(near.concept == "not" for near in ask.tokens)
    wanted &= set(range(len(items)))
    return [item for place, item in enumerate(items) if (place in wanted) is not is_dropped] if wanted else None


def _exchanged(ask: Ask, items: list[str]) -> list[str] | None:
    """The items with the two that are named by their places in each other's."""
    named = [place for at in ask.places("nth", "last") for place in _indexes(ask, at, len(items)) if place < len(items)]
    if len(named) != 2:
        return None
    first, second = named
    made = list(items)
    made[first], made[second] = items[second], items[first]
    return made


def _counted(ask: Ask, place: int) -> int | None:
    """How many words "which two words end the sentence" asks for."""
    before = ask.tokens[max(0, place - 3) : place]
    is_counted = ask.number_before(place - 1) is not None or ask.number_before(place - 2) is not None
    if (
        not (is_counted or any(token.words in ("which", "what") for token in before))
        or ask.has("sign", "pair")
        or not any(token.concept in _UNITS for token in before)
    ):
        return None
    return ask.number_before(place - 1) or ask.number_before(place - 2) or 1


def _indexes(ask: Ask, place: int, length: int) -> set[int]:
    token = ask.tokens[place]
    following = [near for near in ask.tokens[place + 1 : place + 3] if near.concept not in ("exact", "weak")]
    count = int(following[0].value) if following and following[0].concept == "number" and following[0].value.isdecimal() else None
    count = count or (ask.number_before(place) if place and ask.tokens[place - 1].concept == "number" else None) or 1
    if token.concept == "last":
        return set(range(max(0, length - count), length))
    if token.concept == "middle":
        return {length // 2} if length % 2 else {length // 2 - 1, length // 2}
    first = int(token.value) - 1
    is_from_end = any(near.words in ("to last", "from the end", "last") for near in following[:1]) and first > 0
    return {length - first - 1} if is_from_end else set(range(first, first + count))


def _numeric(ask: Ask, items: list[str], _: Sequence[str]) -> list[str] | None:
    """Only the numbers among words, or only the words among numbers."""
    numbers = [item for item in items if number_of(item) is not None]
    if any(ask.near(place, "drop") for place in ask.places("count")):
        return [item for item in items if item not in numbers]
    is_asked = any(ask.near(place, "keep", "exact") for place in ask.places("count"))
    if not 0 < len(numbers) < len(items):
        return None
    if is_asked:
        return numbers
    is_of_words = any(ask.near(place, "keep", "exact") for place in ask.places("word"))
    return [item for item in items if item not in numbers] if is_of_words else None


def _unique(ask: Ask, items: list[str], _: Sequence[str]) -> list[str] | None:
    if not ask.has("unique") and not ask.is_denied("unique"):
        return None
    once: dict[str, str] = {}
    for item in items:
        once.setdefault(item.casefold(), item)
    return list(once.values())


def _extreme(ask: Ask, items: list[str], _: Sequence[str]) -> list[str] | None:
    if ask.has("longest") and not ask.has("sort", "descending"):
        return [max(items, key=len)]
    return [min(items, key=len)] if ask.has("shortest") and not ask.has("sort", "descending") else None


def _sorted(ask: Ask, items: list[str], _: Sequence[str]) -> list[str] | None:
    ranks = [ask.tokens[place].concept for place in ask.places("most", "least")]
    if ranks and not ask.has("sort", "descending", "nth", "to", "reverse"):
        numbers = sorted((number, item) for item in items if (number := number_of(item)) is not None)
        return [numbers[-1 if ranks[0] == "most" else 0][1]] if numbers else None
    if not ranks and not ask.has("sort", "descending"):
        return None
    is_falling = ask.has("descending", "reverse") or ranks[:1] == ["most"]
    numbers = [number_of(item) for item in items]
    said = " ".join(token.words for token in ask.tokens)
    if "length" in said or "short" in said or "long" in said:
        return sorted(items, key=len, reverse=is_falling)
    if all(number is not None for number in numbers) and "alphabet" not in said:
        return [item for _, item in sorted(zip(numbers, items, strict=True), key=lambda pair: pair[0] or Fraction(0), reverse=is_falling)]
    return sorted(items, key=str.casefold, reverse=is_falling)


def _turned(ask: Ask, items: list[str], _: Sequence[str]) -> list[str] | None:
    if ask.has("swap") and len(items) == 2:
        return items[::-1]
    return items[::-1] if ask.has("reverse") and not ask.has("sort", "descending") else None
