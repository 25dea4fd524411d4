"""One turn of a conversation: what is said to it, and the memory after it."""

# H width of the encoder.

import re
from collections.abc import Callable
from dataclasses import replace

from learning.arrays import Float32Array
from p2p.agent.assistant.conversation.phrases import (
    amendment,
    facts_of,
    is_correction,
    is_fragment,
    is_question,
    is_request,
    is_statement,
    to_forget,
    to_store,
    wants_all_forgotten,
    wants_list,
)
from p2p.agent.assistant.conversation.recall import is_about, match_scores, owners, topic
from p2p.agent.assistant.memory import MAX_FACTS, Fact, Memory

Encode = Callable[[str], Float32Array]
Turn = tuple[str, Memory]

MIN_NEAR_COSINE = 0.25
UNKNOWN = "I do not know that; you have not told me."
_COPULA = re.compile(r"\s(?:is|are|was|were|=)\s|'s\s|:\s", re.IGNORECASE)
_HABIT = re.compile(r"^(?:i|we)(?:'m| am)? (?:live|living|work|working|study|sleep|park|drive|weigh|take size|go to)\b", re.IGNORECASE)
_NO_LONGER = re.compile(
    r"[,;]?\s*\b(?:and |but )?(?:not|instead of|rather than|no longer|as opposed to|in place of)\s+(?P<was>(?:\w+\s+){0,2}?[\w:'-]+)(?=\s*(?:[,;:.!]|[-–]\s|but\b|any ?more|$))(?:\s*any ?more)?(?:\s*,?\s*but\b)?",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"\b(?:list|both|whole|complete|entire|various|things|items|altogether|in total)\b|\b(?:which|what|list|all|show|tell)\b.*\b\w+s\b.*\b(?:do|have|are|did|know)\b|\bwhat (?:do|did|should|must|does) (?:we|i|you|they) (?:need|have|want|buy|get|bring|take|pack)\b|\ball\b|\beverything\b|\band what\b",
    re.IGNORECASE,
)


def explicit_turn(text: str, memory: Memory, encode: Encode) -> Turn | None:
    """The turn that says in so many words to keep, to forget or to list something; None for any other."""
    if wants_all_forgotten(text):
        return "Everything is forgotten.", Memory(num_told=memory.num_told)
    wanted = to_store(text)
    if wanted is not None:
        return told(wanted, memory, encode)
    if memory.facts and (unwanted := to_forget(text)) is not None:
        return _forget(unwanted, memory, encode)
    if wants_list(text):
        listed = "\n".join(f"- {fact.text}" for fact in memory.facts)
        return (listed or "You have not told me anything yet."), memory
    return None


def told_turn(text: str, memory: Memory, encode: Encode) -> Turn | None:
    """The turn that tells something; None for any other."""
    if memory.facts and (instead := amendment(text)) is not None:
        last = memory.facts[-1]
        fact = replace(last, text=instead, features_H=encode(instead), context=f"{last.text} {last.context}".strip())
        return f"Noted: {instead}", replace(memory, facts=(*memory.facts[:-1], fact))
    return told(text, memory, encode) if _is_told(text, memory) else None


def nearest_turn(text: str, features_H: Float32Array, memory: Memory) -> Turn | None:
    """What was told that is nearest to a question which nothing else answers; None where nothing is near at all."""
    if not memory.facts:
        return None
    scored = match_scores(text, features_H, memory.facts, memory.question)
    best = max(range(len(scored)), key=lambda place: (scored[place][0], place))
    if scored[best][1] <= 0 and scored[best][2] < MIN_NEAR_COSINE:
        return UNKNOWN, memory
    return f"The nearest that you told me: {_quoted(text, memory, scored, best)}", replace(memory, question=text)


def _is_told(text: str, memory: Memory) -> bool:
    """Whether a turn tells something: in the midst of a conversation all does that neither asks nor orders and has a new word."""
    if is_statement(text) or (memory.facts and is_fragment(text)):
        return True
    if not memory.facts or is_question(text) or is_request(text):
        return False
    known = {word for fact in memory.facts for word in topic(f"{fact.text} {fact.context}")}
    return bool(set(topic(text)) - known)


def asked_turn(text: str, features_H: Float32Array, memory: Memory) -> Turn | None:
    """The turn that asks about what was told; None where it does not, or nothing is known of it."""
    if not memory.facts or amendment(text) is not None or not (is_question(text) or is_request(text) or not _is_told(text, memory)):
        return None
    scored = match_scores(text, features_H, memory.facts, memory.question)
    best = max(range(len(scored)), key=lambda place: (scored[place][0], place))
    if not is_about(*scored[best][1:]):
        return None
    return f"You told me: {_quoted(text, memory, scored, best)}", replace(memory, question=text)


def _quoted(text: str, memory: Memory, scored: list[tuple[float, float, float]], best: int) -> str:
    """The best fact and those that belong to the answer with it."""
    chosen = [place for place in range(len(scored)) if place == best or _belongs(text, memory, scored, place, best)]
    return "; ".join(memory.facts[place].text for place in chosen)


def _belongs(text: str, memory: Memory, scored: list[tuple[float, float, float]], place: int, best: int) -> bool:
    """Whether another fact than the best one belongs to the answer: it continues it, or several are asked for."""
    fact, first = memory.facts[place], memory.facts[best]
    if fact.group and fact.group == first.group:
        return not first.context or bool(_PLURAL.search(text))
    return bool(_PLURAL.search(text)) and scored[place][1] >= 0.6 * scored[best][1] > 0 and scored[place][0] >= 0.6 * scored[best][0]


