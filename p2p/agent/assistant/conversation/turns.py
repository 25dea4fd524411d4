"""What a turn of a conversation does to the memory, and what is said to it."""

# H width of the encoder.

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from learning.arrays import Float32Array
from p2p.agent.assistant.conversation.acts import Act
from p2p.agent.assistant.conversation.lexicon import has, tokens_of, topic
from p2p.agent.assistant.conversation.parts import has_verb
from p2p.agent.assistant.conversation.recall import wants_several
from p2p.agent.assistant.conversation.rules import words_of
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
"""Below this nothing told is asked for, however likely it answers."""
MIN_NEAREST_SURENESS = 0.6
"""From here on a question is answered with the nearest of what was told, or with `UNKNOWN`."""
MIN_ANSWERING = 0.2
"""A fact answers a question when it is so likely."""
MIN_BESIDE = 0.4
"""Beside the likeliest fact others answer a question, too, that are so likely."""
MIN_NEAR = 0.1
"""A fact is near to a question that nothing else answers when it is so likely to answer it."""
MIN_VOIDING = 0.3
"""An order to forget, or a correction, is of a fact when it is so likely."""
MIN_VOIDING_UNSAID = 0.5
"""What is told makes a fact void when it is so likely, though nothing says that it corrects."""
UNKNOWN = "I do not know that; you have not told me."
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


def listed(memory: Memory) -> Turn:
    """All that was told."""
    return "\n".join(f"- {fact.text}" for fact in memory.facts) or "You have not told me anything yet.", memory


def recalled(text: str, features_H: Float32Array, memory: Memory, answers: Sequence[float]) -> Turn | None:
    """What was told about a question; None where nothing so likely answers it."""
    places = likely_places(answers, MIN_ANSWERING, MIN_BESIDE)
    if wants_several(text):
        groups = {memory.facts[place].group for place in places} - {0}
        places = [place for place, fact in enumerate(memory.facts) if place in places or fact.group in groups]
    return (f"You told me: {_quoted(memory, places)}", asked(text, features_H, memory, places)) if places else None


def nearest(text: str, features_H: Float32Array, memory: Memory, answers: Sequence[float]) -> Turn | None:
    """What was told that is nearest to a question which nothing else answers; None where it is none of the speaker's affairs."""
    if places := likely_places(answers, MIN_NEAR):
        return f"The nearest that you told me: {_quoted(memory, places)}", asked(text, features_H, memory, places)
    return (UNKNOWN, asked(text, features_H, memory, ())) if is_personal(text) else None


def asked(text: str, features_H: Float32Array, memory: Memory, places: Sequence[int]) -> Memory:
    """The memory after a question that the facts at these places answer."""
    return replace(memory, question=Fact(text, features_H), answered=tuple(memory.facts[place] for place in places), request="")


def likely_places(chances: Sequence[float], least: float, beside: float = 0.5) -> list[int]:
    """The places of the likeliest fact, if its chance is at least so much, and of those beside it with another least chance."""
    best = max(chances, default=0.0)
    return [place for place, chance in enumerate(chances) if chance >= min(best, beside)] if best >= least else []


def _quoted(memory: Memory, places: Sequence[int]) -> str:
    return "; ".join(memory.facts[place].text for place in places)


def forgotten(text: str, memory: Memory, voids: Sequence[float]) -> Turn | None:
    """The memory without the facts that `text` is likely to make void; of one that lists several things only those that it names go. None where there are none."""
    places = likely_places(voids, MIN_VOIDING)
    if not places and memory.facts and names_nothing(text):
        places = [_asked_last(memory)]
    if not places:
        return None
    wanted = set(topic(text)) & words_of(memory.facts)
    kept = [_without(fact, wanted) if place in places else fact for place, fact in enumerate(memory.facts)]
    facts = tuple(fact for fact in kept if fact is not None)
    return "That is forgotten.", replace(memory, facts=facts, question=None, answered=())


def _asked_last(memory: Memory) -> int:
    """The place of the fact that answered the last question; of the last one where none did."""
    places = [place for place, fact in enumerate(memory.facts) if fact in memory.answered]
    return places[-1] if places else len(memory.facts) - 1


def _without(fact: Fact, wanted: set[str]) -> Fact | None:
    """The fact without the one thing of its list that is unwanted; None where it is all about it."""
    verbs = _LISTING.search(fact.text)
    head, tail = (fact.text[: verbs.end()], fact.text[verbs.end() :]) if verbs else ("", fact.text)
    parts = re.split(r",\s*(?:and\s+)?|\s+and\s+", tail)
    kept = [part for part in parts if not wanted & set(topic(part))]
    if len(parts) < 2 or not kept or len(kept) == len(parts) or wanted & set(topic(head)):
        return None
    return replace(fact, text=f"{head} {', '.join(part.strip() for part in kept)}".strip())
