"""A loss of power leaves what a kill leaves: each name is on the disk before the next is given."""

import os
from pathlib import Path

from core.signing.keys import SigningKey
from tests.p2p.agent.inbox.places import InboxPlace, offer_of

ALICE = SigningKey.from_seed(b"a" * 32).peer_id
DATA = bytes(1000)


def test_every_name_is_on_the_disk_before_the_next_is_given_and_before_the_end(place: InboxPlace, monkeypatch) -> None:
    store, given = place.store(), list[Path]()
    partial = store.admit(ALICE, offer_of(DATA))
    assert partial is not None
    partial.take(DATA)
    sync = os.fsync

    def give(usual):
        def at(source, target):
            assert given == []
            usual(source, target)
            given.append(Path(target).parent)

        return at

    def synced(descriptor: int) -> None:
        sync(descriptor)
        given[:] = [folder for folder in given if folder != Path(f"/proc/self/fd/{descriptor}").readlink()]

    for name in ("rename", "replace"):
        monkeypatch.setattr(os, name, give(getattr(os, name)))
    monkeypatch.setattr(os, "fsync", synced)
    store.commit(ALICE, partial, offer_of(DATA).sha256)
    partial.close()
    assert (given, place.whole()) == ([], [DATA])
