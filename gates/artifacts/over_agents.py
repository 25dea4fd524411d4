"""What a training gate says of the seed that it also trained over real agents."""

from typing import Literal

from gates.artifacts.fields import Artifact, HexDigest, Seed, Text


class AgentMethod(Artifact):
    """One method trained over agents, and its simulated twin: the same bits."""

    weights_sha256: HexDigest
    twin_weights_sha256: HexDigest


class AgentRun(Artifact):
    """The seed, and beside it each method by its name."""

    __pydantic_extra__: dict[str, AgentMethod]  # pyright: ignore[reportIncompatibleVariableOverride]
    seed: Seed


class OverAgents(Artifact):
    """The additive fields of a gate that trains: `peers` are the agents' ids."""

    transport: Literal["libp2p"] | None = None
    peers: tuple[Text, ...] | None = None
    agents: AgentRun | None = None
