"""What a training gate says of the seed that it also trained over real agents."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Annotated, Literal

from pydantic import Field

from gates.artifacts.fields import Artifact, Count, Fraction, HexDigest, Positive, PositiveCount, Seed, Text


class AgentMethod(Artifact):
    """One method trained over agents, and its simulated twin: the same bits."""

    weights_sha256: HexDigest
    twin_weights_sha256: HexDigest


class AgentRun(Artifact):
    """The seed, and beside it each method by its name."""

    __pydantic_extra__: dict[str, AgentMethod]  # pyright: ignore[reportIncompatibleVariableOverride]
    seed: Seed


Rounds = Sequence[Sequence[float]]
"""The clients that each round included."""


class TrialMethod(Artifact):
    """The clients that each round of one session included: as the virtual clock foresaw, and as it was."""

    predicted: tuple[tuple[Count, ...], ...]
    observed: tuple[tuple[Count, ...], ...]


class Trial(Artifact):
    """Agents that were throttled, killed and joined, under a deadline.

    `participation_difference` is the share of all clients in all rounds of which prediction and observation disagree;
    `contribution_difference` that of the contributions which were foreseen or seen, in the worst method. Who is never there counts in the
    first alone, so that it is the second that is limited.
    """

    deadline_sec: Positive
    num_clients: PositiveCount
    methods: Annotated[dict[str, TrialMethod], Field(min_length=1)]
    participation_difference: Fraction
    contribution_difference: Fraction | None = None


def participation_difference(pairs: Sequence[tuple[Rounds, Rounds]], num_clients: int) -> float:
    """The share of the clients in the rounds, those foreseen beside those seen, of which the two disagree; 1 for rounds that one of them lacks."""
    differing = num_places = 0
    for predicted, observed in pairs:
        for first, second in zip_longest(predicted, observed):
            num_places += num_clients
            differing += num_clients if first is None or second is None else len(set(first) ^ set(second))
    return min(1.0, differing / num_places) if num_places else 1.0


def contribution_difference(pairs: Sequence[tuple[Rounds, Rounds]]) -> float:
    """Of what was foreseen or seen to contribute, the share of which the two disagree, for the pair where it is largest.

    1 where there are no pairs, no contributions, or rounds that one of the two lacks.
    """
    return max((_disagreement(predicted, observed) for predicted, observed in pairs), default=1.0)


def _disagreement(predicted: Rounds, observed: Rounds) -> float:
    if len(predicted) != len(observed):
        return 1.0
    rounds = [(set(first), set(second)) for first, second in zip(predicted, observed, strict=True)]
    num_contributions = sum(len(first | second) for first, second in rounds)
    return sum(len(first ^ second) for first, second in rounds) / num_contributions if num_contributions else 1.0


class OverAgents(Artifact):
    """The additive fields of a gate that trains: `peers` are the agents' ids."""

    transport: Literal["libp2p"] | None = None
    peers: tuple[Text, ...] | None = None
    agents: AgentRun | None = None
    trial: Trial | None = None
