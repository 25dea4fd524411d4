"""What a peer has handed in is known again, after a restart too, in bounded memory."""

from pathlib import Path

import pytest

from core.errors import CodedError
from core.signing.keys import SigningKey
from p2p.agent.inbox import accounts as accounts_module
from p2p.agent.inbox.accounts import Account, Accounts, Received

ALICE, BOB = (SigningKey.from_seed(letter * 32).peer_id for letter in (b"a", b"b"))
FIRST, SECOND = "ab" * 16, "cd" * 16


def received(number: int, size_bytes: int = 5000) -> Received:
    return Received(sha256=f"{number:064x}", size_bytes=size_bytes, arrived_ns=number)


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path / "peers")


def test_accounts_are_there_after_a_restart(accounts: Accounts, tmp_path: Path) -> None:
    accounts.write(ALICE, Account().with_joined(FIRST, 1).with_received(received(7)))
    accounts.write(BOB, Account().with_joined(FIRST, 1).with_joined(SECOND, 2))
    (tmp_path / "peers" / ".new-half").write_bytes(b"{")
    again = Accounts(tmp_path / "peers")
    assert (again.of(ALICE), again.last_arrival_ns) == (accounts.of(ALICE), 7)
    assert again.joined == {FIRST: {ALICE, BOB}, SECOND: {BOB}} == accounts.joined
    assert again.peers == {ALICE, BOB} == accounts.peers
    assert not (tmp_path / "peers" / ".new-half").exists()


def test_a_small_bundle_counts_as_a_page_and_what_is_forgotten_still_counts(monkeypatch) -> None:
    monkeypatch.setattr(accounts_module, "MAX_REMEMBERED", 2)
    account = Account()
    for number, size_bytes in enumerate((1, 5000, 4096)):
        account = account.with_received(received(number, size_bytes))
    account = account.with_waste(1)
    assert (account.used_bytes - 1, [account.has(f"{number:064x}") for number in range(3)]) == (4096 + 5000 + 4096, [False, True, True])


def test_only_who_brought_nothing_for_long_and_is_not_about_to_is_forgotten(accounts: Accounts) -> None:
    peers = [SigningKey.from_seed(bytes([number]) * 32).peer_id for number in range(4)]
    early, late = Account().with_joined(FIRST, 1), Account().with_joined(FIRST, 10)
    for peer, account in zip(peers, (early, early, early.with_received(received(1)), late), strict=True):
        accounts.write(peer, account)
    accounts.forget_idle(FIRST, 5, {peers[1]})
    assert accounts.joined[FIRST] == accounts.peers == set(peers[1:])
    assert accounts.of(peers[0]) == Account()


@pytest.mark.parametrize("name", ["nobody", f"{ALICE}x"])
def test_what_is_no_peers_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "peers").mkdir()
    (tmp_path / "peers" / f"{name}.json").write_text("{}")
    with pytest.raises(CodedError) as refused:
        Accounts(tmp_path / "peers")
    assert refused.value.code == "p2p.store.unreadable"
