"""The local API's words on invitations."""

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from p2p.wire.invitation import MAX_ADDRESSES, MAX_USES, Address, Purpose

MAX_LIFETIME_S = 366 * 86_400


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class InviteRequest(_Value):
    """Asks for an invitation; `addresses` are those at which the agent is reached besides its own, such as a forwarded port."""

    purpose: Purpose = "agents"
    lifetime_s: float = Field(default=3600.0, gt=0, le=MAX_LIFETIME_S)
    uses: int = Field(default=1, ge=1, le=MAX_USES)
    addresses: tuple[Address, ...] = Field(default=(), max_length=MAX_ADDRESSES)


class InvitationFacts(_Value):
    """An invitation of this agent and what became of it; `expires_at_s` in seconds since 1970."""

    invitation_id: str
    code: str
    purpose: str
    addresses: tuple[str, ...]
    expires_at_s: float
    uses: int
    used_by: tuple[str, ...]
    state: str


class JoinCode(_Value):
    """Asks to use another agent's invitation."""

    code: str
    trust_back: StrictBool = True


class Joined(_Value):
    """Whose invitation was used, and whether the inviter is trusted now."""

    peer_id: str
    network: str
    purpose: str
    is_trusted: bool
