"""What a turn of a conversation does to the memory, and what is said to it."""

# H width of the encoder.

import re
from collections.abc import Mapping
from dataclasses import replace

from learning.arrays import Float32Array
from learning.retrieval.words import words
from p2p.agent.assistant.conversation.acts import Act
from p2p.agent.assistant.conversation.lexicon import has, tokens_of, topic
from p2p.agent.assistant.conversation.matching import Match, best_of, match_facts
from p2p.agent.assistant.conversation.parts import has_subject, has_verb
from p2p.agent.assistant.conversation.recall import owners, persons_in, wants_several
from p2p.agent.assistant.conversation.wording import (
    asks_about_speaker,
    goes_on_without_verb,
    is_personal,
    names_nothing,
    says_forget,
)
from p2p.agent.assistant.memory import Fact, Memory

Turn = tuple[str, Memory]

TOLD: tuple[Act, ...] = ("tell", "correct", "fragment")
ASKED: tuple[Act, ...] = ("ask", "task", "other")
MIN_TOLD = 0.4
"""A turn tells when so much speaks for it, of what speaks for telling or asking."""
MIN_ASKED = 0.3
"""A turn asks for what was told when so much speaks for it, of what speaks for any question or order."""
MIN_FORGETTING = 0.5
"""A turn wants something forgotten when so much more speaks for it than for telling or asking."""
MIN_SWEEPING = 0.5
"""All is listed or forgotten when so much speaks for it."""
MIN_SURENESS = 0.1
"""Below this nothing told is asked for, however near it is."""
MIN_NEAREST_SURENESS = 0.6
"""From here on a question is answered with the nearest of what was told, or with `UNKNOWN`."""
MIN_COSINE = 0.42
"""A fact without a word of the question is about it from here on."""
MIN_SHARE = 0.33
"""So much of the question's words has a fact that is about it; more where it is not near in meaning."""
MIN_NEAR_SCORE = 0.45
MAX_GAP = 0.2
"""Of two facts that both have all words of a question the second is quoted too where it is so near to the first."""
UNKNOWN = "I do not know that; you have not told me."
_WHO = frozenset({"who", "who's", "whos", "whom"})
_LISTING = re.compile(r"\b(?:need|needs|buy|bring|have|has|are|is|get|like|likes|pack|take)\b", re.IGNORECASE)


def likeliest(text: str, memory: Memory, chances: Mapping[Act, float]) -> Act:
    """What the turn does, given what is remembered."""
    telling, asking = (sum(chances[act] for act in acts) for acts in (TOLD, ASKED))
    if chances["list"] > MIN_SWEEPING or asks_about_speaker(text):
        return "list"
    if chances["forget"] + chances["forget_all"] > MIN_FORGETTING * max(telling, asking) or says_forget(text):
        tokens = tokens_of(text)
        is_sweeping = chances["forget_all"] > MIN_SWEEPING and not has(tokens, "this")
        return "forget_all" if is_sweeping or (names_nothing(text) and has(tokens, "all")) else "forget"
    if telling > MIN_TOLD * (telling + asking):
        goes_on = 0.5 if memory.facts and memory.facts[-1].group else 1.0
        if memory.facts and goes_on_without_verb(text):
            goes_on = 0.3
        is_fragment = memory.facts and chances["fragment"] > goes_on * max(chances["tell"], chances["correct"])
        if memory.question and (is_fragment or not has_verb(text)) and set(topic(text)) <= words_of(memory.facts):
            return "ask"
        return "fragment" if is_fragment else "correct" if chances["correct"] > chances["tell"] else "tell"
    return "ask" if chances["ask"] > MIN_ASKED * asking else "other"


def words_of(facts: tuple[Fact, ...]) -> set[str]:
    """All words that the facts are about."""
    return {word for fact in facts for word in topic(f"{fact.text} {fact.context}")}


def listed(memory: Memory) -> Turn:
    """All that was told."""
    return "\n".join(f"- {fact.text}" for fact in memory.facts) or "You have not told me anything yet.", memory


