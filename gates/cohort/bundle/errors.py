"""Why the bytes of a bundle are refused."""

from core.errors import CodedError


class BundleTooLargeError(CodedError):
    """A bundle with more bytes than one may have."""

    code = "gates.bundle.too_large"
    http_status = 413
    text = "The bundle is too large."


class BundleUnpackedError(CodedError):
    """A bundle that unpacks to more bytes than one may have."""

    code = "gates.bundle.unpacked"
    http_status = 413
    text = "The bundle unpacks to too many bytes."


class BundleRatioError(CodedError):
    """A bundle that unpacks to many times its size: an archive bomb."""

    code = "gates.bundle.ratio"
    http_status = 413
    text = "The bundle expands too far."


class BundleTruncatedError(CodedError):
    """A bundle that ends early."""

    code = "gates.bundle.truncated"
    http_status = 400
    text = "The bundle is incomplete."


class BundleArchiveError(CodedError):
    """A bundle that is no gzip-compressed ustar archive as the packer writes it, to the last byte."""

    code = "gates.bundle.archive"
    http_status = 400
    text = "The bundle is no archive that can be read."


class MemberKindError(CodedError):
    """A member that is no regular file: a link, a device, a pipe, a folder, an extension header."""

    code = "gates.bundle.member_kind"
    http_status = 400
    text = "The bundle holds something else than files."


class MemberNameError(CodedError):
    """A member whose name could lead somewhere else: absolute, with `..`, too long, too deep, odd characters."""

    code = "gates.bundle.member_name"
    http_status = 400
    text = "A member of the bundle has a name that is not allowed."


class MemberUnknownError(CodedError):
    """A member that no bundle has."""

    code = "gates.bundle.member_unknown"
    http_status = 400
    text = "The bundle holds a file that is none of a bundle's."


class MemberRepeatedError(CodedError):
    """Two members of one name."""

    code = "gates.bundle.member_repeated"
    http_status = 400
    text = "The bundle holds a file twice."


class MemberNestedError(CodedError):
    """An archive inside the archive, by name or by content."""

    code = "gates.bundle.nested"
    http_status = 400
    text = "The bundle holds another archive."


class MemberPickleError(CodedError):
    """A pickle, by name or by content."""

    code = "gates.bundle.pickle"
    http_status = 400
    text = "The bundle holds a pickle."


class MemberSizeError(CodedError):
    """A member with more bytes than one of its kind may have."""

    code = "gates.bundle.member_size"
    http_status = 413
    text = "A member of the bundle is too large."


class MemberMissingError(CodedError):
    """A bundle without a member that each has."""

    code = "gates.bundle.member_missing"
    http_status = 400
    text = "The bundle lacks a file."


class MemberContentError(CodedError):
    """A member that is no plain text, or no JSON object that can be read strictly."""

    code = "gates.bundle.member_content"
    http_status = 422
    text = "A member of the bundle cannot be read."


class MemberAlteredError(CodedError):
    """A member that has another size or SHA-256 than the manifest says."""

    code = "gates.bundle.altered"
    http_status = 409
    text = "A member of the bundle differs from the one that was signed."


class MemberUnlistedError(CodedError):
    """A member that the manifest does not list."""

    code = "gates.bundle.unlisted"
    http_status = 409
    text = "The bundle holds a file that its manifest does not list."


class BundleUnsignedError(CodedError):
    """A bundle that does not begin with a signed manifest."""

    code = "gates.bundle.unsigned"
    http_status = 401
    text = "The bundle is not signed."


class BundleSignatureError(CodedError):
    """A manifest whose signature does not verify under the key that it names."""

    code = "gates.bundle.signature"
    http_status = 401
    text = "The signature of the bundle does not verify."


class BundleManifestError(CodedError):
    """A manifest that does not follow its schema, or is not in its canonical form."""

    code = "gates.bundle.manifest"
    http_status = 422
    text = "The manifest of the bundle is malformed."


class BundleVersionError(CodedError):
    """A manifest of another schema version."""

    code = "gates.bundle.version"
    http_status = 422
    text = "The bundle is of another version."


class BundleFieldError(CodedError):
    """A manifest with a field that its schema does not have."""

    code = "gates.bundle.field"
    http_status = 422
    text = "The manifest of the bundle has an unknown field."
