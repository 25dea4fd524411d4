"""Which of the facts that were told a turn is about."""

# F facts, H width of the encoder.

import calendar
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from learning.arrays import Float32Array
from learning.retrieval.words import words
from p2p.agent.assistant.conversation.lexicon import CONCEPTS, has, tokens_of, topic
from p2p.agent.assistant.encoder import unit_rows
from p2p.agent.assistant.memory import Fact

_CONTEXT_WEIGHT = 0.6
_EARLIER_WEIGHT = 0.4
_NEAR = 0.15
_COSINE_WEIGHT = 0.8
_FIT_WEIGHT = 0.5
_SAME_COSINE = 0.55
"""From here on a fact may speak of the same thing in other words."""
_GENERIC = frozenset(topic("favourite new old name number birthday address date time place age size kind"))
_NO_PERSONS = frozenset({*calendar.month_name, *calendar.day_name})
_NO_NAMES = frozenset(
    {"it", "that", "what", "who", "where", "when", "there", "he", "she", "here", "how", "name", "let", "today", "everyone"}
)


@dataclass(frozen=True, slots=True)
class Match:
    """How well a fact fits a turn: the share of the turn's words that it has, the cosine of the two, and both in one score."""

    score: float
    share: float
    cosine: float
    is_of_other: bool = False
    """Whether the fact is of somebody or something else than the turn, and not near to it either."""


def owners(text: str) -> frozenset[str]:
    """Whose things a text is about: relatives, names with "'s"; nobody where it is the speaker."""
    named = {
        match.group(1).casefold()
        for match in re.finditer(r"\b([A-Za-z][\w-]+)['’]s\b(?! (?:in|on|at|is|a|the|not|my|called|name\b.*name)\b)", text)
    }
    return frozenset(topic(" ".join((named - _NO_NAMES) | (set(words(text)) & CONCEPTS["kin"]))))


def match_facts(text: str, features_H: Float32Array, facts: Sequence[Fact], earlier: Fact | None = None) -> list[Match]:
    """How well each fact fits a turn; a short one leans on what was asked `earlier`."""
    if earlier is not None and leans(text) and not owners(text) and not has(tokens_of(text), "i"):
        features_H = unit_rows(np.stack([features_H, earlier.features_H])).sum(axis=0)
    own = [set(topic(fact.text)) for fact in facts]
    around = [set(topic(fact.context)) for fact in facts]
    counts = Counter(word for first, second in zip(own, around, strict=True) for word in first | second)
    asked = {
        word: weight * math.log(1 + (len(facts) + 1) / (counts[word] + 0.5))
        for word, weight in _asked(text, earlier.text if earlier else "", set(counts)).items()
    }
    total = sum(asked.values()) or 1.0
    cosines_F = unit_rows(np.stack([fact.features_H for fact in facts])) @ unit_rows(features_H[None])[0] if facts else np.zeros(0)
    wanted, things = owners(text), _things(text)
    found: list[Match] = []
    for fact, inside, beside, cosine in zip(facts, own, around, cosines_F.tolist(), strict=True):
        had = sum(weight * (1.0 if word in inside else _CONTEXT_WEIGHT if word in beside else 0.0) for word, weight in asked.items())
        possessed = owners(fact.text) | owners(fact.context)
        missing, strange = wanted - possessed - inside, possessed - wanted - set(topic(text))
        is_of_other = cosine < _SAME_COSINE and (
            bool(missing and strange) or (bool(things and _things(fact.text)) and not things & (inside | beside))
        )
        score = had / total + _COSINE_WEIGHT * cosine - min(0.35 * len(missing) + 0.25 * len(strange), 0.6)
        found.append(Match(score + _FIT_WEIGHT * _fits(text, fact.text), had / total, cosine, is_of_other))
    return found


def _things(text: str) -> set[str]:
    """What a text says of a thing as the speaker's own, without the words that any such thing may have."""
    named = re.search(r"\b(?:my|our)\s+(?P<thing>[^?.,;]+)", text, re.IGNORECASE)
    return set(topic(named["thing"])) - _GENERIC if named else set()


def _fits(text: str, fact: str) -> bool:
    """Whether a fact has a name that the question has not, where it asks who."""
    return bool({"who", "whom", "who's"} & set(tokens_of(text)[:2])) and bool(names_in(fact) - names_in(text))


def names_in(text: str) -> set[str]:
    """The words of a text that are written like names, and are no places and none of the calendar's."""
    return set(re.findall(r"(?<=[a-z,] )(?<!\b(?:in|at|to) )(?<!\b(?:from|near) )[A-Z][a-z]+\b", text)) - _NO_PERSONS


def best_of(matches: Sequence[Match]) -> int:
    """The place of the best match; of those that have as many words of the turn and are about as near, the last, which was told last."""
    best = max(range(len(matches)), key=lambda place: (not matches[place].is_of_other, matches[place].score, place))
    rivals = [place for place, match in enumerate(matches) if match.share == matches[best].share > 0]
    return max([best, *(place for place in rivals if matches[place].score >= matches[best].score - _NEAR)])


def pointed_at(text: str, facts: Sequence[Fact]) -> str:
    """The words of the fact that a pronoun points back to: the last one, for a person the last that names one; "" where none does."""
    tokens = tokens_of(text)
    if not facts or not (has(tokens[:1], "third") or {"it", "them", "one"} & set(tokens[1:])):
        return ""
    named = [fact for fact in facts if owners(fact.text) or names_in(fact.text)] if {"he", "she", "him", "his", "her"} & set(tokens) else []
    fact = [*facts, *named][-1]
    return fact.context or fact.text


def wants_several(text: str) -> bool:
    """Whether a question asks for more than one thing: for all, for things in the plural, for what is needed."""
    tokens = tokens_of(text)
    plurals = [place for place, token in enumerate(tokens) if words(token) != [token] and "'" not in token and not has([token], "aux")]
    asks = has(tokens, "wh") or has(tokens, "show")
    is_plural = asks and any({"do", "have", "are", "did", "know", "were"} & set(tokens[place + 1 :]) for place in plurals)
    return has(tokens, "several") or is_plural or ("what" in tokens and has(tokens, "i") | has(tokens, "we") and has(tokens, "needed"))


def leans(text: str) -> bool:
    """Whether a turn is so short that it is understood only by the one before it."""
    tokens, about = tokens_of(text), len(topic(text))
    goes_on = has(tokens[:1], "joins") or tokens[1:2] == ["about"]
    asks = has(tokens[:1], "wh") or (has(tokens[:1], "at") and has(tokens[1:2], "wh"))
    return about <= 2 if goes_on else asks and about <= 1 and not has(tokens, "my") and not has(tokens, "i")


def _asked(text: str, earlier: str, known: set[str]) -> dict[str, float]:
    """The words that are asked for and what each counts."""
    asked = dict.fromkeys(topic(text), 1.0)
    if not earlier or not leans(text):
        return asked
    strange = owners(earlier) | set(topic(" ".join(CONCEPTS["kin"])))
    return {word: 1.0 for word in asked if word in known} | {
        word: _EARLIER_WEIGHT for word in topic(earlier) if word not in strange and word not in asked
    }
