"""Whose things a turn speaks of, and how many it asks for."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from learning.retrieval.words import words
from p2p.agent.assistant.conversation.lexicon import CONCEPTS, has, tokens_of, topic
from p2p.agent.assistant.language.calendar_names import MONTHS, WEEKDAYS
from p2p.agent.assistant.memory import Fact

GENERIC = frozenset(topic("favourite new old name number birthday address date time place age size kind"))
_NO_PERSONS = frozenset(name.capitalize() for name in (*MONTHS, *WEEKDAYS, *(f"{day}s" for day in WEEKDAYS)))
_NO_NAMES = frozenset(
    {"it", "that", "what", "who", "where", "when", "there", "he", "she", "here", "how", "name", "let", "today", "everyone"}
)


_SORTS = (frozenset(WEEKDAYS), frozenset(MONTHS) - {"may", "march"}, frozenset({"left", "right"}), frozenset({"front", "back"}),
    frozenset({"morning", "afternoon", "evening", "night"}), frozenset({"upstairs", "downstairs"}),
)  # fmt: skip
"""Words of which a fact with one is not about another."""
_LABELLED = re.compile(
    r"\b(?P<sort>[A-Za-z][a-z]{2,}) (?P<label>\d{1,4}|(?-i:[A-HJ-Z])|two|three|four|five|six|seven|eight|nine|ten)\b(?![:.,]\d|[-’']\w| ?(?:am|pm|%))",
    re.IGNORECASE,
)
_DIGITS = {word: str(number) for number, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2)}
_ASKED_FIRST = re.compile(r"(?:and |And |what about |how about )?([A-Z][a-z]+)(?=['’]s\b|\?|$| [a-z]+(?:s|ed)\b)")
_NO_PERSON_WORDS = frozenset(name.casefold() for name in _NO_PERSONS)


@lru_cache(maxsize=4096)
def owners(text: str) -> frozenset[str]:
    """Whose things a text is about: relatives, names with "'s"; nobody where it is the speaker."""
    named = {
        match.group(1).casefold()
        for match in re.finditer(
            r"\b([A-Za-z][\w-]+)['’]s\b(?! (?:in|on|at|is|a|the|not|my|called|been|got|gone|going|being|now|just|still|due|off|out|back|moved|name\b.*name)\b)",
            text,
        )
    }
    return frozenset(topic(" ".join((named - _NO_NAMES) | (set(words(text)) & CONCEPTS["kin"]))))


@lru_cache(maxsize=4096)
def things_of(text: str) -> set[str]:
    """What a text says of a thing as the speaker's own, without the words that any such thing may have."""
    named = re.search(r"\b(?:my|our)\s+(?P<thing>[^?.,;]+)", text, re.IGNORECASE)
    return set(topic(named["thing"])) - GENERIC if named else set()


@lru_cache(maxsize=1024)
def names_in(text: str) -> frozenset[str]:
    """The words of a text that are written like names, and are no places and none of the calendar's."""
    return frozenset(re.findall(r"(?<=[a-z,] )(?<!\b(?:in|at|to) )(?<!\b(?:from|near) )[A-Z][a-z]+\b", text)) - _NO_PERSONS


@lru_cache(maxsize=4096)
def persons_in(text: str) -> set[str]:
    """The names and relatives that a text has."""
    first = re.match(r"[A-Z][a-z]+\b", text)
    opening = {first.group()} if first and topic(first.group()) else set()
    return {word.casefold() for word in (names_in(text) | opening) - _NO_PERSONS} | (set(words(text)) & CONCEPTS["kin"])


def pointed_at(text: str, facts: Sequence[Fact]) -> str:
    """The words of the fact that a pronoun points back to: the last one, for a person the last that names one; "" where none does."""
    tokens = tokens_of(text)
    if not facts or not (has(tokens[:1], "third") or {"it", "them", "one"} & set(tokens[1:])):
        return ""
    named = [fact for fact in facts if owners(fact.text) or names_in(fact.text)] if {"he", "she", "him", "his", "her"} & set(tokens) else []
    fact = [*facts, *named][-1]
    return fact.context or fact.text


def is_of_another_sort(asked: str, told: str) -> bool:
    """Whether a question names a weekday, a month, a side or a time of day, and a fact others of the same sort alone."""
    said, had = set(tokens_of(asked)), set(tokens_of(told))
    return any(said & sort and had & sort and not said & had & sort for sort in _SORTS)


def labels_another(asked: str, told: str) -> bool:
    """Whether a question names a thing by its number or letter, and a fact others of the same sort alone: bed 9, bed 4."""
    if not has(tokens_of(asked)[:3], "wh"):
        return False
    wanted, had = labels_in(asked), labels_in(told)
    return any(sort in had and not labels & had[sort] for sort, labels in wanted.items())


@lru_cache(maxsize=4096)
def labels_in(text: str) -> dict[str, set[str]]:
    """The numbers and letters that things of a sort are told apart by."""
    found: dict[str, set[str]] = {}
    for match in _LABELLED.finditer(text):
        if not has([match["sort"].casefold()], "at"):
            label = match["label"].casefold()
            for sort in topic(match["sort"]):
                found.setdefault(sort, set()).add(_DIGITS.get(label, label))
    return found


def names_another(asked: str, told: str, beside: Collection[str]) -> bool:
    """Whether a question names somebody, and a fact somebody else alone; `beside` are the words that the fact is understood by."""
    opening, first = _ASKED_FIRST.match(asked), re.match(r"([A-Z][a-z]+) [a-z]", told)
    named, others = (
        {name.casefold() for name in names_in(text) | ({match[1]} if match and topic(match[1]) else set())}
        for text, match in ((asked, opening), (told, first))
    )
    return bool(named and others - _NO_PERSON_WORDS) and not any(set(topic(name)) & {*topic(told), *beside} for name in named)


@lru_cache(maxsize=1024)
def wants_several(text: str) -> bool:
    """Whether a question asks for more than one thing: for all, for things in the plural, for what is needed."""
    tokens = tokens_of(text)
    plurals = [place for place, token in enumerate(tokens) if words(token) != [token] and "'" not in token and not has([token], "aux")]
    asks = has(tokens, "wh") or has(tokens, "show")
    is_plural = asks and any({"do", "have", "are", "did", "know", "were", "own"} & set(tokens[place + 1 :]) for place in plurals)
    return has(tokens, "several") or is_plural or ("what" in tokens and has(tokens, "i") | has(tokens, "we") and has(tokens, "needed"))


@lru_cache(maxsize=1024)
def leans(text: str) -> bool:
    """Whether a turn is so short that it is understood only by the one before it."""
    tokens, about = tokens_of(text), len(topic(text))
    goes_on = has(tokens[:1], "joins") or tokens[1:2] == ["about"]
    asks = has(tokens[:1], "wh") or (has(tokens[:1], "at") and has(tokens[1:2], "wh"))
    return about <= 2 if goes_on else asks and about <= 1 and not has(tokens, "my") and not has(tokens, "i")
