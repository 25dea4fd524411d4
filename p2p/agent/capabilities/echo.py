"""Echo: the input comes back as it is."""

from pydantic import JsonValue, TypeAdapter

from core.ids import PeerId
from p2p.protocols.capability import Limits


class Echo:
    """Answers every task with its own input."""

    name = "echo"
    summary = "Answers with its input."
    limits = Limits(concurrency=64, queue=0, keep_s=0.0)
    input: TypeAdapter[JsonValue] = TypeAdapter(JsonValue)

    async def run(self, value: JsonValue, peer: PeerId, /) -> JsonValue:
        """`value`."""
        return value
