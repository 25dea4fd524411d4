import time


def test_agents_find_each_other_and_ids_are_shown_whole(pair) -> None:
    [a, _], [_, peer] = pair
    give_up = time.monotonic() + 20
    while not any(facts["peer_id"] == peer and facts["addresses"] for facts in a("peers", "--json").json):
        assert time.monotonic() < give_up
    table = a.process("peers").out
    assert peer in table
    assert "/ip4/127.0.0.1/tcp/" in table
    assert max(len(line) for line in table.splitlines()) <= 80
