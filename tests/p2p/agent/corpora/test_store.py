"""Consent holds for the data that it was given for, for those whom it names, until it is taken back."""

import pytest

from core.errors import CodedError
from core.signing.keys import SigningKey
from learning.feature_statistics import FeatureStatistics
from p2p.agent.corpora.store import FOR_GATES, MAX_CONSENTS, ConsentGrant, CorpusDescription, CorpusStore

PEER, OTHER = (SigningKey.from_seed(bytes([seed]) * 32).peer_id for seed in (1, 2))
SHA, NEXT_SHA = "0" * 64, "1" * 64
DESCRIPTION = CorpusDescription(
    source_sha256=SHA,
    terms={"features": ["a", "b"], "classes": ["x", "y", "z"]},
    statistics=FeatureStatistics(num_examples=20, means=(0, 1), deviations=(1, 2)),
)


@pytest.fixture
def store(home) -> CorpusStore:
    home.corpus_path("mine").write_bytes(b"data")
    return CorpusStore(home)


def code_of(call) -> str:
    with pytest.raises(CodedError) as refusal:
        call()
    return refusal.value.code


def test_a_consent_holds_for_those_whom_it_names(store) -> None:
    store.note_import("mine", SHA, 5, grant=ConsentGrant(peers=(PEER,), purpose="training"))
    assert store.check("mine", PEER).standing.granted_at_ms == 5
    assert code_of(lambda: store.check("mine", OTHER)) == "p2p.corpus.no_consent"
    store.note_import("mine", SHA, 6, grant=FOR_GATES)
    assert store.check("mine", OTHER).standing.purpose == "gate"


def test_data_without_a_record_are_nobodys(store) -> None:
    assert code_of(lambda: store.check("mine", PEER)) == "p2p.corpus.no_consent"
    assert code_of(lambda: store.check("other", PEER)) == "p2p.corpus.unknown"
    assert code_of(lambda: store.check("../mine", PEER)) == "p2p.corpus.unknown"
    assert (store.records(), store.entries()) == ((), ())


def test_revocation_counts_at_once_and_history_stays(store) -> None:
    store.note_import("mine", SHA, 5, grant=FOR_GATES)
    store.revoke("mine", 9)
    assert code_of(lambda: store.check("mine", PEER)) == "p2p.corpus.no_consent"
    assert [consent.revoked_at_ms for consent in store.record("mine").consents] == [9]
    store.revoke("mine", 11)
    assert [consent.revoked_at_ms for consent in store.record("mine").consents] == [9]


def test_new_data_need_a_new_consent(store) -> None:
    store.note_import("mine", SHA, 5, grant=FOR_GATES)
    record = store.note_import("mine", NEXT_SHA, 6, grant=None)
    assert record.standing is None
    assert code_of(lambda: store.check("mine", PEER)) == "p2p.corpus.no_consent"


def test_the_memory_of_consents_is_bounded(store) -> None:
    for moment in range(MAX_CONSENTS + 3):
        store.note_import("mine", SHA, moment, grant=FOR_GATES)
    assert len(store.record("mine").consents) == MAX_CONSENTS
    assert store.record("mine").standing is not None


def test_peers_are_told_only_of_described_corpora_with_a_standing_consent(store) -> None:
    store.note_import("mine", SHA, 5, grant=FOR_GATES, description=DESCRIPTION)
    [entry] = store.entries()
    assert entry.model_dump() == {"corpus": "mine", "num_examples": 20, "num_features": 2, "num_classes": 3}
    store.revoke("mine", 6)
    assert store.entries() == ()


def test_a_damaged_record_is_no_consent(store, home) -> None:
    store.note_import("mine", SHA, 5, grant=FOR_GATES)
    for content in (
        b"",
        b"{}",
        b"[" * 10_000,
        (home.corpora / "mine.json").read_bytes().replace(b'"format_version": 1', b'"format_version": 2'),
    ):
        (home.corpora / "mine.json").write_bytes(content)
        assert code_of(lambda: store.check("mine", PEER)) == "p2p.store.unreadable"
