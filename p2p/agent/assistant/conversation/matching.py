"""How well each of the facts that were told fits a turn."""

# F facts, H width of the encoder.

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from learning.arrays import Float32Array
from p2p.agent.assistant.conversation.kinds import kinds_asked, kinds_told
from p2p.agent.assistant.conversation.lexicon import CONCEPTS, general_words, has, tokens_of, topic
from p2p.agent.assistant.conversation.naming import same_ones
from p2p.agent.assistant.conversation.recall import (
    GENERIC,
    is_of_another_sort,
    labels_another,
    leans,
    names_another,
    owners,
    persons_in,
    things_of,
)
from p2p.agent.assistant.encoder import unit_rows
from p2p.agent.assistant.language.calendar_names import MONTHS, WEEKDAYS
from p2p.agent.assistant.memory import Fact

WEIGHTS = {
    "share": 1.0, "cosine": 1.27, "of_others": -0.14, "wrong_kind": -0.52, "asked_part": 0.56, "lateness": 0.14, "is_newer": 0.23,
    "of_asked": 0.25, "of_speaker": 0.23, "of_another": -0.6,
}  # fmt: skip
"""What each sign of a fit counts: a logistic model's weights, beside that of the share of words, rounded."""
OUTDATED = 0.4
"""So much less fits what a later turn told otherwise."""
_VALUE = re.compile(
    r"[\w:.]*\d[\w:.]*|\b(?:" + "|".join((*WEEKDAYS, *MONTHS, "noon", "midnight", "tomorrow", "today", "tonight")) + r")s?\b", re.IGNORECASE
)
_VALUES = frozenset({"time", "place", "money", "number", "colour", "age"})
_CONTEXT_WEIGHT = 0.6
_EARLIER_WEIGHT = 0.4
_SAME_COSINE = 0.55
"""From here on a fact may speak of the same thing in other words."""
_OF_SPEAKER = re.compile(r"\bmine\b|\b(?:my|our) own\b", re.IGNORECASE)
_SPEAKER = frozenset({"me", "mine"})
_SOUGHT = re.compile(r"\b(?:what|which)\s+\w+", re.IGNORECASE)
"""What a question seeks by name: where that is a kind of thing, a next one that seeks another does not lean on it."""
_FORMER = frozenset({"old", "former", "previous", "formerly", "before", "earlier", "used", "was", "were", "ex"})


@dataclass(frozen=True, slots=True)
class Match:
    """How well a fact fits a turn: the share of the turn's words that it has, the cosine of the two, and all signs in one score."""

    score: float
    share: float
    cosine: float
    is_of_another: bool = False
    """Whether it is of another day or side than the turn."""
    is_of_other: bool = False
    """Whether the fact is of somebody or something else than the turn, and not near to it either."""


@dataclass(frozen=True, slots=True)
class _Question:
    """What a turn asks for: its words and what each counts, those by which a short one points at another fact, whose affair; and of the facts who is who, and how many have a word for their own."""

    text: str
    asked: Mapping[str, float]
    pointed: frozenset[str]
    wanted: frozenset[str]
    same: Mapping[str, frozenset[str]]
    held: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Told:
    """A fact with its own words, and those around it."""

    text: str
    inside: set[str]
    beside: set[str]
    possessed: frozenset[str]
    cosine: float
    lateness: float
    is_of_another: bool


@dataclass(frozen=True, slots=True)
class _Marks:
    """Of which kinds a fact tells a value, of which persons, whose it is, and the words that are such values."""

    kinds: set[str]
    persons: set[str]
    owners: frozenset[str]
    values: set[str]


def match_facts(text: str, features_H: Float32Array, facts: Sequence[Fact], earlier: Fact | None = None) -> list[Match]:
    """How well each fact fits a turn; a short one leans on what was asked `earlier`."""
    if not facts:
        return []
    own = [set(topic(fact.text)) for fact in facts]
    if earlier is not None and leans(text) and not owners(text) and not has(tokens_of(text), "i"):
        share = _EARLIER_WEIGHT if _named(text, own) else 1.0
        features_H = np.array([1.0, share], dtype=np.float32) @ unit_rows(np.stack([features_H, earlier.features_H]))
    same = same_ones([fact.text for fact in facts])
    around = [set(topic(fact.context)) | _meant(inside, same) | general_words(inside) for fact, inside in zip(facts, own, strict=True)]
    counts = Counter(word for first, second in zip(own, around, strict=True) for word in first | second)
    named = _named(text, own)
    known = set().union(*(own[place] | around[place] for place in named)) if named else set(counts)
    asked = _asked(text, earlier.text if earlier else "", set(counts), known)
    weighed = {word: weight * math.log(1 + (len(facts) + 1) / (counts[word] + 0.5)) for word, weight in asked.items()}
    pointed = frozenset(topic(text)) if earlier is not None and leans(text) else frozenset[str]()
    held = Counter(word for inside in own for word in inside)
    question = _Question(text, weighed, pointed, owners(text), same, held)
    cosines_F = unit_rows(np.stack([fact.features_H for fact in facts])) @ unit_rows(features_H[None])[0]
    matches = [
        _matched(
            question,
            _Told(
                fact.text,
                own[place],
                around[place],
                owners(fact.text) | owners(fact.context),
                cosine,
                (place + 1) / len(facts),
                is_of_another_sort(text, fact.text),
            ),
        )
        for place, (fact, cosine) in enumerate(zip(facts, cosines_F.tolist(), strict=True))
    ]
    marks = [_marks_of(fact.text) for fact in facts]
    return [
        replace(match, score=match.score - OUTDATED) if _is_outdated(place, matches, facts, own, marks) else match
        for place, match in enumerate(matches)
    ]


