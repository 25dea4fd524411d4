"""The route for pings."""

import pytest

from core.signing.keys import SigningKey
from p2p.agent.api.schemas.ping import PingRequest
from p2p.errors import PeerUnreachableError


def test_a_peer_is_pinged(pair) -> None:
    a, b = pair
    answer = a.client.ping(PingRequest(peer=b.record.peer_id, count=4, interval_s=0.01))
    assert (answer.peer_id, len(answer.round_trips_ms), answer.num_lost) == (b.record.peer_id, 4, 0)


def test_a_peer_that_is_nowhere_is_unreachable(pair) -> None:
    with pytest.raises(PeerUnreachableError):
        pair[0].client.ping(PingRequest(peer=SigningKey.generate().peer_id))
