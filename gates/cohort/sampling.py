"""Which bundles have a gate run again: a draw that a volunteer cannot foresee, and that an auditor repeats once the secret is told.

The secret is the maintainer's; every receipt names its commitment, so that none other can be told later.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

SECRET_BYTES = 32
_DOMAIN = b"p2p-agents cohort rerun 1 "
_SCALE = 2**64


@dataclass(frozen=True, slots=True)
class Draw:
    """The gate that is run again, and a number that picks one of its seeds."""

    gate: str
    number: int


def draw(secret: bytes, bundle_id: str, rate: float, gates: Sequence[str]) -> Draw | None:
    """What a bundle has run again; None for those that the draw passes over, the share 1 − `rate` in the long run."""
    digest = hmac.digest(secret, _DOMAIN + bundle_id.encode(), "sha256")
    share, gate, seed = (int.from_bytes(digest[start : start + 8], "big") for start in (0, 8, 16))
    return Draw(gates[gate % len(gates)], seed) if share < rate * _SCALE else None


def commitment(secret: bytes) -> str:
    """What may be told of the secret beforehand."""
    return hashlib.sha256(_DOMAIN + secret).hexdigest()


def caught_probability(rate: float, num_false: float, num_gates: int, num_bundles: int) -> float:
    """How likely a rerun meets false figures in one of `num_bundles`, each with `num_false` of the `num_gates` that are run again.

    A gate whose figures are false at one of its seeds alone is that part of a gate.
    """
    return 1 - (1 - rate * num_false / num_gates) ** num_bundles
