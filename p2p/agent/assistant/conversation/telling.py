"""What a turn that tells does to the memory: it adds facts, goes on with the last, or puts one in the place of what it corrects."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from learning.arrays import Float32Array
from p2p.agent.assistant.conversation.naming import introduced
from p2p.agent.assistant.conversation.parts import context_of
from p2p.agent.assistant.conversation.recall import pointed_at
from p2p.agent.assistant.conversation.rules import subject_of
from p2p.agent.assistant.conversation.wording import facts_in, without_former
from p2p.agent.assistant.memory import MAX_FACTS, Fact, Memory

Encode = Callable[[str], Float32Array]


def told(text: str, memory: Memory, encode: Encode, *, voids: Sequence[int] = (), goes_on: bool = False) -> tuple[str, Memory]:
    """The memory with what `text` tells, without the facts at the places that it makes void; one that `goes_on` belongs to the fact before.

    A change is one fact, whatever its parts, understood by the first that it makes void.
    """
    memory = replace(memory, question=None, answered=())
    said = facts_in(text)
    if not said:
        return "There is nothing in that to note.", memory
    if goes_on and memory.facts and not voids:
        return _continued("; ".join(said), memory, encode)
    voided = [memory.facts[place] for place in voids]
    memory = replace(memory, facts=tuple(fact for place, fact in enumerate(memory.facts) if place not in set(voids)))
    for part in [", ".join(said)] if voided else said:
        fact = _instead(part, voided[0], memory, encode) if voided else _new(part, memory, encode, context_of(part, said[0], text))
        memory = replace(memory, facts=(*memory.facts, fact)[-MAX_FACTS:], num_told=memory.num_told + 1)
    return f"Noted: {'; '.join(said)}", memory


def _continued(plain: str, memory: Memory, encode: Encode) -> tuple[str, Memory]:
    last = memory.facts[-1]
    group = last.group or memory.num_told + 1
    context = introduced(plain, [fact.text for fact in memory.facts]) or last.context or last.text
    fact = Fact(plain, encode(plain), context, group=group, turn=memory.num_turns)
    kept = (*memory.facts[:-1], replace(last, group=group), fact)
    return f"Noted: {plain}", replace(memory, facts=kept[-MAX_FACTS:], num_told=memory.num_told + 1)


def _new(text: str, memory: Memory, encode: Encode, beside: str) -> Fact:
    """A fact beside the others."""
    context = beside or pointed_at(text, memory.facts) or introduced(text, [fact.text for fact in memory.facts])
    return Fact(text, encode(f"{context}: {text}" if context else text), context, turn=memory.num_turns)


def _instead(text: str, former: Fact, memory: Memory, encode: Encode) -> Fact:
    """A fact in another's place, which is understood by what that was about."""
    plain, context = without_former(text, former.text), f"{subject_of(former.text)} {former.context}".strip()
    return Fact(
        plain,
        encode(f"{context}: {plain}"),
        context,
        group=former.group if former.context else 0,
        turn=memory.num_turns,
        former=former.former or former.text,
    )
