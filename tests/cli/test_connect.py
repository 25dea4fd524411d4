from core.signing.keys import SigningKey


def address_of(command) -> str:
    shown = command("id", "--json").json
    return f"{shown['addresses'][0]}/p2p/{shown['peer_id']}"


def test_an_address_is_enough_to_connect_keep_and_end_a_connection(pair) -> None:
    [a, b], [_, peer] = pair
    connected = a.process("connect", address_of(b), "--save", "--json").json
    assert (connected["peer_id"], connected["is_connected"], connected["is_static"]) == (peer, True, True)
    assert a("connect", peer).out.startswith(f"Connected to {peer}.")
    assert a.process("disconnect", peer, "--json").json == {"peer_id": peer, "was_connected": True, "was_static": True}
    assert a("disconnect", peer, "--json").json["was_static"] is False


def test_a_peer_that_is_nowhere_has_a_code(pair) -> None:
    said = pair[0][0]("connect", SigningKey.generate().peer_id, "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "p2p.peer.unreachable")


def test_half_an_address_is_refused(pair) -> None:
    said = pair[0][0]("connect", "/ip4/127.0.0.1/tcp/4001", "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "p2p.address.unusable")
