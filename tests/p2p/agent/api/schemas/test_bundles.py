import pytest

from core.signing.keys import SigningKey
from p2p.agent.api.schemas.bundles import InboxRequest, PushRequest

PEER = SigningKey.from_seed(b"p" * 32).peer_id


def test_a_push_is_patient_for_two_minutes_unless_asked_otherwise() -> None:
    assert PushRequest(peer=PEER, path="/x", invitation="x").timeout_s == 120.0


@pytest.mark.parametrize(
    "fields",
    [
        {"peer": "nobody"},
        {"path": ""},
        {"invitation": ""},
        {"invitation": "x" * 16_385},
        {"timeout_s": 0},
        {"addresses": ("x",)},
        {"mood": 1},
    ],
)
def test_what_is_out_of_bounds_is_refused(fields: dict) -> None:
    with pytest.raises(ValueError):
        PushRequest.model_validate({"peer": PEER, "path": "/x", "invitation": "x", **fields})


@pytest.mark.parametrize("fields", [{"folder": ""}, {"arrived": "x" * 4097}, {"mood": 1}])
def test_an_inbox_has_two_folders(fields: dict) -> None:
    with pytest.raises(ValueError):
        InboxRequest.model_validate({"folder": "/x", "arrived": "/y", **fields})
