"""The corpora of a home: what each holds, and to whose training its owner has consented. Light to import: no NumPy."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from core.ids import PeerId
from core.parameters import Parameters
from learning.feature_statistics import FeatureStatistics
from p2p.agent.api.schemas.capabilities import TrainingFacts
from p2p.agent.errors import CorpusConsentError, CorpusUnknownError, FileRefusedError
from p2p.agent.models.card import ModelTerms, Sha256Text
from p2p.agent.storage.home import AgentHome
from p2p.agent.storage.imports import read_bounded
from p2p.atomic_file import write_private_file
from p2p.errors import StoreUnreadableError
from p2p.wire.messages import Moment, PeerIdText

MAX_RECORD_BYTES = 4 * 2**20
MAX_CONSENTS = 64
"""So many consents of one corpus are remembered, the latest."""

Peers = Literal["all_trusted"] | Annotated[tuple[PeerIdText, ...], Field(min_length=1, max_length=1024)]


class ConsentGrant(Parameters):
    """Who may train on a corpus, and for what."""

    peers: Peers
    purpose: Literal["training", "gate"]


FOR_GATES = ConsentGrant(peers="all_trusted", purpose="gate")
"""The consent that a task of this project records for the data that it shares out."""


class Consent(ConsentGrant):
    """A grant as it was given, for data of one hash; revoked at a time, or standing."""

    data_sha256: Sha256Text
    granted_at_ms: Moment
    revoked_at_ms: Moment | None = None


class CorpusDescription(Parameters):
    """What the numbers of a corpus mean, and of which file they were read."""

    source_sha256: Sha256Text
    terms: ModelTerms
    statistics: FeatureStatistics


class CorpusRecord(Parameters):
    """What lies beside a corpus; the latest consent is the last."""

    format: Literal["p2p-agent/corpus"] = "p2p-agent/corpus"
    format_version: Literal[1] = 1
    name: str
    data_sha256: Sha256Text
    imported_at_ms: Moment
    description: CorpusDescription | None = None
    consents: Annotated[tuple[Consent, ...], Field(max_length=MAX_CONSENTS)] = ()

    @property
    def standing(self) -> Consent | None:
        """The consent that holds now, for the data as they are now."""
        last = self.consents[-1] if self.consents else None
        return last if last is not None and last.revoked_at_ms is None and last.data_sha256 == self.data_sha256 else None


class Readiness(Parameters):
    """What the owner of a corpus tells whom it lets train on it."""

    corpus: str
    terms: ModelTerms
    statistics: FeatureStatistics


@dataclass(frozen=True, slots=True)
class CorpusStore:
    """The records of a home's corpora; each is replaced in one step, also under a running agent."""

    home: AgentHome

    def record(self, name: str) -> CorpusRecord:
        """What is known of a corpus.

        Errors: CorpusUnknownError (p2p.corpus.unknown), also for data that nobody has recorded; StoreUnreadableError
        (p2p.store.unreadable).
        """
        path = self._record_path(name)
        if not path.exists():
            raise CorpusUnknownError("the agent has no such corpus", corpus=name)
        try:
            return CorpusRecord.model_validate_json(read_bounded(path, MAX_RECORD_BYTES))
        except (ValidationError, FileRefusedError) as error:
            raise StoreUnreadableError("the record of the corpus is damaged", path=str(path)) from error

    def records(self) -> tuple[CorpusRecord, ...]:
        """Every recorded corpus, by name.

        Errors: StoreUnreadableError (p2p.store.unreadable).
        """
        paths = sorted(self.home.corpora.glob("*.safetensors"))
        return tuple(self.record(path.stem) for path in paths if path.with_suffix(".json").exists())

    def note_import(
        self, name: str, data_sha256: str, now_ms: int, *, grant: ConsentGrant | None, description: CorpusDescription | None = None
    ) -> CorpusRecord:
        """Record what was just put into the home as `name`, and the consent that came with it; consents to earlier data end.

        Errors: StoreUnreadableError (p2p.store.unreadable), CorpusUnknownError (p2p.corpus.unknown) for a bad name.
        """
        earlier = _revoked(self._consents(name), now_ms)
        given = () if grant is None else (Consent(**dict(grant), data_sha256=data_sha256, granted_at_ms=now_ms),)
        record = CorpusRecord(
            name=name,
            data_sha256=data_sha256,
            imported_at_ms=now_ms,
            description=description,
            consents=(*earlier, *given)[-MAX_CONSENTS:],
        )
        self._write(record)
        return record

    def revoke(self, name: str, now_ms: int) -> CorpusRecord:
        """From now on nobody may train on the corpus.

        Errors: CorpusUnknownError (p2p.corpus.unknown), StoreUnreadableError (p2p.store.unreadable).
        """
        record = self.record(name)
        record = record.model_copy(update={"consents": _revoked(record.consents, now_ms)})
        self._write(record)
        return record

    def check(self, name: str, peer: PeerId) -> CorpusRecord:
        """Return when `peer`, a trusted one, may train on the corpus.

        Errors: CorpusUnknownError (p2p.corpus.unknown), CorpusConsentError (p2p.corpus.no_consent), StoreUnreadableError
        (p2p.store.unreadable).
        """
        if not self.home.corpus_path(name).is_file():
            raise CorpusUnknownError("the agent has no such corpus", corpus=name)
        if not self._record_path(name).exists():
            raise CorpusConsentError("no consent is recorded for the corpus", corpus=name)
        record = self.record(name)
        if record.standing is None or (record.standing.peers != "all_trusted" and peer not in record.standing.peers):
            raise CorpusConsentError("the owner has not consented to your training on it", corpus=name)
        return record

    def entries(self) -> tuple[TrainingFacts, ...]:
        """The corpora that somebody may train on, as peers are told.

        Errors: StoreUnreadableError (p2p.store.unreadable).
        """
        return tuple(
            TrainingFacts(
                corpus=record.name,
                num_examples=record.description.statistics.num_examples,
                num_features=len(record.description.terms.features),
                num_classes=len(record.description.terms.classes),
            )
            for record in self.records()
            if record.description is not None and record.standing is not None
        )

    def _consents(self, name: str) -> tuple[Consent, ...]:
        return self.record(name).consents if self._record_path(name).exists() else ()

    def _record_path(self, name: str) -> Path:
        return self.home.corpus_path(name).with_suffix(".json")

    def _write(self, record: CorpusRecord) -> None:
        path = self._record_path(record.name)
        try:
            write_private_file(path, record.model_dump_json(indent=1, exclude_none=True).encode())
        except OSError as error:
            raise StoreUnreadableError(f"the record cannot be written: {error.strerror}", path=str(path)) from error


def _revoked(consents: tuple[Consent, ...], now_ms: int) -> tuple[Consent, ...]:
    return tuple(
        consent if consent.revoked_at_ms is not None else consent.model_copy(update={"revoked_at_ms": now_ms}) for consent in consents
    )
