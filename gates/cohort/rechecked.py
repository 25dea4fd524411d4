"""What a maintainer's own look at a bundle came to, as its receipt keeps it."""

from typing import Literal

from gates.artifacts.fields import ClosedArtifact, Fraction, HexDigest, Seed

FailureCode = Literal["gate_failed", "rerun_differs", "rerun_unlike"]
MAX_DETAIL = 500


class Failure(ClosedArtifact):
    """Why a bundle that holds did not pass, for machines by `code` and `gate`, for people by `detail`."""

    code: FailureCode
    gate: str
    detail: str


class Rerun(ClosedArtifact):
    """One gate run again at one of the volunteer's seeds: the figures of the artifact beside those that were found.

    It is `unlike` where the volunteer ran it on other data, with other parameters, or says nothing of the seed, and `unable` where the
    maintainer's own side could not run it for a day: then nothing was found, and `detail` has the code of what failed.
    """

    gate: str
    seed: Seed | None
    outcome: Literal["same", "differs", "unlike", "unable"]
    max_difference: Fraction
    stated: dict[str, float]
    found: dict[str, float]
    detail: str


class Recheck(ClosedArtifact):
    """By which limits each gate was judged (an empty text where it passed), how the draw was made, and the rerun where it fell on the bundle."""

    judged_by: Literal["contract", "ours"]
    verdicts: dict[str, str]
    rate: Fraction
    gates: tuple[str, ...]
    secret_commitment: HexDigest
    rerun: Rerun | None
