"""What a turn that tells does to the memory: it adds facts, goes on with the last, or puts one in the place of what it corrects."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import takewhile

from learning.arrays import Float32Array
from p2p.agent.assistant.conversation.acts import Act
from p2p.agent.assistant.conversation.kinds import kinds_told
from p2p.agent.assistant.conversation.lexicon import has, tokens_of, topic
from p2p.agent.assistant.conversation.matching import match_facts
from p2p.agent.assistant.conversation.naming import introduced
from p2p.agent.assistant.conversation.parts import context_of
from p2p.agent.assistant.conversation.recall import owners, pointed_at
from p2p.agent.assistant.conversation.wording import clauses_of, denied_in, facts_in, says_wrong, without_former
from p2p.agent.assistant.memory import MAX_FACTS, Fact, Memory

Encode = Callable[[str], Float32Array]
MIN_CORRECTING = 0.3
"""A turn that tells may correct when so much speaks for it; but up to half of it only what is said of the same in nearly the same words."""
MIN_SAID_WRONG = 0.6
"""So much speaks for correcting where a turn begins with the words that something was wrong."""
MIN_CORRECTED_COSINE = 0.5
MIN_REPLACED_COSINE = 0.25
"""What says that something is new takes the place of the nearest fact from here on, be it in other words."""
_COPULA = re.compile(r"\s(?:is|are|was|were|=)\s|:\s", re.IGNORECASE)
_SHORT_COPULA = re.compile(r"['’]s\s(?=(?:in|on|at|from|a|an|the|not|my|called|now|\d+)\b)")
_HABIT = re.compile(r"^(?:i|we)(?:'m| am)? (?:live|living|work|working|study|sleep|park|drive|weigh|take size|go to)\b", re.IGNORECASE)


def told(text: str, memory: Memory, encode: Encode, act: Act, correcting: float = 0.0) -> tuple[str, Memory]:
    """The memory with what `text` tells, in place of what it corrects."""
    memory = replace(memory, question=None)
    if act == "fragment" and memory.facts:
        return _continued(text, memory, encode)
    said, former = facts_in(text), memory.facts
    if not said:
        return "There is nothing in that to note.", memory
    if says_wrong(text):
        correcting = max(correcting, MIN_SAID_WRONG)
    for part in said:
        beside = context_of(part, said[0], text)
        denied = denied_in(part)
        is_over = bool(denied) and any(denied <= set(topic(f"{fact.text} {fact.context}")) for fact in former)
        memory = _with_fact(part, memory, encode, former, 1.0 if is_over else correcting, beside=beside)
    return f"Noted: {'; '.join(said)}", memory


def _continued(text: str, memory: Memory, encode: Encode) -> tuple[str, Memory]:
    plain = "; ".join(facts_in(text))
    last = memory.facts[-1]
    group = last.group or memory.num_told + 1
    context = introduced(plain, [fact.text for fact in memory.facts]) or last.context or last.text
    fact = Fact(plain, encode(plain), context, group=group, turn=last.turn + 1)
    kept = (*memory.facts[:-1], replace(last, group=group), fact)
    return f"Noted: {plain}", replace(memory, facts=kept[-MAX_FACTS:], num_told=memory.num_told + 1)


def _with_fact(text: str, memory: Memory, encode: Encode, former: tuple[Fact, ...], correcting: float, *, beside: str) -> Memory:
    turn = former[-1].turn + 1 if former else 0
    corrected = _corrected(text, memory, encode, correcting)
    if corrected is None or not any(memory.facts[corrected] is fact for fact in former):
        context = beside or pointed_at(text, memory.facts) or introduced(text, [fact.text for fact in memory.facts])
        fact = Fact(text, encode(f"{context}: {text}" if context else text), context, turn=turn)
        kept = memory.facts
    else:
        old = memory.facts[corrected]
        plain, context = without_former(text, old.text), f"{_subject(old.text)} {old.context}".strip()
        fact = Fact(plain, encode(f"{context}: {plain}"), context, group=old.group if old.context else 0, turn=turn)
        kept = tuple(other for place, other in enumerate(memory.facts) if place != corrected)
    return replace(memory, facts=(*kept, fact)[-MAX_FACTS:], num_told=memory.num_told + 1)


def _corrected(text: str, memory: Memory, encode: Encode, correcting: float) -> int | None:
    """The fact in whose place the new one is told."""
    clauses = clauses_of(text)
    keys = {key for clause in (text, *clauses) if (key := _key(clause))}
    for place, fact in enumerate(memory.facts):
        if (_key(fact.text) in keys and not _is_second_case(text, fact.text)) or (
            len(clauses) > 1 and any(_begin_alike(clause, fact.text) for clause in clauses[1:])
        ):
            return place
    if correcting < MIN_CORRECTING or not memory.facts:
        return None
    said, whose = set(topic(text)), frozenset() if re.search(r"\bit(?:['’]s)?\b", text) else owners(_main_clause(text, memory))
    matches = match_facts(text, encode(text), memory.facts)
    near = [
        place
        for place, (fact, match) in enumerate(zip(memory.facts, matches, strict=True))
        if (not whose or whose == owners(fact.text))
        and (said & set(topic(f"{fact.text} {fact.context}")) or match.cosine >= MIN_CORRECTED_COSINE)
    ]
    starts_back = has(tokens_of(text)[:1], "third")
    if correcting < 0.5:
        near = [place for place in near if starts_back or _is_of_same(text, memory.facts[place].text)]
    if near:
        return max(near, key=lambda place: (matches[place].score, place))
    if correcting < 0.5:
        return None
    tokens = tokens_of(text)
    has_subject = not has(tokens, "correct") and any(has(tokens[:1], concept) for concept in ("i", "my", "we", "the"))
    if has(tokens, "newly") and not has(tokens, "more"):
        nearest = max(range(len(matches)), key=lambda place: matches[place].cosine)
        return nearest if matches[nearest].cosine >= MIN_REPLACED_COSINE and owners(memory.facts[nearest].text) == whose else None
    is_short = len(said) <= 5 and len(tokens) <= 9 and not has_subject
    return len(memory.facts) - 1 if is_short or starts_back else None


def _main_clause(text: str, memory: Memory) -> str:
    """The first clause where it is about something told, else all: a reason behind it may speak of others."""
    first = next(iter(clauses_of(text)), text)
    return first if set(topic(first)) & {word for fact in memory.facts for word in topic(fact.text)} else text


def _is_of_same(text: str, other: str) -> bool:
    """Whether two statements have most words and what stands before their verb in common, and none is said to be one more."""
    tokens = tokens_of(text)
    if has(tokens, "more") or {"old", "new"} <= {*tokens, *tokens_of(other)}:
        return False
    said, before = set(topic(text)), set(topic(other))
    if not (len(_halves(text)) > 1 or has(tokens, "newly") or has(tokens, "correct") or has(tokens, "not")):
        return len(said & before) * 3 >= len(before) * 2 and kinds_told(text) == kinds_told(other)
    return len(said & before) * 2 >= len(before) and bool(set(topic(_subject(text))) & set(topic(_subject(other))))


def _is_second_case(text: str, other: str) -> bool:
    """Whether two statements go on alike behind the verb, and then differ in two places: open until 6 on Mondays, until 1 on Sundays."""
    said, before = (tokens_of(_halves(part)[-1]) for part in (text, other))
    runs = "".join("=" if token in before else "x" for token in said)
    return runs.startswith("=") and bool(topic(said[0])) and len(re.findall("x+", runs)) > 1


def _begin_alike(one: str, other: str) -> bool:
    """Whether two statements say the same of the same thing up to their last words."""
    first, second = tokens_of(one), tokens_of(other)
    same = len([*takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False))])
    return same >= 3 and has(first[:1], "my") | has(first[:1], "the") and max(len(first), len(second)) - same <= 3


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


def _subject(text: str) -> str:
    return _halves(text)[0]


def _halves(text: str) -> list[str]:
    """What stands before and behind the verb; where "'s" may be the verb, it is only if there is no other."""
    parts = _COPULA.split(text, maxsplit=1)
    return parts if len(parts) > 1 else _SHORT_COPULA.split(text, maxsplit=1)
