"""Reading the list of trusted keys."""

from pathlib import Path

from core.ids import PeerId
from gates.errors import TrustMalformedError
from gates.trust import parse_trust
from tasks.project.files import read_regular

FILE_NAME = "trust/keys.json"
MAX_TRUST_BYTES = 1024 * 1024


def read_trust(path: Path) -> dict[PeerId, str]:
    """The keys listed in the file at `path`, peer id to name.

    Errors: TrustMalformedError (gates.trust.malformed), also where the file cannot be read.
    """
    raw = read_regular(path, MAX_TRUST_BYTES)
    if raw is None:
        raise TrustMalformedError("the list of trusted keys cannot be read", path=str(path))
    return parse_trust(raw)
