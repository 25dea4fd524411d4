"""What the rules say a turn has to do with the facts: which answer it, which it replaces, which it orders to forget.

The network of `relating` weighs it beside what it reads itself.
"""

# F facts, H width of the encoder.

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from learning.arrays import Float32Array
from learning.retrieval.words import words
from p2p.agent.assistant.conversation.lexicon import has, tokens_of, topic
from p2p.agent.assistant.conversation.matching import Match, best_of, match_facts
from p2p.agent.assistant.conversation.parts import has_subject
from p2p.agent.assistant.conversation.recall import leans, owners, persons_in, wants_several
from p2p.agent.assistant.conversation.wording import clauses_of, denied_in, facts_in, names_nothing
from p2p.agent.assistant.memory import Fact, Memory

MIN_CORRECTED_COSINE = 0.5
MIN_REPLACED_COSINE = 0.25
"""What says that something is new takes the place of the nearest fact from here on, be it in other words."""
MIN_COSINE = 0.42
"""A fact without a word of the question is about it from here on."""
MIN_SHARE = 0.33
"""So much of the question's words has a fact that is about it; more where it is not near in meaning."""
MAX_GAP = 0.2
"""Of two facts that both have all words of a question the second is quoted too where it is so near to the first."""
_WHO = frozenset({"who", "who's", "whos", "whom"})
_COPULA = re.compile(r"\s(?:is|are|was|were|=)\s|:\s", re.IGNORECASE)
_SHORT_COPULA = re.compile(r"['’]s\s(?=(?:in|on|at|from|a|an|the|not|my|called|now|\d+)\b)")
_HABIT = re.compile(r"^(?:i|we)(?:'m| am)? (?:live|living|work|working|study|sleep|park|drive|weigh|take size|go to)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ruled:
    """How well a fact matches a turn, whether it answers a question, whether what is told says the same of the same thing, whether it would be what a correction corrects, and whether an order to forget is of it."""

    match: Match
    answers: bool
    is_said_anew: bool
    is_corrected: bool
    is_unwanted: bool


def ruled(text: str, features_H: Float32Array, memory: Memory) -> list[Ruled]:
    """What the rules say of each fact."""
    if not memory.facts:
        return []
    matches = match_facts(text, features_H, memory.facts, memory.question)
    alone = match_facts(text, features_H, memory.facts) if memory.question is not None and leans(text) else matches
    answers, anew = _answering(text, memory, matches), _said_anew(text, memory)
    corrected, unwanted = _corrected(text, memory, alone), _unwanted(text, features_H, memory)
    return [Ruled(match, place in answers, place in anew, place == corrected, place in unwanted) for place, match in enumerate(matches)]


def subject_of(text: str) -> str:
    """What stands before the verb."""
    return _halves(text)[0]


def words_of(facts: Sequence[Fact]) -> set[str]:
    """All words that the facts are about."""
    return {word for fact in facts for word in topic(f"{fact.text} {fact.context}")}


def _answering(text: str, memory: Memory, matches: Sequence[Match]) -> set[int]:
    """The places of the fact that answers a question best, and of those that belong to the answer with it."""
    best = best_of(matches)
    if not _is_about(matches[best]):
        return set()
    return {place for place in range(len(matches)) if place == best or _belongs(text, memory, matches, (place, best))}


def _is_about(match: Match) -> bool:
    """Whether the fact is about the question."""
    if match.is_of_other:
        return False
    return match.cosine >= MIN_COSINE or match.share >= MIN_SHARE + 0.2 or (match.share >= MIN_SHARE and match.cosine >= 0.2)


def _belongs(text: str, memory: Memory, matches: Sequence[Match], places: tuple[int, int]) -> bool:
    """Whether another fact than the best one belongs to the answer: it continues it, or several are asked for."""
    fact, first = (memory.facts[place] for place in places)
    match, best = (matches[place] for place in places)
    if match.is_of_another and not best.is_of_another:
        return False
    if fact.turn == first.turn and places[0] == places[1] - 1 and has(tokens_of(first.text)[:1], "third"):
        return True
    if fact.turn == first.turn and set(topic(text)) & (set(topic(fact.text)) - words_of((first,))) and best.share != 1.0:
        return owners(fact.text) == owners(first.text)
    if "and" in tokens_of(text)[1:-1] and set(topic(text)) & set(topic(fact.text)) - words_of((first,)) and 0 < best.share < 1:
        return True
    if not _WHO.isdisjoint(tokens_of(text)) and _say_as_much(text, fact, first):
        return True
    asks_several, whose = wants_several(text), owners(fact.text)
    asked, said, told = map(_words_about, (text, fact.text, first.text))
    if fact.group and has_subject(fact.text) and not asks_several and (not asked & said or asked & said < asked & told):
        return False
    if fact.group and fact.group == first.group:
        return asks_several or not (first.context or (whose and owners(text) and not whose & owners(text)))
    if whose != owners(first.text) and not (asks_several and (not has(tokens_of(text), "i") or has(tokens_of(fact.text)[:1], "i"))):
        return False
    is_single = has(tokens_of(text), "single")
    return (match.share == best.share == 1.0 and not is_single and match.score >= best.score - MAX_GAP) or (
        asks_several and match.share >= 0.6 * best.share > 0 and match.score >= 0.6 * best.score
    )


def _say_as_much(text: str, fact: Fact, first: Fact) -> bool:
    """Whether two facts of different persons have the same words of a question, which names none of them."""
    asked, said, told = map(_words_about, (text, fact.text, first.text))
    persons, others = persons_in(fact.text), persons_in(first.text)
    is_of_two = bool(persons) and bool(others) and persons != others and not persons_in(text)
    return is_of_two and asked & said == asked & told and bool(asked & told)


@lru_cache(maxsize=1024)
def _words_about(text: str) -> frozenset[str]:
    """The words themselves that say what a text is about."""
    return frozenset(word for word in words(text) if topic(word))


def _unwanted(text: str, features_H: Float32Array, memory: Memory) -> set[int]:
    """The places of the facts that an order to forget is of."""
    if names_nothing(text):
        return {len(memory.facts) - 1}
    known = words_of(memory.facts)
    named = " ".join(word for word in tokens_of(text) if set(topic(word)) & known) or text
    matches = match_facts(named, features_H, [replace(fact, context="") for fact in memory.facts])
    best = best_of(matches)
    top = matches[best]
    found = {place for place, match in enumerate(matches) if match.share >= max(0.5, 0.8 * top.share) and match.score >= top.score - 0.5}
    return found or ({best} if _is_about(top) else set())


def _said_anew(text: str, memory: Memory) -> set[int]:
    """The places of the facts of which a statement says the same thing anew, or that something is so no more."""
    found: set[int] = set()
    told = [(tokens_of(fact.text), _key(fact.text), set(topic(f"{fact.text} {fact.context}"))) for fact in memory.facts]
    for part in facts_in(text):
        clauses, denied = clauses_of(part), denied_in(part)
        keys = {key for clause in (part, *clauses) if (key := _key(clause))}
        openings = [tokens for clause in clauses[1:] if _opens_plainly(tokens := tokens_of(clause))]
        found |= {
            place
            for place, (tokens, key, about) in enumerate(told)
            if (key in keys and not _is_second_case(part, memory.facts[place].text))
            or any(_begin_alike(opening, tokens) for opening in openings)
            or (denied and denied <= about)
        }
    return found


def _corrected(text: str, memory: Memory, matches: Sequence[Match]) -> int | None:
    """The place of the fact that a turn is about, if it corrects one; `matches` are those of the turn alone, whatever was asked before."""
    said, whose = set(topic(text)), frozenset() if re.search(r"\bit(?:['’]s)?\b", text) else owners(_main_clause(text, memory))
    near = [
        place
        for place, (fact, match) in enumerate(zip(memory.facts, matches, strict=True))
        if (not whose or whose == owners(fact.text))
        and (said & set(topic(f"{fact.text} {fact.context}")) or match.cosine >= MIN_CORRECTED_COSINE)
    ]
    if near:
        return max(near, key=lambda place: (matches[place].score, place))
    tokens = tokens_of(text)
    has_subject = not has(tokens, "correct") and any(has(tokens[:1], concept) for concept in ("i", "my", "we", "the"))
    if has(tokens, "newly") and not has(tokens, "more"):
        nearest = max(range(len(matches)), key=lambda place: matches[place].cosine)
        return nearest if matches[nearest].cosine >= MIN_REPLACED_COSINE and owners(memory.facts[nearest].text) == whose else None
    is_short = len(said) <= 5 and len(tokens) <= 9 and not has_subject
    return len(memory.facts) - 1 if is_short or has(tokens[:1], "third") else None


def _main_clause(text: str, memory: Memory) -> str:
    """The first clause where it is about something told, else all: a reason behind it may speak of others."""
    first = next(iter(clauses_of(text)), text)
    return first if set(topic(first)) & {word for fact in memory.facts for word in topic(fact.text)} else text


def _is_second_case(text: str, other: str) -> bool:
    """Whether two statements go on alike behind the verb, and then differ in two places: open until 6 on Mondays, until 1 on Sundays."""
    said, before = (tokens_of(_halves(part)[-1]) for part in (text, other))
    known = set(before)
    runs = "".join("=" if token in known else "x" for token in said)
    return runs.startswith("=") and bool(topic(said[0])) and len(re.findall("x+", runs)) > 1


def _opens_plainly(tokens: list[str]) -> bool:
    return has(tokens[:1], "my") or has(tokens[:1], "the")


def _begin_alike(first: list[str], second: list[str]) -> bool:
    """Whether two statements say the same of the same thing up to their last words."""
    if first[:3] != second[:3] or len(first) < 3 or abs(len(first) - len(second)) > 3:
        return False
    same = len([*takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False))])
    return max(len(first), len(second)) - same <= 3


@lru_cache(maxsize=1024)
def _key(text: str) -> frozenset[str] | None:
    """What a statement is about, by which a later one replaces it; None where it is not said plainly."""
    if match := _HABIT.match(text):
        return frozenset(topic(match.group())) | {"i"}
    parts = _halves(text)
    tokens = tokens_of(parts[0])
    if len(parts) < 2 or {"i", "we"} & set(tokens[:1]) or has(tokens[:1], "third") or has(tokens[:1], "this") or "there" in tokens[:1]:
        return None
    found = frozenset(tokens) - {"the", "a", "an", "my", "our", "new", "now"}
    return found | owners(parts[0]) if found else None


def _halves(text: str) -> list[str]:
    """What stands before and behind the verb; where "'s" may be the verb, it is only if there is no other."""
    parts = _COPULA.split(text, maxsplit=1)
    return parts if len(parts) > 1 else _SHORT_COPULA.split(text, maxsplit=1)
