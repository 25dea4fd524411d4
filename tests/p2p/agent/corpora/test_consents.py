"""Whoever waits for a consent to end hears of it when it does."""

import pytest
import trio
import trio.testing

from core.signing.keys import SigningKey
from p2p.agent.corpora.consents import Consents
from p2p.agent.corpora.store import FOR_GATES, ConsentGrant, CorpusStore
from p2p.agent.errors import CorpusConsentError

PEER = SigningKey.from_seed(b"1" * 32).peer_id
SHA = "0" * 64


@pytest.mark.parametrize("change", ["revoke", "narrow", "new data"])
def test_a_consent_that_ends_is_heard_by_those_who_keep_to_it(run, home, change: str) -> None:
    home.corpus_path("mine").write_bytes(b"data")
    consents = Consents(CorpusStore(home))
    other = ConsentGrant(peers=(SigningKey.generate().peer_id,), purpose="training")
    heard: list[str] = []

    async def keep() -> None:
        with pytest.raises(CorpusConsentError):
            await consents.keep("mine", PEER)
        heard.append("ended")

    async def main() -> None:
        consents.note_import("mine", SHA, FOR_GATES, None)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(keep)
            await trio.testing.wait_all_tasks_blocked()
            consents.note_import("mine", SHA, FOR_GATES, None)
            await trio.testing.wait_all_tasks_blocked()
            assert heard == []
            match change:
                case "revoke":
                    consents.revoke("mine")
                case "narrow":
                    consents.note_import("mine", SHA, other, None)
                case _:
                    consents.note_import("mine", "1" * 64, None, None)
        assert heard == ["ended"]

    run(main)
