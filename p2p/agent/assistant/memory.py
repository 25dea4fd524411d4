"""What the assistant was told in one conversation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Memory:
    """Facts in the order in which they were told; an empty one begins a conversation."""

    facts: tuple[str, ...] = ()
