from p2p.agent.api.schemas.ping import PingAnswer, PingRequest

PEER = "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN"


def test_an_answer_says_what_its_round_trips_come_to() -> None:
    answer = PingAnswer.of(PEER, (3.0, None, 1.0, 2.00049))
    assert (answer.num_lost, answer.min_ms, answer.median_ms, answer.max_ms) == (1, 1.0, 2.0, 3.0)
    assert answer.round_trips_ms == (3.0, None, 1.0, 2.0)


def test_an_answer_of_lost_pings_has_no_times() -> None:
    answer = PingAnswer.of(PEER, (None, None))
    assert (answer.num_lost, answer.min_ms, answer.median_ms, answer.max_ms) == (2, None, None, None)


def test_a_client_waits_as_long_as_all_pings_may_take() -> None:
    assert PingRequest(peer=PEER, count=10, interval_s=1, timeout_s=2).longest_s == 54
