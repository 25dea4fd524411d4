"""Why the remote refuses a request, or does not start."""

from core.errors import CodedError


class RemoteTokenWrongError(CodedError):
    """A request without the remote's token, or with another."""

    code = "p2p.remote.token_wrong"
    http_status = 401
    text = "The token is missing or wrong."


class RemoteReadOnlyError(CodedError):
    """An upload to a remote that only gives."""

    code = "p2p.remote.read_only"
    http_status = 403
    text = "The remote takes no uploads."


class RemoteObjectUnknownError(CodedError):
    """A path that names no object, or an object that is not there."""

    code = "p2p.remote.object_unknown"
    http_status = 404
    text = "There is no such object."


class RemoteMethodError(CodedError):
    """A method that the remote does not know."""

    code = "p2p.remote.method"
    http_status = 405
    text = "The remote knows GET, HEAD, POST and PUT."


class RemoteUploadStalledError(CodedError):
    """An upload of which nothing has come for a long time, or that was broken off."""

    code = "p2p.remote.upload_stalled"
    http_status = 408
    text = "The upload stalled."
    is_retryable = True


class RemoteObjectAlteredError(CodedError):
    """An upload whose content does not have the MD5 that its path names."""

    code = "p2p.remote.object_altered"
    http_status = 422
    text = "The content is not that of its path."


class RemoteQuotaError(CodedError):
    """An upload beyond the quota."""

    code = "p2p.remote.quota"
    http_status = 507
    text = "The remote's quota is used up."


class RemoteStorageError(CodedError):
    """The remote's disk is full, or its folder cannot be read or written."""

    code = "p2p.remote.storage"
    http_status = 507
    text = "The remote cannot use its folder."


class RemoteInUseError(CodedError):
    """Another process serves the folder already."""

    code = "p2p.remote.in_use"
    http_status = 409
    text = "The folder is served already."


class RemoteTokenFileError(CodedError):
    """A token file that cannot be read or written, that others can read, or that holds no token."""

    code = "p2p.remote.token_file"
    http_status = 500
    text = "The token file cannot be used."


class RemoteAddressError(CodedError):
    """An address on which the remote cannot listen."""

    code = "p2p.remote.address"
    http_status = 409
    text = "The remote cannot listen there."


class RemoteInsecureError(CodedError):
    """Listening beyond this machine would send the token in the clear."""

    code = "p2p.remote.insecure"
    http_status = 400
    text = "The token would go over the network in the clear."
