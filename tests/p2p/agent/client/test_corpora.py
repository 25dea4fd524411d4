"""A program sees and revokes what its agent offers for training."""

import pytest

from core.errors import CodedError
from p2p.agent.client.corpora import CorpusCalls


def test_corpora_are_listed_and_revoked(agent, tmp_path) -> None:
    calls = CorpusCalls(agent.client)
    (tmp_path / "file").write_bytes(b"examples")
    agent.client.import_corpus("listed", tmp_path / "file")
    [record] = [record for record in calls.records() if record.name == "listed"]
    assert record.standing.purpose == "gate"
    assert calls.revoke("listed").standing is None
    assert calls.training() == []
    with pytest.raises(CodedError) as refusal:
        calls.revoke("../mine")
    assert refusal.value.code in ("p2p.corpus.unknown", "p2p.request.unknown_route")
