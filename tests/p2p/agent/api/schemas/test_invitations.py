import pytest

from p2p.agent.api.schemas.invitations import InviteRequest


def test_an_invitation_is_for_one_agent_and_an_hour_unless_asked_otherwise() -> None:
    assert (InviteRequest().uses, InviteRequest().lifetime_s, InviteRequest().purpose) == (1, 3600.0, "agents")


@pytest.mark.parametrize(
    "fields", [{"uses": 0}, {"lifetime_s": 0}, {"lifetime_s": 1e9}, {"purpose": "A"}, {"addresses": ("x",)}, {"mood": 1}]
)
def test_what_is_out_of_bounds_is_refused(fields) -> None:
    with pytest.raises(ValueError):
        InviteRequest(**fields)
