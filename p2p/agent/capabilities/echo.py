"""Echo: the input comes back as it is."""

from pydantic import JsonValue

from core.ids import PeerId


class Echo:
    """Answers every task with its own input."""

    name = "echo"

    async def run(self, value: JsonValue, peer: PeerId, /) -> JsonValue:
        """`value`."""
        return value
