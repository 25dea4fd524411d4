"""`smoke_summary.json`: what the smoke gate measured over real agents."""

from typing import Annotated, Literal

from pydantic import Field

from gates.artifacts.fields import Artifact, Count, Fraction, HexDigest, Positive
from gates.errors import ArtifactInvalidError

SCHEMA_VERSION = 1


class SmokeStep(Artifact):
    """One step of the run."""

    name: str
    ok: bool
    duration_sec: float
    detail: str


class SmokeMethod(Artifact):
    """One codec's training over the agents, and the simulated twin's weights beside it.

    `uplink_bytes` are the encoded updates with their headers, `stream_bytes` all that the streams carried;
    `participation` lists the clients that each round included.
    """

    accuracy: Fraction
    macro_f1: Fraction
    per_client_accuracy: tuple[float, ...]
    uplink_bytes: int
    stream_bytes: int
    weights_sha256: HexDigest
    twin_weights_sha256: HexDigest
    rounds: int
    participation: tuple[tuple[int, ...], ...]


class SmokeSeed(Artifact):
    """The same training at one seed, in simulation."""

    seed: int
    fp32_accuracy: Fraction
    int8_accuracy: Fraction
    label_total_variation: Fraction


class SmokeExclusion(Artifact):
    """A peer that was left out of a round, and the code of the reason."""

    round: int
    codec: str
    peer: str
    code: str


class SmokeFairness(Artifact):
    """A session whose rounds ended at a deadline while the agents `slowed` had little of their processors, and its twin's weights.

    `participation` lists the clients that each round included; the seven metrics are those of the fairness gate, of this session alone.
    """

    codec: str
    deadline_sec: Positive
    slowed: Annotated[tuple[Count, ...], Field(min_length=1)]
    participation: Annotated[tuple[tuple[Count, ...], ...], Field(min_length=1)]
    weights_sha256: HexDigest
    twin_weights_sha256: HexDigest
    metrics: dict[str, float]


class SmokeSummary(Artifact):
    """The artifact. `ok` is the verdict's; `seed` is the wire run's; the means and ratios are recomputed by the judge."""

    schema_version: Literal[1] = SCHEMA_VERSION
    include_fairness: bool
    readiness_check_enabled: bool
    steps: tuple[SmokeStep, ...]
    ok: bool
    total_duration_sec: float
    run_id: str
    transport: Literal["libp2p"]
    peers: tuple[str, ...]
    seed: int
    dataset: str
    num_parameters: int
    label_total_variation: Fraction
    methods: dict[str, SmokeMethod]
    seeds: tuple[SmokeSeed, ...]
    int8_accuracy_drop_mean: float
    uplink_ratio_int8_fp32: float
    excluded: tuple[SmokeExclusion, ...]
    fairness: SmokeFairness | None = None


def int8_accuracy_drop_mean(seeds: tuple[SmokeSeed, ...]) -> float:
    """Mean over seeds of fp32 accuracy minus int8 accuracy."""
    return sum(seed.fp32_accuracy - seed.int8_accuracy for seed in seeds) / len(seeds)


def uplink_ratio(int8: SmokeMethod, fp32: SmokeMethod) -> float:
    """Encoded bytes of one int8 update over those of one fp32 update, whatever the participation of the two runs.

    Errors: ArtifactInvalidError (gates.artifact.invalid) where a run aggregated no update.
    """
    if not (num_updates(int8) and num_updates(fp32) and fp32.uplink_bytes):
        raise ArtifactInvalidError("a run aggregated no update, so there is no ratio of their bytes")
    return (int8.uplink_bytes / num_updates(int8)) / (fp32.uplink_bytes / num_updates(fp32))


def num_updates(method: SmokeMethod) -> int:
    """How many updates the run aggregated."""
    return sum(len(clients) for clients in method.participation)
