"""Capabilities: what this agent can be asked to do, for those whom it trusts."""

from collections.abc import Callable, Iterable, Sequence

from pydantic import JsonValue

from core.ids import PeerId
from p2p.agent.api.schemas.capabilities import CAPABILITIES, CapabilityFacts, LimitFacts
from p2p.agent.capabilities.nothing import NOTHING
from p2p.agent.execution.inputs import input_schema
from p2p.protocols.capability import Capability, Limits


class Listing:
    """Answers with every capability of the agent: name, summary, JSON Schema of the input, limits."""

    name = "capabilities"
    summary = "Lists what this agent can be asked to do, with the form of each input."
    limits = Limits(concurrency=8, queue=8, time_s=5.0, keep_s=0.0)
    input = NOTHING

    def __init__(self, offered: Callable[[], Sequence[Capability]]) -> None:
        self._offered = offered

    async def run(self, value: None, peer: PeerId, /) -> JsonValue:
        """A list of `CapabilityFacts`."""
        return CAPABILITIES.dump_python(described(self._offered()), mode="json")


def described(capabilities: Iterable[Capability]) -> list[CapabilityFacts]:
    """What each capability says of itself."""
    return [
        CapabilityFacts(
            name=capability.name,
            summary=capability.summary,
            input=input_schema(capability),
            limits=LimitFacts(concurrency=capability.limits.concurrency, queue=capability.limits.queue, time_s=capability.limits.time_s),
        )
        for capability in capabilities
    ]
