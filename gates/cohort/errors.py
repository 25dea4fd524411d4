"""Why a bundle that can be read, or an invitation to the cohort, is refused."""

from core.errors import CodedError


class NodeIdError(CodedError):
    """A node id that is malformed, or not in its normal form."""

    code = "gates.bundle.node_id"
    http_status = 422
    text = "The node id is not allowed."


class NodeTakenError(CodedError):
    """A node id that another key has, or a key that has another node id."""

    code = "gates.bundle.node_taken"
    http_status = 409
    text = "The node id belongs to somebody else."


class BundleStaleError(CodedError):
    """A bundle that was packed too long ago."""

    code = "gates.bundle.stale"
    http_status = 409
    text = "The bundle is too old."


class BundleFutureError(CodedError):
    """A bundle from the future."""

    code = "gates.bundle.future"
    http_status = 409
    text = "The bundle is from the future."


class BundleReplayedError(CodedError):
    """A bundle that is not newer than the last one of its node."""

    code = "gates.bundle.replayed"
    http_status = 409
    text = "The bundle is not newer than the last one of its node."


class BundleRehearsalError(CodedError):
    """A rehearsal's bundle where none is taken."""

    code = "gates.bundle.rehearsal"
    http_status = 409
    text = "The bundle is of a rehearsal."


class BundleQuotaError(CodedError):
    """A bundle beyond what its invitation allows a node."""

    code = "gates.bundle.quota"
    http_status = 429
    text = "The node has used up its allowance."


class BundleEvidenceError(CodedError):
    """An artifact without evidence, or whose evidence is not about it."""

    code = "gates.bundle.evidence"
    http_status = 409
    text = "The evidence of an artifact in the bundle is not right."


class EvidenceStolenError(CodedError):
    """An artifact that another key has signed than the bundle."""

    code = "gates.bundle.stolen"
    http_status = 403
    text = "An artifact in the bundle was made by another node."


class BundleCopiedError(CodedError):
    """An artifact that another node has handed in, to the byte."""

    code = "gates.bundle.copied"
    http_status = 403
    text = "An artifact in the bundle is a copy of another node's."


class PilotMetricsInvalidError(CodedError):
    """Pilot metrics that lack a figure or do not follow their schema."""

    code = "gates.bundle.metrics"
    http_status = 422
    text = "The pilot metrics do not follow their schema."


class PilotMetricsInconsistentError(CodedError):
    """Pilot metrics that do not follow from the enclosed artifacts."""

    code = "gates.bundle.inconsistent"
    http_status = 409
    text = "The pilot metrics do not follow from the artifacts."


class NodeStateError(CodedError):
    """A node's state that does not follow its schema, or that tells the impossible."""

    code = "gates.bundle.node_state"
    http_status = 422
    text = "The state of the node cannot be used."


class BundleSecretError(CodedError):
    """Something that looks like a key, a token or a password."""

    code = "gates.bundle.secret"
    http_status = 422
    text = "The bundle holds a secret."


class BundleDeclinedError(CodedError):
    """A bundle that the maintainer has declined."""

    code = "gates.bundle.declined"
    http_status = 403
    text = "The maintainer has declined the bundle."


class CohortInvitationMalformedError(CodedError):
    """An invitation to the cohort that cannot be read."""

    code = "gates.cohort_invitation.malformed"
    http_status = 400
    text = "The invitation to the cohort is malformed."


class CohortInvitationUntrustedError(CodedError):
    """An invitation to the cohort that the maintainer has not signed."""

    code = "gates.cohort_invitation.untrusted"
    http_status = 403
    text = "The invitation to the cohort is not the maintainer's."


class CohortInvitationUnknownError(CodedError):
    """An invitation to the cohort that was never issued."""

    code = "gates.cohort_invitation.unknown"
    http_status = 404
    text = "There is no such invitation to the cohort."


class CohortInvitationExpiredError(CodedError):
    """An invitation to the cohort whose time is over."""

    code = "gates.cohort_invitation.expired"
    http_status = 410
    text = "The invitation to the cohort has expired."


class CohortInvitationExhaustedError(CodedError):
    """An invitation to the cohort that as many nodes use as may."""

    code = "gates.cohort_invitation.exhausted"
    http_status = 409
    text = "The invitation to the cohort is used up."


class CohortInvitationRevokedError(CodedError):
    """An invitation to the cohort that was taken back."""

    code = "gates.cohort_invitation.revoked"
    http_status = 403
    text = "The invitation to the cohort was revoked."
