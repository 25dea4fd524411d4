"""What the assistant was told in one conversation: a value, which each turn replaces."""

# H width of the encoder.

from dataclasses import dataclass

from learning.arrays import Float32Array

MAX_FACTS = 200


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """A fact in the words in which it was told; `context` are words of facts that it continues or corrects, `group` the first of these, `former` what was told first in its place, `turn` the one that told it."""

    text: str
    features_H: Float32Array
    context: str = ""
    group: int = 0
    turn: int = 0
    former: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """Facts in the order in which they were told, the last question about them and what answered it, the tools' result in the turn before, the last request for a tool, and the last turn that concerned the memory, with its kind and number; an empty one begins a conversation."""

    facts: tuple[Fact, ...] = ()
    question: Fact | None = None
    num_told: int = 0
    result: str = ""
    request: str = ""
    answered: tuple[Fact, ...] = ()
    before: str = ""
    before_kind: str = ""
    num_turns: int = 0
