"""Why an invitation, a statement about an identity or a bundle on its way in is refused."""

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


class IdentityExistsError(CodedError):
    """An identity, or a copy of one, would be overwritten."""

    code = "p2p.identity.exists"
    http_status = 409
    text = "There is an identity already."


class InboxClosedError(CodedError):
    """An agent that receives no bundles, or none at the moment."""

    code = "p2p.bundle.closed"
    http_status = 503
    text = "The agent receives no bundles now; its maintainer opens the inbox."
    is_retryable = True


class BundleUninvitedError(CodedError):
    """A bundle without an invitation that this agent has issued, from a peer that it trusts otherwise."""

    code = "p2p.bundle.uninvited"
    http_status = 403
    text = "The invitation is not this agent's; ask its maintainer for one."


class PassExpiredError(CodedError):
    """A first bundle after the time of its invitation."""

    code = "p2p.bundle.expired"
    http_status = 410
    text = "The invitation has expired; ask for a new one."


class PassExhaustedError(CodedError):
    """A first bundle with an invitation that as many peers use as may."""

    code = "p2p.bundle.exhausted"
    http_status = 409
    text = "The invitation is used up; ask for a new one."


class PassRevokedError(CodedError):
    """A bundle with an invitation that was taken back."""

    code = "p2p.bundle.revoked"
    http_status = 403
    text = "The invitation was taken back; ask for a new one."


class AllowanceSpentError(CodedError):
    """A bundle beyond what its peer may hand in altogether."""

    code = "p2p.bundle.allowance"
    http_status = 429
    text = "The peer has handed in what it may; ask for a larger allowance."


class BundleOversizedError(CodedError):
    """A bundle that is larger than any may be."""

    code = "p2p.bundle.too_large"
    http_status = 413
    text = "The bundle is too large; pack it again."


class TooManyWaitingError(CodedError):
    """A bundle of a peer of which many wait to be taken in."""

    code = "p2p.bundle.waiting"
    http_status = 429
    text = "Many bundles of the peer wait to be taken in; push again later."
    is_retryable = True


class InboxFullError(CodedError):
    """A bundle for which there is no room."""

    code = "p2p.bundle.full"
    http_status = 507
    text = "The inbox has no room; push again later."
    is_retryable = True


class InboxBusyError(CodedError):
    """A bundle for which there is no place at the moment."""

    code = "p2p.bundle.busy"
    http_status = 429
    text = "The inbox is busy; push again in a moment."
    is_retryable = True
