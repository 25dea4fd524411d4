"""Who is let in, and that a bundle is wholly in or wholly out, once, wherever a process is killed."""

import os
from pathlib import Path

import pytest

from core.errors import CodedError
from core.signing.keys import SigningKey
from p2p.agent.inbox import store as store_module
from p2p.agent.inbox.accounts import Account
from p2p.agent.inbox.store import InboxStore
from p2p.json_file import read_model
from tests.p2p.agent.inbox.places import DAY_MS, INVITATION, InboxPlace, hand_in, offer_of
from tests.p2p.killed_at_change import killed_at

ALICE, BOB, CAROL = (SigningKey.from_seed(letter * 32).peer_id for letter in (b"a", b"b", b"c"))
DATA = bytes(range(256)) * 40


def refusal(store: InboxStore, peer: str, data: bytes = DATA, **more: str) -> str:
    with pytest.raises(CodedError) as refused:
        store.admit(peer, offer_of(data, **more))
    return refused.value.code


def test_a_bundle_is_in_under_a_name_of_our_own(place: InboxPlace) -> None:
    assert hand_in(place.store(), ALICE, DATA) is False
    (path,) = place.arrived.iterdir()
    assert path.name == f"{place.clock():020d}-{ALICE}-{offer_of(DATA).sha256}.tgz"
    assert (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode & 0o777) == (DATA, place.clock(), 0o600)
    assert list((place.folder / "arriving").iterdir()) == []


@pytest.mark.parametrize("is_taken_in", [False, True])
def test_the_same_bundle_again_is_known_without_bytes_also_after_it_was_taken_in(place: InboxPlace, is_taken_in: bool) -> None:
    hand_in(place.store(), ALICE, DATA)
    if is_taken_in:
        next(place.arrived.iterdir()).unlink()
    place.grant(is_revoked=True)
    assert hand_in(place.store(), ALICE, DATA) is True
    assert len(place.whole()) == (0 if is_taken_in else 1)


def test_the_same_bytes_by_another_peer_are_its_own(place: InboxPlace) -> None:
    store = place.store()
    assert [hand_in(store, peer, DATA) for peer in (ALICE, BOB)] == [False, False]
    assert place.whole() == [DATA, DATA]


def test_bundles_lie_in_the_order_of_arrival_whatever_the_clock_does(place: InboxPlace) -> None:
    store, sent = place.store(), [bytes([number]) * 100 for number in range(4)]
    for number, data in enumerate(sent):
        place.clock.ms = (3 - number) * DAY_MS
        hand_in(store if number < 2 else place.store(), (ALICE, BOB)[number % 2], data)
    assert place.whole() == sent


@pytest.mark.parametrize("invitation", ["x", "the file of an invitation ", "the file of an invitatio", "\0"])
def test_a_stranger_without_an_invitation_of_ours_is_refused_and_leaves_nothing(place: InboxPlace, invitation: str) -> None:
    store = place.store()
    assert refusal(store, ALICE, invitation=invitation) == "p2p.peer.untrusted"
    place.trusted.add(ALICE)
    assert refusal(store, ALICE, invitation=invitation) == "p2p.bundle.uninvited"
    assert [list(path.iterdir()) for path in (place.folder / "peers", place.folder / "arriving", place.arrived)] == [[], [], []]


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"is_revoked": True}, "p2p.bundle.revoked"),
        ({"expires_at_ms": 10 * DAY_MS}, "p2p.bundle.expired"),
        ({"uses": 1, "peers": (BOB,)}, "p2p.bundle.exhausted"),
        ({"allowance_bytes": len(DATA) - 1}, "p2p.bundle.allowance"),
        ({"allowance_bytes": 4095}, "p2p.bundle.allowance"),
    ],
)
def test_an_invitation_is_held_to_before_a_byte_is_taken(place: InboxPlace, terms: dict, code: str) -> None:
    place.grant(**terms)
    assert refusal(place.store(), ALICE) == code
    assert [list(path.iterdir()) for path in (place.folder / "peers", place.folder / "arriving")] == [[], []]


