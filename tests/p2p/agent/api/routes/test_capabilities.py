"""What agents offer, over the local API."""

import pytest

from core.errors import CodedError
from p2p.agent.client.capabilities import CapabilityCalls


def test_an_agent_tells_its_own_capabilities_and_those_of_a_peer_that_trusts_it(pair) -> None:
    a, b = pair
    own = CapabilityCalls(a.client).own()
    assert {"echo", "capabilities", "status"} <= {facts.name for facts in own}
    b.client.trust_add(a.record.peer_id)
    assert CapabilityCalls(a.client).of_peer(b.record.peer_id) == own
    b.client.trust_remove(a.record.peer_id)
    with pytest.raises(CodedError) as refusal:
        CapabilityCalls(a.client).of_peer(b.record.peer_id)
    assert refusal.value.code == "p2p.peer.untrusted"


@pytest.mark.parametrize("peer", ["nobody", "%2e%2e", "x" * 500])
def test_a_peer_is_named_by_its_id(http, peer: str) -> None:
    answer = http.get(f"/capabilities/{peer}")
    assert (answer.status_code, answer.json()["code"]) == (400, "core.id.malformed")
