"""Every reason for which an agent, its transport or its protocols refuse."""

from core.errors import CodedError


class LibraryVersionError(CodedError):
    """Another version of libp2p than the one whose defects are mended here."""

    code = "p2p.library.version"
    http_status = 500
    text = "The installed libp2p is not the supported version."


class IdentityUnreadableError(CodedError):
    """The identity file is damaged, or cannot be read or written."""

    code = "p2p.identity.unreadable"
    http_status = 500
    text = "The identity cannot be read."


class IdentityLockedError(CodedError):
    """The identity is encrypted, and the passphrase is missing or wrong."""

    code = "p2p.identity.locked"
    http_status = 403
    text = "The identity is locked."


class IdentityPermissionsError(CodedError):
    """Others on this machine could read the identity, or put another in its place."""

    code = "p2p.identity.permissions"
    http_status = 500
    text = "The identity is not private."


class StoreUnreadableError(CodedError):
    """A file in which the agent remembers peers is damaged or cannot be written."""

    code = "p2p.store.unreadable"
    http_status = 500
    text = "A file of the agent cannot be read."


class MessageTooLargeError(CodedError):
    """A message beyond the size that its protocol allows."""

    code = "p2p.message.too_large"
    http_status = 413
    text = "The message is too large."


class MessageMalformedError(CodedError):
    """A message that does not have the form of its protocol."""

    code = "p2p.message.malformed"
    http_status = 400
    text = "The message is malformed."


class MessageTruncatedError(CodedError):
    """A message that ended before its announced length."""

    code = "p2p.message.truncated"
    http_status = 400
    text = "The message ended early."
    is_retryable = True


class MessageMisaddressedError(CodedError):
    """A message whose recipient is somebody else."""

    code = "p2p.message.misaddressed"
    http_status = 400
    text = "The message is for another agent."


class SignatureInvalidError(CodedError):
    """A signature that does not verify under the sender's key."""

    code = "p2p.signature.invalid"
    http_status = 401
    text = "The signature does not verify."


class PeerMismatchError(CodedError):
    """A message whose sender is not the peer at the other end of the stream."""

    code = "p2p.peer.mismatch"
    http_status = 401
    text = "The sender is not the connected peer."


class PeerUntrustedError(CodedError):
    """A peer that is not on the trust list asks for something."""

    code = "p2p.peer.untrusted"
    http_status = 403
    text = "The peer is not trusted."


class PeerUnreachableError(CodedError):
    """No known address of the peer answers."""

    code = "p2p.peer.unreachable"
    http_status = 503
    text = "The peer cannot be reached."
    is_retryable = True


class PeerOtherNetworkError(CodedError):
    """The peer belongs to another network, or names none."""

    code = "p2p.peer.other_network"
    http_status = 403
    text = "The peer belongs to another network."


class PeerRefusedError(CodedError):
    """A peer refused for a reason that this version does not know."""

    code = "p2p.peer.refused"
    http_status = 502
    text = "The peer refused."


class ProtocolUnsupportedError(CodedError):
    """The peer does not speak the protocol."""

    code = "p2p.protocol.unsupported"
    http_status = 502
    text = "The peer does not speak this protocol."


class AddressUnusableError(CodedError):
    """The host cannot listen on the address, or it is not an address."""

    code = "p2p.address.unusable"
    http_status = 400
    text = "The address cannot be used."


class StreamClosedError(CodedError):
    """The stream or its connection ended while it was needed."""

    code = "p2p.stream.closed"
    http_status = 502
    text = "The connection to the peer ended."
    is_retryable = True


class StreamTimeoutError(CodedError):
    """The peer did not send or take bytes in time."""

    code = "p2p.stream.timeout"
    http_status = 504
    text = "The peer did not answer in time."
    is_retryable = True


class TaskExpiredError(CodedError):
    """A request outside of its time: expired, from the future, or valid for too long."""

    code = "p2p.task.expired"
    http_status = 410
    text = "The request is not valid at this time."


class TaskReplayedError(CodedError):
    """A request that was seen before."""

    code = "p2p.task.replayed"
    http_status = 409
    text = "The request was seen before."


class TaskBusyError(CodedError):
    """The agent takes no more requests at the moment."""

    code = "p2p.task.busy"
    http_status = 429
    text = "The agent is busy."
    is_retryable = True


class TaskUnknownError(CodedError):
    """The agent has no capability of that name."""

    code = "p2p.task.unknown"
    http_status = 404
    text = "The agent has no such capability."


class TaskTimeoutError(CodedError):
    """The task did not end before its deadline."""

    code = "p2p.task.timeout"
    http_status = 504
    text = "The task did not end in time."
    is_retryable = True


class TaskFailedError(CodedError):
    """The capability broke down; the reason is in the provider's log."""

    code = "p2p.task.failed"
    http_status = 500
    text = "The task failed."


class BlobUnknownError(CodedError):
    """Nothing is offered under that name to that peer."""

    code = "p2p.blob.unknown"
    http_status = 404
    text = "There is no such blob."


class BlobHashMismatchError(CodedError):
    """The received bytes are not the announced ones."""

    code = "p2p.blob.hash_mismatch"
    http_status = 502
    text = "The received bytes are not the announced ones."


class BlobQuotaError(CodedError):
    """The peer has used up what it may transfer."""

    code = "p2p.blob.quota"
    http_status = 429
    text = "The peer's quota is used up."


class BlobTruncatedError(CodedError):
    """The blob ended before its announced size."""

    code = "p2p.blob.truncated"
    http_status = 502
    text = "The blob ended early."
    is_retryable = True


class RoundLateError(CodedError):
    """A message for a round or phase that is over."""

    code = "p2p.round.late"
    http_status = 410
    text = "The round is over."


class AgentAlreadyRunningError(CodedError):
    """Another process runs an agent on this home."""

    code = "p2p.agent.already_running"
    http_status = 409
    text = "An agent runs on this home already."


class AgentNotRunningError(CodedError):
    """No agent runs on this home."""

    code = "p2p.agent.not_running"
    http_status = 503
    text = "No agent runs on this home."


class AgentUnreachableError(CodedError):
    """The agent's process is there but its local API does not answer."""

    code = "p2p.agent.unreachable"
    http_status = 503
    text = "The agent does not answer."
    is_retryable = True


class SessionUnknownError(CodedError):
    """The agent knows no training session of that id."""

    code = "p2p.session.unknown"
    http_status = 404
    text = "There is no such session."


class WorkerFailedError(CodedError):
    """The agent's computing child broke down."""

    code = "p2p.worker.failed"
    http_status = 500
    text = "The computing process failed."
    is_retryable = True
