"""The members that a bundle may have: their names, their largest sizes, and what their bytes must be."""

import re
from collections.abc import Mapping

from core.units import KIB, MIB
from gates.artifacts.reading import read_artifact
from gates.catalogue import GATES, evidence_name
from gates.cohort.bundle.errors import (
    BundleUnsignedError,
    MemberContentError,
    MemberKindError,
    MemberNameError,
    MemberNestedError,
    MemberPickleError,
    MemberSizeError,
    MemberUnknownError,
)
from gates.errors import ArtifactInvalidError

MANIFEST = "manifest.dsse.json"
METRICS = "pilot_metrics.json"
STATE = "node_state.json"
LOG = "cycle.log"
FOLDER = "artifacts/"

SIZES: Mapping[str, int] = {
    MANIFEST: 64 * KIB,
    METRICS: 64 * KIB,
    STATE: 512 * KIB,
    LOG: MIB,
    **{f"{FOLDER}{artifact}": 512 * KIB for artifact in GATES},
    **{f"{FOLDER}{evidence_name(artifact)}": 256 * KIB for artifact in GATES},
}
"""Every name that a member may have, and its largest size: several times what the gates write, and little enough to be judged in seconds."""

_KINDS: Mapping[bytes, str] = {
    b"1": "a hard link",
    b"2": "a symbolic link",
    b"3": "a character device",
    b"4": "a block device",
    b"5": "a folder",
    b"6": "a pipe",
    b"g": "an extension header",
    b"x": "an extension header",
    b"L": "a long name of GNU",
    b"S": "a file with holes",
}
"""What a header of the archive may be of beside a regular file; no bundle has any of it."""

MAX_NAME_LENGTH = 100
MAX_DEPTH = 2
_PLAIN = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)*(?:/[a-z0-9_]+(?:\.[a-z0-9_]+)*)*")
_ARCHIVE_NAME = re.compile(r"\.(?:tar|tgz|gz|zip|bz2|xz|zst|7z|rar|whl|jar)(?:\.|$)")
_PICKLE_NAME = re.compile(r"\.(?:pkl|pickle|joblib|pt|pth|npy|npz)$")
_ARCHIVE_STARTS = (b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf\x27\x1c", b"Rar!")
_PICKLE_START = re.compile(rb"\x80[\x01-\x05]|\(dp0|\(lp0|c(?:os|posix|nt|builtins|__builtin__|subprocess)\n")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def check_admitted(name: str, size_bytes: int, *, is_first: bool) -> None:
    """Return when a bundle may have a member of this name and size at this place.

    Errors: MemberNameError (gates.bundle.member_name), MemberNestedError (gates.bundle.nested), MemberPickleError
    (gates.bundle.pickle), MemberUnknownError (gates.bundle.member_unknown), BundleUnsignedError (gates.bundle.unsigned),
    MemberSizeError (gates.bundle.member_size).
    """
    if fault := _name_fault(name):
        raise MemberNameError(f"a member's name {fault}", member=name[:MAX_NAME_LENGTH])
    if _ARCHIVE_NAME.search(name):
        raise MemberNestedError("a member is named as an archive", member=name)
    if _PICKLE_NAME.search(name):
        raise MemberPickleError("a member is named as a pickle", member=name)
    if name not in SIZES:
        raise MemberUnknownError("no bundle has a member of this name", member=name)
    if is_first != (name == MANIFEST):
        raise BundleUnsignedError("a bundle begins with its signed manifest", member=name)
    if size_bytes > SIZES[name]:
        raise MemberSizeError("a member is too large", member=name, size_bytes=size_bytes, limit=SIZES[name])


def check_kind(name: str, kind: bytes) -> None:
    """Return when the type of a header of the archive is that of a regular file.

    Errors: MemberKindError (gates.bundle.member_kind).
    """
    if kind != b"0":
        what = _KINDS.get(kind, "of a kind that is not known")
        raise MemberKindError(f"a member is no regular file but {what}", member=name[:MAX_NAME_LENGTH], kind=kind.decode("latin-1"))


def _name_fault(name: str) -> str | None:
    """Why no bundle has a member of such a name, the gravest first; None where one might."""
    parts = name.split("/")
    faults = {
        "is empty": not name,
        "is absolute": name.startswith("/"),
        "climbs": ".." in parts,
        "is too long": len(name) > MAX_NAME_LENGTH,
        "is too deep": len(parts) > MAX_DEPTH,
        "is not plain": not _PLAIN.fullmatch(name),
    }
    return next((fault for fault, is_so in faults.items() if is_so), None)


def check_content(name: str, content: bytes) -> None:
    """Return when the bytes are what a member of this name holds: plain text, or a JSON object.

    Errors: MemberNestedError (gates.bundle.nested), MemberPickleError (gates.bundle.pickle), MemberContentError
    (gates.bundle.member_content).
    """
    if content.startswith(_ARCHIVE_STARTS) or content[257:262] == b"ustar":
        raise MemberNestedError("a member holds an archive", member=name)
    if _PICKLE_START.match(content):
        raise MemberPickleError("a member holds a pickle", member=name)
    try:
        if name != LOG:
            read_artifact(content)
        elif found := _CONTROL.search(content.decode()):
            raise MemberContentError("the log holds a control character", member=name, at=found.start())
    except (UnicodeDecodeError, ArtifactInvalidError) as error:
        raise MemberContentError(f"{name}: {error}", member=name) from error