def test_terms_count_as_they_are_now(place: InboxPlace) -> None:
    store = place.store()
    hand_in(store, ALICE, DATA)
    place.grant(is_revoked=True)
    assert refusal(store, ALICE, b"next") == "p2p.bundle.revoked"
    place.grant()
    assert hand_in(store, ALICE, b"next") is False
    (place.folder / "terms.json").unlink()
    assert refusal(store, ALICE, b"last") == "p2p.peer.untrusted"


def test_who_has_joined_goes_on_after_the_invitations_time(place: InboxPlace) -> None:
    store = place.store()
    hand_in(store, ALICE, DATA)
    place.grant(expires_at_ms=1, peers=(CAROL,))
    assert hand_in(place.store(), ALICE, b"next") is False
    assert hand_in(store, CAROL, b"of one who joined by another way") is False
    assert refusal(store, BOB) == "p2p.bundle.expired"


def test_so_many_join_as_may_and_one_who_brings_nothing_gives_way_after_a_day(place: InboxPlace) -> None:
    place.grant(uses=2)
    store = place.store()
    hand_in(store, ALICE, DATA)
    begun = store.admit(BOB, offer_of(DATA))
    assert begun is not None
    begun.close()
    assert refusal(store, CAROL) == "p2p.bundle.exhausted"
    (partial,) = (place.folder / "arriving").iterdir()
    os.utime(partial, ns=(place.clock(), place.clock()))
    place.clock.ms += 2 * DAY_MS
    assert hand_in(place.store(), CAROL, DATA) is False
    assert sorted(path.stem for path in (place.folder / "peers").iterdir()) == sorted((ALICE, CAROL))


def test_one_who_brings_nothing_gives_way_whichever_invitation_made_us_look(place: InboxPlace) -> None:
    """We look at most once a minute, which must not be spent on another invitation."""
    place.grant(uses=1)
    place.grant("another", pass_id="cd" * 16, uses=1)
    store = place.store()
    for peer, invitation in ((ALICE, INVITATION), (BOB, "another")):
        begun = store.admit(peer, offer_of(DATA, invitation))
        assert begun is not None
        begun.close()
        os.utime(begun.path, ns=(place.clock(), place.clock()))
    place.clock.ms += 2 * DAY_MS
    for invitation in (INVITATION, "another"):
        begun = store.admit(CAROL, offer_of(DATA, invitation))
        assert begun is not None
        begun.close()


def test_an_allowance_is_for_all_that_a_peer_hands_in(place: InboxPlace) -> None:
    place.grant(allowance_bytes=3 * 4096)
    store = place.store()
    for number in range(3):
        hand_in(store, ALICE, bytes([number]))
    assert refusal(place.store(), ALICE) == "p2p.bundle.allowance"
    assert hand_in(store, BOB, DATA) is False


def test_what_comes_to_nothing_counts_too(place: InboxPlace) -> None:
    """Else one who was invited once sends for ever: bytes of another hash, or beginnings of ever other bundles."""
    place.grant(allowance_bytes=2 * len(DATA) + 300)
    store = place.store()
    for data in (DATA, DATA[1:], DATA[2:], DATA[3:]):
        partial = store.admit(ALICE, offer_of(data))
        assert partial is not None
        partial.take(data[:100])
        partial.close()
    partial = store.admit(ALICE, offer_of(DATA))
    assert partial is not None
    partial.take(DATA[:-1] + b"x")
    with pytest.raises(CodedError) as refused:
        store.commit(ALICE, partial, offer_of(DATA).sha256)
    partial.close()
    assert refused.value.code == "p2p.blob.hash_mismatch"
    assert (refusal(store, ALICE), place.whole()) == ("p2p.bundle.allowance", [])


def test_who_has_joined_is_known_until_the_invitation_is_taken_back(place: InboxPlace) -> None:
    store = place.store()
    hand_in(store, ALICE, DATA)
    known = [(store.knows(ALICE), store.knows(BOB)), (place.store().knows(ALICE), False)]
    place.grant(is_revoked=True)
    assert (known, store.knows(ALICE)) == ([(True, False), (True, False)], False)


def test_a_bundle_beyond_the_largest_is_refused(place: InboxPlace) -> None:
    assert refusal(place.store(), ALICE, bytes(place.max_bundle_bytes + 1)) == "p2p.bundle.too_large"


