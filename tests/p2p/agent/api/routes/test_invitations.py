"""The routes about invitations."""

from p2p.agent.api.schemas.invitations import InviteRequest


def test_an_invitation_says_what_becomes_of_it(pair) -> None:
    a, b = pair
    code = a.client.invite(InviteRequest(uses=2))
    [made] = [one for one in a.client.invitations() if one.code == code]
    assert (made.state, made.used_by) == ("open", ())
    joined = b.client.join(f" {code}\n", trust_back=False)
    assert (joined.peer_id, joined.is_trusted) == (a.record.peer_id, False)
    assert a.client.revoke_invitation(made.invitation_id).model_dump() == {
        **made.model_dump(),
        "used_by": (b.record.peer_id,),
        "state": "revoked",
    }
    a.client.trust_remove(b.record.peer_id)
