import pytest

from core.signing.keys import SigningKey
from p2p.errors import StoreUnreadableError
from p2p.peers import MAX_ADDRESSES, AddressBook

PEERS = [SigningKey.from_seed(bytes([n]) * 32).peer_id for n in range(1, 9)]
ADDRESS = "/ip4/127.0.0.1/tcp/4001"


def test_the_latest_address_comes_first():
    book = AddressBook()
    book.note(PEERS[0], [ADDRESS], 1.0)
    assert book.note(PEERS[0], ["/ip4/127.0.0.1/tcp/4002"], 2.0)
    assert book.addresses(PEERS[0]) == ("/ip4/127.0.0.1/tcp/4002", ADDRESS)
    assert not book.note(PEERS[0], [ADDRESS], 3.0)


def test_addresses_of_a_peer_are_bounded():
    book = AddressBook()
    book.note(PEERS[0], [f"/ip4/127.0.0.1/tcp/{port}" for port in range(1, 100)], 1.0)
    assert len(book.addresses(PEERS[0])) <= MAX_ADDRESSES


def test_hearsay_does_not_push_out_what_was_verified():
    book = AddressBook()
    book.note(PEERS[0], [ADDRESS], 1.0, is_verified=True)
    for port in range(1, 1000):
        book.note(PEERS[0], [f"/ip4/127.0.0.2/tcp/{port}"], 2.0)
    assert ADDRESS in book.addresses(PEERS[0])


def test_a_full_book_gives_up_hearsay_before_verified_peers():
    book = AddressBook(max_peers=3)
    book.note(PEERS[0], [ADDRESS], 1.0, is_verified=True)
    for index, peer in enumerate(PEERS[1:]):
        book.note(peer, [ADDRESS], 2.0 + index)
    assert PEERS[0] in book
    assert PEERS[-1] in book
    assert len(book.peers()) == 3


def test_only_verified_peers_are_remembered(tmp_path):
    book = AddressBook(tmp_path / "peers.json")
    book.note(PEERS[0], [ADDRESS], 1.0, is_verified=True)
    book.note(PEERS[1], [ADDRESS], 1.0)
    book.save()
    assert set(AddressBook(tmp_path / "peers.json").peers()) == {PEERS[0]}


def test_saving_nothing_new_writes_nothing(tmp_path):
    book = AddressBook(tmp_path / "peers.json")
    book.note(PEERS[0], [ADDRESS], 1.0)
    book.save()
    assert not (tmp_path / "peers.json").exists()


@pytest.mark.parametrize("content", ["", "{}", '{"version": 2, "peers": [1]}', '{"version": 2, "peers": {"x": 1}}'])
def test_a_damaged_book_is_refused(tmp_path, content):
    (tmp_path / "peers.json").write_text(content)
    with pytest.raises(StoreUnreadableError):
        AddressBook(tmp_path / "peers.json")


def test_strangers_do_not_push_a_peer_that_is_kept_out_of_the_book():
    book = AddressBook(max_peers=3, keep={PEERS[0]})
    book.note(PEERS[0], [ADDRESS], 1.0)
    for index, peer in enumerate(PEERS[1:]):
        book.note(peer, [ADDRESS], 2.0 + index, is_verified=True)
    assert PEERS[0] in book
    assert PEERS[-1] in book
    assert len(book.peers()) == 3
