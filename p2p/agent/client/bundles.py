"""A program's view of bundles: pushing one to another agent, and one's own agent's inbox."""

from collections.abc import Callable

from pydantic import ValidationError

from p2p.agent.api.schemas.bundles import InboxFacts, InboxRequest, PushProgress, PushRequest
from p2p.agent.client.connection import Connection
from p2p.agent.errors import AgentInternalError, coded_error
from p2p.errors import AgentUnreachableError

LINE_TIMEOUT_S = 180.0
"""The longest that a living agent says nothing: a few waits for a peer, and a pause."""


def push_file(connection: Connection, request: PushRequest, tell: Callable[[PushProgress], None]) -> PushProgress:
    """Have the agent push a file; `tell` hears how far it is, and the last word is the peer's acknowledgement.

    Errors: those of `Connection`, FileRefusedError (p2p.file.refused), and what the push ended with.
    """
    for line in connection.lines("/bundles", LINE_TIMEOUT_S, request):
        try:
            progress = PushProgress.model_validate_json(line)
        except ValidationError as error:
            raise AgentUnreachableError("the agent's answer cannot be read; is it of another version?") from error
        if progress.error is not None:
            context = progress.error.get("context")
            known = context if isinstance(context, dict) else {}
            raise coded_error(str(progress.error.get("code")), str(progress.error.get("message")), AgentInternalError, known)
        if progress.is_acknowledged:
            return progress
        tell(progress)
    raise AgentUnreachableError("the agent has ended before the push did")


def inbox(connection: Connection) -> InboxFacts:
    """Whether and where the agent receives bundles."""
    return connection.parsed(InboxFacts, connection.call("GET", "/inbox"))


def open_inbox(connection: Connection, folder: str, arrived: str) -> InboxFacts:
    """Have the agent receive bundles in `folder` by the terms that lie there, and put whole ones into `arrived`."""
    return connection.parsed(InboxFacts, connection.call("PUT", "/inbox", InboxRequest(folder=folder, arrived=arrived)))


def close_inbox(connection: Connection) -> InboxFacts:
    """Have the agent receive nothing more."""
    return connection.parsed(InboxFacts, connection.call("DELETE", "/inbox"))
