"""Why an invitation or a statement about an identity is refused."""

from core.errors import CodedError


class InvitationMalformedError(CodedError):
    """A code that was not copied whole, or is none."""

    code = "p2p.invitation.malformed"
    http_status = 400
    text = "The invitation cannot be read; copy it again, all of it."


class InvitationExpiredError(CodedError):
    """An invitation whose time is over."""

    code = "p2p.invitation.expired"
    http_status = 410
    text = "The invitation has expired; ask for a new one."


class InvitationUnknownError(CodedError):
    """An invitation that the inviter did not issue, or has forgotten."""

    code = "p2p.invitation.unknown"
    http_status = 404
    text = "The inviter does not know the invitation."


class InvitationUsedUpError(CodedError):
    """An invitation that as many have used as may."""

    code = "p2p.invitation.used_up"
    http_status = 410
    text = "The invitation was used already; ask for a new one."


class InvitationRevokedError(CodedError):
    """An invitation that the inviter took back."""

    code = "p2p.invitation.revoked"
    http_status = 410
    text = "The inviter has taken the invitation back."


class PeerRevokedError(CodedError):
    """A peer whose key was revoked."""

    code = "p2p.peer.revoked"
    http_status = 403
    text = "The peer's key was revoked."
