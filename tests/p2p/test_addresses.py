import pytest

from core.signing.keys import SigningKey
from p2p.addresses import ip_and_port, is_concrete, parse_peer_address
from p2p.errors import AddressUnusableError

PEER = SigningKey.from_seed(b"1" * 32).peer_id


@pytest.mark.parametrize(
    ("address", "verdict"),
    [
        ("/ip4/127.0.0.1/tcp/4001", True),
        ("/ip6/::1/tcp/4001", True),
        ("/ip4/0.0.0.0/tcp/4001", False),
        ("/ip6/::/tcp/4001", False),
        ("/ip4/224.0.0.251/tcp/4001", False),
        ("/ip4/127.0.0.1/tcp/0", False),
        ("/ip4/127.0.0.1/tcp/65536", False),
        ("/ip4/::1/tcp/4001", False),
        ("/ip4/300.0.0.1/tcp/4001", False),
        ("/ip4/127.0.0.1/udp/4001", False),
        ("/dns4/example.org/tcp/4001", False),
        ("", False),
    ],
)
def test_only_tcp_addresses_of_one_interface_are_concrete(address, verdict):
    assert is_concrete(address) is verdict


def test_an_address_has_two_halves():
    assert ip_and_port("/ip6/::1/tcp/4001") == ("::1", 4001)
    with pytest.raises(AddressUnusableError):
        ip_and_port("nowhere")


def test_a_peer_address_names_who_and_where():
    assert parse_peer_address(f" /ip4/10.0.0.1/tcp/4001/p2p/{PEER}\n") == (PEER, "/ip4/10.0.0.1/tcp/4001")


@pytest.mark.parametrize(
    "text", ["", PEER, f"/p2p/{PEER}", "/ip4/10.0.0.1/tcp/4001", "/ip4/10.0.0.1/tcp/4001/p2p/me", f"/dns4/a.b/tcp/1/p2p/{PEER}"]
)
def test_what_lacks_a_half_is_refused(text):
    with pytest.raises(AddressUnusableError):
        parse_peer_address(text)
