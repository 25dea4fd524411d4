"""Capabilities over the local API."""

from dataclasses import dataclass

from p2p.agent.api.schemas.capabilities import CAPABILITIES, CapabilityFacts
from p2p.agent.client.connection import Connection, segment


@dataclass(frozen=True, slots=True)
class CapabilityCalls:
    """What the agent behind `connection`, or a peer of it, can be asked to do."""

    connection: Connection

    def own(self) -> list[CapabilityFacts]:
        """The agent's own capabilities."""
        return CAPABILITIES.validate_python(self.connection.call("GET", "/capabilities"))

    def of_peer(self, peer: str) -> list[CapabilityFacts]:
        """A peer's, as it says itself; it must trust us."""
        return CAPABILITIES.validate_python(self.connection.call("GET", f"/capabilities/{segment(peer)}"))