def recalled(text: str, features_H: Float32Array, memory: Memory, sureness: float, min_share: float = 0.0) -> Turn | None:
    """What was told about a question; None where it is nothing, or it is not sure enough that something told is asked for."""
    if not memory.facts or sureness < MIN_SURENESS:
        return None
    matches = match_facts(text, features_H, memory.facts, memory.question)
    points_back = not topic(text) and not memory.question and sureness >= MIN_NEAREST_SURENESS
    best = len(matches) - 1 if points_back else best_of(matches)
    if not points_back and (matches[best].share < min_share or not is_about(matches[best], sureness)):
        return None
    return f"You told me: {_quoted(text, memory, matches, best)}", replace(memory, question=Fact(text, features_H), request="")


def is_about(match: Match, sureness: float = 1.0) -> bool:
    """Whether the fact is about the question; the less sure it is that one asks for a fact, the nearer it must be."""
    if match.is_of_other:
        return False
    if sureness < MIN_ASKED:
        return match.share >= MIN_SHARE and match.cosine >= 0.5
    return match.cosine >= MIN_COSINE or match.share >= MIN_SHARE + 0.2 or (match.share >= MIN_SHARE and match.cosine >= 0.2)


def nearest(text: str, features_H: Float32Array, memory: Memory) -> Turn | None:
    """What was told that is nearest to a question which nothing else answers; None where it is none of the speaker's affairs."""
    unknown = (UNKNOWN, memory) if is_personal(text) else None
    if not memory.facts:
        return unknown
    matches = match_facts(text, features_H, memory.facts, memory.question)
    best = best_of(matches)
    if matches[best].is_of_other or (matches[best].share <= 0 and matches[best].score < MIN_NEAR_SCORE):
        return unknown
    return f"The nearest that you told me: {_quoted(text, memory, matches, best)}", replace(
        memory, question=Fact(text, features_H), request=""
    )


def _quoted(text: str, memory: Memory, matches: list[Match], best: int) -> str:
    """The best fact and those that belong to the answer with it."""
    chosen = [place for place in range(len(matches)) if place == best or _belongs(text, memory, matches, (place, best))]
    return "; ".join(memory.facts[place].text for place in chosen)


def _belongs(text: str, memory: Memory, matches: list[Match], places: tuple[int, int]) -> bool:
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
    return bool(persons) and bool(others) and persons != others and not persons_in(text) and asked & said == asked & told != set()


def _words_about(text: str) -> set[str]:
    """The words themselves that say what a text is about."""
    return {word for word in words(text) if topic(word)}


def forgotten(text: str, features_H: Float32Array, memory: Memory) -> Turn | None:
    """The memory without the facts that `text` is about; None where it is about none."""
    if not memory.facts:
        return None
    if names_nothing(text):
        return "That is forgotten.", replace(memory, facts=memory.facts[:-1], question=None)
    known = words_of(memory.facts)
    wanted = {word for word in topic(text) if word in known}
    named = " ".join(word for word in tokens_of(text) if set(topic(word)) & known) or text
    matches = match_facts(named, features_H, [replace(fact, context="") for fact in memory.facts])
    best = best_of(matches)
    top = matches[best]
    unwanted = [place for place, match in enumerate(matches) if match.share >= max(0.5, 0.8 * top.share) and match.score >= top.score - 0.5]
    if not unwanted and not wanted and says_forget(text):
        unwanted = [_asked_last(memory)]
    if not unwanted and is_about(top):
        unwanted = [best]
    if not unwanted:
        return None
    kept = [_without(fact, wanted) if place in unwanted else fact for place, fact in enumerate(memory.facts)]
    return "That is forgotten.", replace(memory, facts=tuple(fact for fact in kept if fact is not None), question=None)


def _asked_last(memory: Memory) -> int:
    """The place of the fact that was asked for last; of the last one where none was."""
    if memory.question is None:
        return len(memory.facts) - 1
    return best_of(match_facts(memory.question.text, memory.question.features_H, memory.facts))


def _without(fact: Fact, wanted: set[str]) -> Fact | None:
    """The fact without the one thing of its list that is unwanted; None where it is all about it."""
    verbs = _LISTING.search(fact.text)
    head, tail = (fact.text[: verbs.end()], fact.text[verbs.end() :]) if verbs else ("", fact.text)
    parts = re.split(r",\s*(?:and\s+)?|\s+and\s+", tail)
    kept = [part for part in parts if not wanted & set(topic(part))]
    if len(parts) < 2 or not kept or len(kept) == len(parts) or wanted & set(topic(head)):
        return None
    return replace(fact, text=f"{head} {', '.join(part.strip() for part in kept)}".strip())