def told(text: str, memory: Memory, encode: Encode) -> Turn:
    """The memory with what `text` tells, in place of what it corrects."""
    if is_fragment(text) and memory.facts:
        return _continued(text, memory, encode)
    said: list[str] = []
    for part in facts_of(text):
        memory = _with_fact(part.rstrip(" .!"), memory, encode, is_correction=is_correction(text))
        said.append(part.rstrip(" .!"))
    return f"Noted: {'; '.join(said)}", memory


def _continued(text: str, memory: Memory, encode: Encode) -> Turn:
    plain = re.sub(r"^\W*(?:and|plus|also|oh)\b[\s,]*", "", text.strip(), flags=re.IGNORECASE).rstrip(" .!")
    last = memory.facts[-1]
    group = last.group or memory.num_told + 1
    kept = replace(last, group=group)
    fact = Fact(plain, encode(plain), context=last.context or last.text, group=group)
    return f"Noted: {plain}", replace(memory, facts=(*memory.facts[:-1], kept, fact)[-MAX_FACTS:], num_told=memory.num_told + 1)


def _with_fact(text: str, memory: Memory, encode: Encode, *, is_correction: bool) -> Memory:
    features_H = encode(text)
    corrected = _corrected(text, features_H, memory, is_correction=is_correction)
    old = memory.facts[corrected] if corrected is not None else None
    fact = Fact(
        _without_old(text, old) if old else text,
        features_H,
        context=_subject_of(old) if old and not set(topic(old.text)) & set(topic(_subject(text))) else "",
        group=old.group if old and old.group and old.context else 0,
    )
    kept = tuple(other for place, other in enumerate(memory.facts) if place != corrected)
    return replace(memory, facts=(*kept, fact)[-MAX_FACTS:], num_told=memory.num_told + 1)


def _without_old(text: str, old: Fact) -> str:
    """A correction without the words in which it says what no longer holds."""
    former = set(topic(old.text))

    def kept(match: re.Match[str]) -> str:
        return "" if set(topic(match["was"])) & former else match.group()

    return re.sub(r"\s+,", ",", _NO_LONGER.sub(kept, text)).strip(" ,;:-–") or text


def _corrected(text: str, features_H: Float32Array, memory: Memory, *, is_correction: bool) -> int | None:
    """The fact in whose place the new one is told."""
    key = _key(text)
    for place, fact in enumerate(memory.facts):
        if key and key == _key(fact.text):
            return place
    if not is_correction or not memory.facts:
        return None
    scored = match_scores(text, features_H, memory.facts)
    best = max(range(len(scored)), key=lambda place: (scored[place][0], place))
    shared = set(topic(text)) & set(topic(f"{memory.facts[best].text} {memory.facts[best].context}"))
    if shared and owners(text) == owners(memory.facts[best].text) and (scored[best][1] >= 0.25 or scored[best][2] >= 0.6):
        return best
    return (
        len(memory.facts) - 1
        if re.match(r"\W*(?:it|they|he|she|that)\b|\W*(?:at|on|in|to)\b", text, re.IGNORECASE) or len(topic(text)) <= 1
        else None
    )


def _key(text: str) -> frozenset[str] | None:
    """What a statement is about, by which a later one replaces it; None where it is not said plainly."""
    if match := _HABIT.match(text):
        return frozenset(topic(match.group())) | {"i"}
    parts = _COPULA.split(text, maxsplit=1)
    if len(parts) < 2 or re.match(r"\s*(?:it|that|this|there|they|i|we|he|she|who)\b", parts[0], re.IGNORECASE):
        return None
    words = frozenset(re.findall(r"[\w-]+", parts[0].casefold())) - {"the", "a", "an", "my", "our", "new", "now"}
    return words | owners(parts[0]) if words else None


def _subject(text: str) -> str:
    return _COPULA.split(text, maxsplit=1)[0]


def _subject_of(fact: Fact) -> str:
    return f"{_subject(fact.text)} {fact.context}".strip()


def _forget(what: str, memory: Memory, encode: Encode) -> Turn:
    """The memory without the facts that `what` is about."""
    wanted = set(topic(what))
    if not wanted:
        return "That is forgotten.", replace(memory, facts=memory.facts[:-1])
    scored = match_scores(what, encode(what), [replace(fact, context="") for fact in memory.facts])
    top = max(share for _, share, _ in scored)
    unwanted = [
        place
        for place, (_, share, _) in enumerate(scored)
        if share >= max(0.5, 0.8 * top) and wanted & set(topic(memory.facts[place].text))
    ]
    if not unwanted:
        best = max(range(len(scored)), key=lambda place: scored[place][0])
        unwanted = [best] if is_about(*scored[best][1:]) else []
    kept = [_without(fact, wanted) if place in unwanted else fact for place, fact in enumerate(memory.facts)]
    facts = tuple(fact for fact in kept if fact is not None)
    if not unwanted:
        return "I have no such note.", memory
    return "That is forgotten.", replace(memory, facts=facts, question="")


def _without(fact: Fact, wanted: set[str]) -> Fact | None:
    """The fact without the one thing of its list that is unwanted; None where it is all about it."""
    head, verb, tail = re.split(r"(\b(?:need|needs|buy|bring|have|has|are|is|get|like|likes|pack|take)\b)", f"{fact.text}", maxsplit=1) if re.search(
        r"\b(?:need|needs|buy|bring|have|has|are|is|get|like|likes|pack|take)\b", fact.text) else ("", "", fact.text)  # fmt: skip
    parts = re.split(r",\s*(?:and\s+)?|\s+and\s+", tail)
    kept = [part for part in parts if not wanted & set(topic(part))]
    if len(parts) < 2 or not kept or len(kept) == len(parts) or wanted & set(topic(head)):
        return None
    return replace(fact, text=f"{head}{verb}{' ' if verb else ''}{', '.join(part.strip() for part in kept)}")
