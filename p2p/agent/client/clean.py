"""A program's view of the cleaning of a home, whether its agent runs or not."""

from p2p.agent.api.schemas.clean import CleanReport, CleanRequest
from p2p.agent.client.agent import AgentClient
from p2p.agent.client.connection import Connection
from p2p.agent.storage.home import AgentHome, HomeState

CLEAN_TIMEOUT_S = 120.0


def clean(connection: Connection, request: CleanRequest) -> CleanReport:
    """Have the agent clean its home."""
    return connection.parsed(CleanReport, connection.call("POST", "/clean", request, CLEAN_TIMEOUT_S))


def clean_home(home: AgentHome, request: CleanRequest, now_s: float) -> CleanReport:
    """Clean `home`: by its agent where one runs, else here.

    Errors: those of `Connection`, AgentAlreadyRunningError (p2p.agent.already_running) where an agent starts meanwhile.
    """
    if home.state() is HomeState.running:
        with AgentClient.of_home(home) as connection:
            return clean(connection, request)
    from p2p.agent.storage.cleaning import clean_stopped_home

    return clean_stopped_home(home, request, now_s)
