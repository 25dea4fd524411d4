"""Why evidence, an artifact, a verdict or a data set is refused."""

from core.errors import CodedError


class EvidenceUnsignedError(CodedError):
    """An artifact lies in reports/ and has no evidence beside it."""

    code = "gates.evidence.unsigned"
    http_status = 401
    text = "The artifact has no evidence."


class EvidenceMalformedError(CodedError):
    """Evidence that cannot be read: no envelope, no statement, not in canonical form, a name that leaves the project."""

    code = "gates.evidence.malformed"
    http_status = 400
    text = "The evidence is malformed."


class EvidenceSignatureError(CodedError):
    """The signature of the evidence does not verify under the key that it names."""

    code = "gates.evidence.signature"
    http_status = 401
    text = "The signature of the evidence does not verify."


class EvidenceUntrustedError(CodedError):
    """The evidence is signed by a key that is not listed."""

    code = "gates.evidence.untrusted"
    http_status = 403
    text = "The evidence is signed by a key that is not trusted."


class EvidenceAlteredError(CodedError):
    """The artifact or a figure is not the one that the evidence was signed for."""

    code = "gates.evidence.altered"
    http_status = 409
    text = "A file differs from the one that was signed."


class EvidenceStaleError(CodedError):
    """An input, the code or a parameter has changed since the gate ran."""

    code = "gates.evidence.stale"
    http_status = 409
    text = "The evidence is older than what it vouches for."


class EvidenceIncompleteError(CodedError):
    """The evidence leaves out a source that its gate reads, so that it could never become stale."""

    code = "gates.evidence.incomplete"
    http_status = 409
    text = "The evidence leaves out a source of its gate."


class ArtifactMissingError(CodedError):
    """An artifact or the folder of artifacts is not there."""

    code = "gates.artifact.missing"
    http_status = 404
    text = "The artifact is missing."


class ArtifactInvalidError(CodedError):
    """An artifact does not have the fields of its schema."""

    code = "gates.artifact.invalid"
    http_status = 422
    text = "The artifact does not follow its schema."


class TrustMalformedError(CodedError):
    """A list of trusted keys that cannot be read."""

    code = "gates.trust.malformed"
    http_status = 400
    text = "The list of trusted keys is malformed."


class DataMissingError(CodedError):
    """A data file that has not been written or fetched yet."""

    code = "gates.data.missing"
    http_status = 404
    text = "A data file is missing."


class DataAlteredError(CodedError):
    """A data file whose SHA-256 is not the registered one: truncated, edited, or of another version."""

    code = "gates.data.altered"
    http_status = 409
    text = "A data file differs from the registered one."


class DataUnknownError(CodedError):
    """A data set or file that the registry does not list."""

    code = "gates.data.unknown"
    http_status = 404
    text = "The data set is not registered."


class DataRegistryError(CodedError):
    """A data registry that cannot be read."""

    code = "gates.data.registry"
    http_status = 400
    text = "The data registry is malformed."


class CasesInvalidError(CodedError):
    """Cases of the generality gate that cannot be read, or that do not fit together."""

    code = "gates.cases.invalid"
    http_status = 400
    text = "The cases of the generality gate cannot be used."


class CalibrationMissingError(CodedError):
    """A model whose cost was not measured."""

    code = "gates.calibration.missing"
    http_status = 404
    text = "The cost of the model has not been measured."


class DefinitionMalformedError(CodedError):
    """A table of the definition of done that lacks rows, or whose row lacks a command or an expected text."""

    code = "gates.definition.malformed"
    http_status = 400
    text = "The definition of done is malformed."


class GateUnknownError(CodedError):
    """A gate that the goal tree does not have."""

    code = "gates.gate.unknown"
    http_status = 404
    text = "There is no such gate."


class ReleaseRefusedError(CodedError):
    """A version that may not be released yet; each thing that stands in its way is in the context, with what to do next."""

    code = "gates.release.refused"
    http_status = 409
    text = "The version cannot be released yet."


class SnapshotInvalidError(CodedError):
    """A machine's snapshot that cannot be read."""

    code = "gates.snapshot.invalid"
    http_status = 422
    text = "The snapshot of a machine cannot be read."


class SnapshotForeignError(CodedError):
    """A snapshot, or an artifact below it, that was made on another machine than it says."""

    code = "gates.snapshot.foreign"
    http_status = 409
    text = "A result was made on another machine."


class SnapshotRepeatedError(CodedError):
    """Two snapshots of one machine, in a comparison of machines."""

    code = "gates.snapshot.repeated"
    http_status = 409
    text = "A machine cannot be compared with itself."


class SnapshotRehearsalError(CodedError):
    """A rehearsal's snapshot in a comparison of machines."""

    code = "gates.snapshot.rehearsal"
    http_status = 409
    text = "A rehearsal is no other machine."


class SnapshotUnlikeError(CodedError):
    """A snapshot that lacks a score, or has other gates or another profile than those that it is compared with."""

    code = "gates.snapshot.unlike"
    http_status = 409
    text = "The snapshots cannot be compared."
