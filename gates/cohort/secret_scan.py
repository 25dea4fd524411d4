"""Nothing that a bundle tells is a secret: keys, tokens and passwords are found before it is packed and before it is kept."""

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence

from gates.cohort.errors import BundleSecretError

_SECRETS: Mapping[str, re.Pattern[bytes]] = {
    "a private key": re.compile(rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY"),
    "an identity file": re.compile(rb'"(?:seed|sealed_seed)"\s*:\s*"[A-Za-z0-9+/=_-]{32,}"'),
    "a cloud key": re.compile(rb"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a forge token": re.compile(rb"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40}|glpat-[A-Za-z0-9_-]{20})"),
    "a chat token": re.compile(rb"\bxox[abprs]-[A-Za-z0-9-]{10,}"),
    "a web token": re.compile(rb"(?<=[A-Za-z0-9_-]{11})\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8}"),
    "an authorization header": re.compile(rb"(?i)\b(?:bearer|basic)\s+[A-Za-z0-9._~+/-]{20,}"),
    "a password in an address": re.compile(rb"[a-z][a-z0-9+.-]{1,15}://[^\s/:@\"']{1,64}:[^\s/@\"']{1,128}@"),
    "a named secret": re.compile(
        rb"(?i)(?:pass(?:word|phrase|wd)|secret|api[_-]?key|private[_-]?key|(?:access|auth|refresh)[_-]?token)"
        rb"[\"']?\s*[:=]\s*[\"']?[^\s\"',;{}\[\]]{8,}"
    ),
}
"""By what they find. A stranger's text runs through each: none may start again within what it has just passed over."""


def check_no_secret(members: Mapping[str, bytes], known: Sequence[bytes] = ()) -> None:
    """Return when no member holds what looks like a secret, nor one of those that are `known`, also inside a sealed record.

    Errors: BundleSecretError (gates.bundle.secret), which says what kind and where, and never repeats it.
    """
    for name, content in members.items():
        for text in (content, *_sealed(name, content)):
            for kind, pattern in _SECRETS.items():
                if found := pattern.search(text):
                    raise BundleSecretError(f"{name} holds {kind}", member=name, at=found.start())
            if any(secret in text for secret in known if secret):
                raise BundleSecretError(f"{name} holds this node's own key", member=name)


def _sealed(name: str, content: bytes) -> Iterator[bytes]:
    """The record inside an envelope, where base64 hides it."""
    if name.endswith(".dsse.json"):
        yield base64.b64decode(json.loads(content)["payload"])
