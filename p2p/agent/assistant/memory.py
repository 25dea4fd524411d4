"""What the assistant was told in one conversation: a value, which each turn replaces."""

# H width of the encoder.

from dataclasses import dataclass

from learning.arrays import Float32Array

MAX_FACTS = 200


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """A fact in the words in which it was told; `context` are words of facts that it continues or corrects, `group` the first of these, `turn` the one that told it."""

    text: str
    features_H: Float32Array
    context: str = ""
    group: int = 0
    turn: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """Facts in the order in which they were told, the last question about them, the tools' result in the turn before, and the last request for a tool; an empty one begins a conversation."""

    facts: tuple[Fact, ...] = ()
    question: Fact | None = None
    num_told: int = 0
    result: str = ""
    request: str = ""
