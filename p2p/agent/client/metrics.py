"""A program's view of an agent's metrics."""

from pydantic import TypeAdapter

from p2p.agent.api.schemas.metrics import Sample
from p2p.agent.client.connection import Connection

_SAMPLES = TypeAdapter(list[Sample])


def read_metrics(connection: Connection) -> list[Sample]:
    """Every value that the agent measures."""
    return _SAMPLES.validate_python(connection.call("GET", "/metrics/values"))
