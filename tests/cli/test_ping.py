import time

from core.signing.keys import SigningKey


def test_a_peer_that_is_there_answers(pair) -> None:
    [a, _], [_, peer] = pair
    give_up = time.monotonic() + 20
    while (said := a("ping", peer, "--count", "4", "--interval", "0.01", "--json")).code and time.monotonic() < give_up:
        time.sleep(0.2)
    assert (said.code, said.json["num_lost"], len(said.json["round_trips_ms"])) == (0, 0, 4)
    assert said.json["min_ms"] <= said.json["median_ms"] <= said.json["max_ms"]
    assert "3 sent, 0 lost" in a.process("ping", peer).out


def test_a_peer_that_is_nowhere_has_a_code(pair) -> None:
    said = pair[0][0]("ping", SigningKey.generate().peer_id, "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "p2p.peer.unreachable")
