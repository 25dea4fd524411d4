"""What the local API is told of trust is a peer id and, where there is one, a printable name."""

import pytest
from pydantic import ValidationError

from core.signing.keys import SigningKey
from p2p.agent.api.schemas.trust import TrustRequest

PEER = SigningKey.from_seed(b"p" * 32).peer_id


def test_a_peer_is_trusted_without_a_name_and_by_no_force() -> None:
    request = TrustRequest(peer=PEER)
    assert (request.name, request.is_forced) == (None, False)


@pytest.mark.parametrize("fields", [{"peer": "nobody"}, {"name": ""}, {"name": "a\nb"}, {"name": "x" * 65}, {"why": "because"}])
def test_what_is_no_peer_or_no_name_is_refused(fields) -> None:
    with pytest.raises(ValidationError):
        TrustRequest.model_validate({"peer": PEER, **fields})
