"""A program's view of what happens to a running agent's peers."""

from collections.abc import Generator

from pydantic import ValidationError

from p2p.agent.api.schemas.events import KEEP_ALIVE_S, PeerHappening
from p2p.agent.client.connection import Connection
from p2p.errors import AgentUnreachableError


def watch_peers(connection: Connection) -> Generator[PeerHappening | None]:
    """Every known peer, then what happens, None now and then in between.

    Errors: those of `Connection`; AgentUnreachableError (p2p.agent.unreachable) when the agent ends.
    """
    for line in connection.lines("/peers/events", timeout_s=3 * KEEP_ALIVE_S):
        try:
            yield PeerHappening.model_validate_json(line) if line.strip() else None
        except ValidationError as error:
            raise AgentUnreachableError("the agent's answer cannot be read; is it of another version?") from error