@pytest.mark.parametrize(
    ("limit", "value", "code"),
    [
        ("MAX_WAITING_PER_PEER", 2, "p2p.bundle.waiting"),
        ("MAX_WAITING", 2, "p2p.bundle.full"),
        ("MAX_WAITING_BYTES", 2 * 100 + 50, "p2p.bundle.full"),
        ("FREE_BYTES", 2**62, "p2p.bundle.full"),
    ],
)
def test_what_waits_is_bounded_and_taking_in_makes_room(place, monkeypatch, limit: str, value: int, code: str) -> None:
    store = place.store()
    for number in range(2):
        hand_in(store, ALICE, bytes([number]) * 100)
    usual = getattr(store_module, limit)
    monkeypatch.setattr(store_module, limit, value)
    assert refusal(store, ALICE, b"\2" * 100) == code
    if limit == "FREE_BYTES":
        monkeypatch.setattr(store_module, limit, usual)
    for path in place.arrived.iterdir():
        path.unlink()
    assert hand_in(store, ALICE, b"\2" * 100) is False


def test_another_bundle_takes_the_place_of_a_partial(place: InboxPlace) -> None:
    store = place.store()
    for data in (DATA, DATA[1:], DATA[2:]):
        partial = store.admit(ALICE, offer_of(data))
        assert partial is not None and partial.received_bytes == 0
        partial.take(data[:100])
        partial.close()
    assert [path.stat().st_size for path in (place.folder / "arriving").iterdir()] == [100]


def test_a_kill_at_any_step_of_taking_a_bundle_leaves_it_wholly_in_or_out_once(tmp_path: Path) -> None:
    """Every change of the disk, from the opening of the store on, is a moment to be killed; then the peer, not acknowledged, comes again."""
    was_killed, step = True, 0
    while was_killed:
        step += 1
        (tmp_path / str(step)).mkdir()
        place = InboxPlace(tmp_path / str(step))
        hand_in(place.store(), ALICE, b"before")
        was_killed = killed_at(step, lambda place=place: hand_in(place.store(), ALICE, DATA))
        assert place.whole() in ([b"before"], [b"before", DATA])
        place.clock.ms += 1
        again = place.store()
        hand_in(again, ALICE, DATA)
        assert place.whole() == [b"before", DATA]
        assert hand_in(again, ALICE, DATA) is True
        account = read_model(place.folder / "peers" / f"{ALICE}.json", Account)
        assert [one.size_bytes for one in account.received] == [len(b"before"), len(DATA)]
        assert [list((place.folder / "arriving").iterdir()), list((place.folder / "peers").glob(".new-*"))] == [[], []]
    assert step > 6


def test_a_place_that_takes_nothing_is_a_full_inbox_and_later_all_is_there_once(place: InboxPlace, tmp_path: Path) -> None:
    store = place.store()
    place.arrived.rename(tmp_path / "away")
    with pytest.raises(CodedError) as refused:
        hand_in(store, ALICE, DATA)
    assert refused.value.code == "p2p.bundle.full"
    (tmp_path / "away").rename(place.arrived)
    hand_in(store, ALICE, DATA)
    assert place.whole() == [DATA]


def test_an_account_that_the_disk_does_not_take_is_a_full_inbox_and_the_peer_comes_again(place: InboxPlace, tmp_path: Path) -> None:
    store = place.store()
    (place.folder / "peers").rename(tmp_path / "away")
    with pytest.raises(CodedError) as refused:
        hand_in(store, ALICE, DATA)
    assert (refused.value.code, refused.value.is_retryable) == ("p2p.bundle.full", True)
    (tmp_path / "away").rename(place.folder / "peers")
    assert hand_in(store, ALICE, DATA) is False


def test_a_damaged_account_is_refused_and_not_begun_anew(place: InboxPlace) -> None:
    hand_in(place.store(), ALICE, DATA)
    (place.folder / "peers" / f"{ALICE}.json").write_bytes(b"{")
    with pytest.raises(CodedError) as refused:
        place.store()
    assert refused.value.code == "p2p.store.unreadable"
