"""Calls on a running agent about its corpora and what is trained on them."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from p2p.agent.client.connection import Connection, segment
from p2p.agent.corpora.store import CorpusRecord
from p2p.agent.training.activity import TrainingEvent

_RECORDS = TypeAdapter(list[CorpusRecord])
_EVENTS = TypeAdapter(list[TrainingEvent])


@dataclass(frozen=True, slots=True)
class CorpusCalls:
    """Calls about corpora, with the errors of `Connection`."""

    connection: Connection

    def records(self) -> list[CorpusRecord]:
        """Every corpus with its consents, by name."""
        return _RECORDS.validate_python(self.connection.call("GET", "/corpora"))

    def revoke(self, name: str) -> CorpusRecord:
        """End the consent to train on a corpus, in running sessions too."""
        return self.connection.parsed(CorpusRecord, self.connection.call("DELETE", f"/corpora/{segment(name)}/consent"))

    def training(self, after: int = 0) -> list[TrainingEvent]:
        """What happened in the trainings of others since the event of that number."""
        return _EVENTS.validate_python(self.connection.call("GET", f"/training?after={after}"))
