"""`adapter_intent_metrics.json`, `utility_fedavg_metrics.json` and `utility_fairness_metrics.json`: federated text models."""

from typing import Annotated, Literal

from pydantic import Field

from gates.artifacts.fields import Artifact, Difference, Fraction, NonNegative, Percent, PositiveCount, Seed, Version1
from gates.artifacts.over_agents import OverAgents
from gates.artifacts.statistics import (
    AccuracyStatistics,
    FairnessClient,
    FairnessStatistics,
    MacroF1Statistics,
    ParticipationStatistics,
    RuntimeStatistics,
)

SCHEMA_VERSION = 1


class UtilityConfig(Artifact):
    """What was run."""

    seeds: Annotated[tuple[Seed, ...], Field(min_length=1)]


class ScenarioConfig(UtilityConfig):
    """What was run under one deadline, which is the quantile `deadline_quantile` of the fp32 completion times."""

    round_deadline: NonNegative
    deadline_quantile: Fraction | None = None


class UtilityMethod(AccuracyStatistics, MacroF1Statistics, RuntimeStatistics, ParticipationStatistics):
    """One way of training, over the seeds; bytes are those of the encoded updates with their headers."""

    uplink_mean_bytes: NonNegative
    uplink_std_bytes: NonNegative


class FairUtilityMethod(UtilityMethod):
    """A method whose clients are counted."""

    fairness: FairnessStatistics
    fairness_clients: Annotated[tuple[FairnessClient, ...], Field(min_length=1)]


class UtilityMethods(Artifact):
    """The methods by name; others may stand beside these."""

    __pydantic_extra__: dict[str, UtilityMethod]  # pyright: ignore[reportIncompatibleVariableOverride]
    centralized: UtilityMethod
    fedavg_fp32: UtilityMethod
    fedavg_int8: UtilityMethod
    fedavg_sparse: UtilityMethod


class FairUtilityMethods(Artifact):
    """The methods by name, those that are compared with their clients counted."""

    __pydantic_extra__: dict[str, UtilityMethod]  # pyright: ignore[reportIncompatibleVariableOverride]
    centralized: UtilityMethod
    fedavg_fp32: FairUtilityMethod
    fedavg_int8: FairUtilityMethod
    fedavg_sparse: UtilityMethod


class CommunicationSavings(Artifact):
    """Bytes that a codec saves."""

    int8_vs_fp32_percent: Percent
    sparse_vs_fp32_percent: Percent


class QualityDrops(Artifact):
    """The centralised figure minus that of each federated method."""

    fp32_accuracy_drop: Difference
    fp32_macro_f1_drop: Difference
    int8_accuracy_drop: Difference
    int8_macro_f1_drop: Difference
    sparse_accuracy_drop: Difference
    sparse_macro_f1_drop: Difference


class UtilityCommunication(Artifact):
    """What an adapter with its head saves against the full model in fp32."""

    adapter_vs_full_fp32_percent: Percent | None = None


class UtilityMetrics(OverAgents):
    """The artifact of the adapter gate, and of federated classification."""

    schema_version: Version1
    config: UtilityConfig
    runs: PositiveCount
    methods: UtilityMethods
    communication_savings_percent: CommunicationSavings
    quality_drop_vs_centralized: QualityDrops
    communication: UtilityCommunication | None = None


class Scenario(Artifact):
    """The same under one deadline; `churn_rate` is the share of the clients that come and go."""

    config: ScenarioConfig
    runs: PositiveCount
    methods: FairUtilityMethods
    communication_savings_percent: CommunicationSavings
    quality_drop_vs_centralized: QualityDrops
    churn_rate: Fraction | None = None


class UtilityFairnessMetrics(OverAgents):
    """The utility fairness gate's artifact."""

    schema_version: Version1
    sweep_type: Literal["round_deadline"]
    dropout_rate: Fraction
    capacity_jitter: NonNegative
    runs_per_scenario: PositiveCount
    scenarios: Annotated[tuple[Scenario, ...], Field(min_length=1)]