def _is_outdated(place: int, matches: Sequence[Match], facts: Sequence[Fact], own: Sequence[set[str]], marks: Sequence[_Marks]) -> bool:
    """Whether a later turn told another value of the same, and fits as well."""
    mark = marks[place]
    lasting = own[place] - mark.values
    return bool(mark.values) and any(
        facts[later].turn > facts[place].turn
        and matches[later].share >= matches[place].share
        and bool(mark.kinds & marks[later].kinds)
        and marks[later].owners == mark.owners
        and (not mark.persons or not marks[later].persons or mark.persons == marks[later].persons)
        and lasting <= own[later]
        and 2 * len(own[place] & own[later]) >= len(own[place])
        for later in range(place + 1, len(facts))
    )


@lru_cache(maxsize=4096)
def _marks_of(text: str) -> _Marks:
    values = {stem for word in _VALUE.findall(text) for stem in topic(word)}
    return _Marks(kinds_told(text) & _VALUES, persons_in(text), owners(text), values)


def _matched(question: _Question, told: _Told) -> Match:
    possessed = told.possessed | _meant(told.possessed, question.same)
    missing = question.wanted - possessed - told.inside - told.beside
    strange = possessed - question.wanted - _meant(question.wanted, question.same) - set(topic(question.text))
    things = things_of(question.text)
    named = things | (set(topic(question.text)) - GENERIC)
    is_for_speaker = _OF_SPEAKER.search(question.text) is not None and not question.wanted
    is_other_thing = (is_for_speaker and bool(strange)) or (
        bool(things and things_of(told.text)) and not named & (told.inside | told.beside)
    )
    around = told.beside | possessed
    is_of_another_person = names_another(
        question.text, told.text, around - _elsewhere(around, question, told) if question.pointed else around
    )
    share = _share(question, told)
    score = sum(WEIGHTS[sign] * value for sign, value in signs_of_fit(question, told, share, (possessed, strange)).items())
    return Match(
        score,
        share,
        told.cosine,
        told.is_of_another,
        is_of_another_person
        or labels_another(question.text, told.text)
        or (
            (told.cosine < _SAME_COSINE or is_for_speaker)
            and (bool(missing and (strange or has(tokens_of(told.text)[:1], "i"))) or is_other_thing)
        ),
    )


def _elsewhere(words: Iterable[str], question: _Question, told: _Told) -> set[str]:
    """Those of the words that another fact has for its own."""
    return {word for word in words if question.held[word] > (word in told.inside)}


def _share(question: _Question, told: _Told) -> float:
    around = told.beside - _elsewhere(question.pointed, question, told)
    asked = question.asked.items()
    had = (weight * (1.0 if word in told.inside else _CONTEXT_WEIGHT if word in around else 0.0) for word, weight in asked)
    return sum(had) / (sum(question.asked.values()) or 1.0)


def signs_of_fit(
    question: _Question, told: _Told, share: float, owned: tuple[frozenset[str] | set[str], frozenset[str] | set[str]]
) -> dict[str, float]:
    """The signs by which a fact fits a question, by the names of their weights; `owned` are whose it is and which of these are not asked for."""
    tokens, words_told = tokens_of(question.text), tokens_of(told.text)
    kinds = kinds_asked(question.text)
    possessed, strange = owned
    known = set(topic(" ".join(persons_in(question.text))))
    is_of_another = bool(set(topic(" ".join(persons_in(told.text)))) - known - _meant(known, question.same))
    kinds_had = kinds_told(told.text) - (set() if is_of_another else {"person"})
    return {
        "of_another": told.is_of_another,
        "share": share,
        "cosine": told.cosine,
        "of_others": min(len(strange), 2),
        "wrong_kind": bool(kinds) and not kinds & kinds_had,
        "asked_part": len(told.inside & set(topic(question.text))) / max(1, len(told.inside)),
        "lateness": told.lateness,
        "is_newer": has(words_told, "newly") and _FORMER.isdisjoint(words_told),
        "of_asked": bool(question.wanted & possessed),
        "of_speaker": (has(tokens, "i") and has(words_told, "i"))
        or (leans(question.text) and not _SPEAKER.isdisjoint(tokens) and has(words_told[:1], "my")),
    }


def best_of(matches: Sequence[Match]) -> int:
    """The place of the best match; of equal ones the last, which was told last."""
    return max(range(len(matches)), key=lambda place: (not matches[place].is_of_other, matches[place].score, place))


def _meant(named: Iterable[str], same: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The other words for what the words mean."""
    return frozenset(other for word in named for other in same.get(word, ()))


def _named(text: str, own: Sequence[set[str]]) -> list[int]:
    """The places of the facts that have most of the words of a turn for their own; of all that have none of them, none."""
    asked = set(topic(text))
    most = max((len(asked & inside) for inside in own), default=0)
    return [place for place, inside in enumerate(own) if most and len(asked & inside) == most]


def _asked(text: str, earlier: str, known: set[str], about: set[str]) -> dict[str, float]:
    """The words that are asked for and what each counts; of the earlier question those that the facts named now are `about`, or none are."""
    asked = dict.fromkeys(topic(text), 1.0)
    if not earlier or not leans(text):
        return asked
    if kinds_asked(text) - kinds_asked(earlier):
        earlier = _SOUGHT.sub(lambda sought: "" if kinds_asked(sought[0]) else sought[0], earlier)
    strange = owners(earlier) | set(topic(" ".join(CONCEPTS["kin"])))
    return {word: 1.0 for word in asked if word in known} | {
        word: _EARLIER_WEIGHT
        for word in topic(earlier)
        if word not in strange and word not in asked and (word in about or word not in known)
    }
