"""`baseline_metrics.json` and `fairness_metrics.json`: centralised training beside federated, on one schema."""

from typing import Annotated

from pydantic import Field

from gates.artifacts.fields import Artifact, Fraction, NonNegative, Percent, Positive, PositiveCount, Seed, Version2
from gates.artifacts.over_agents import OverAgents
from gates.artifacts.statistics import AccuracyStatistics, FairnessClient, FairnessStatistics, ParticipationStatistics, RuntimeStatistics

SCHEMA_VERSION = 2


class BaselineConfig(Artifact):
    """What was run; the last three where clients differ in capacity."""

    seeds: Annotated[tuple[Seed, ...], Field(min_length=1)]
    dropout_rate: Fraction
    non_iid_severity: NonNegative
    secure_aggregation: bool
    n_features: PositiveCount
    n_clients: PositiveCount
    rounds: PositiveCount
    local_steps: PositiveCount
    batch_size: PositiveCount
    learning_rate: Positive
    client_capacities: tuple[Positive, ...] | None = None
    round_deadline: NonNegative | None = None
    capacity_jitter: NonNegative | None = None


class TrainedMethod(AccuracyStatistics, RuntimeStatistics, ParticipationStatistics):
    """One way of training, over the seeds; bytes are those of the encoded updates with their headers."""

    uplink_mean_bytes: NonNegative
    secure_overhead_mean_bytes: NonNegative | None = None
    secure_mask_pairs_mean: NonNegative | None = None


class BaselineMethod(TrainedMethod):
    """A method whose clients may be counted."""

    fairness: FairnessStatistics | None = None
    fairness_clients: tuple[FairnessClient, ...] | None = None


class FairMethod(TrainedMethod):
    """A method of the fairness gate, where every client is counted."""

    fairness: FairnessStatistics
    fairness_clients: Annotated[tuple[FairnessClient, ...], Field(min_length=1)]


class BaselineMethods(Artifact):
    """The methods by name; others may stand beside these."""

    __pydantic_extra__: dict[str, BaselineMethod]  # pyright: ignore[reportIncompatibleVariableOverride]
    centralized: BaselineMethod
    fedavg_fp32: BaselineMethod
    fedavg_int8: BaselineMethod


class FairMethods(Artifact):
    """The methods of the fairness gate by name."""

    __pydantic_extra__: dict[str, BaselineMethod]  # pyright: ignore[reportIncompatibleVariableOverride]
    centralized: BaselineMethod
    fedavg_fp32: FairMethod
    fedavg_int8: FairMethod


class BaselineCommunication(Artifact):
    """Savings of further codecs."""

    sparse_vs_fp32_percent: Percent | None = None


class DropoutDifference(Artifact):
    """What changes where clients drop out."""

    accuracy_delta: float
    runtime_delta_sec: float
    uplink_change_percent: float


class DropoutComparison(Artifact):
    """The difference for each codec."""

    fp32: DropoutDifference
    int8: DropoutDifference


class BaselineMetrics(OverAgents):
    """The baseline gate's artifact; `communication_reduction_percent` is of int8 against fp32."""

    schema_version: Version2
    config: BaselineConfig
    runs: PositiveCount
    methods: BaselineMethods
    communication_reduction_percent: Percent
    comparison_vs_no_dropout: DropoutComparison | None = None
    communication: BaselineCommunication | None = None
    num_parameters: PositiveCount | None = None
    label_total_variation: Fraction | None = None


class FairnessMetrics(OverAgents):
    """The fairness gate's artifact; `fair_strategy` names the method that is to serve the worst clients best."""

    schema_version: Version2
    config: BaselineConfig
    runs: PositiveCount
    methods: FairMethods
    communication_reduction_percent: Percent
    comparison_vs_no_dropout: DropoutComparison | None = None
    fair_strategy: str | None = None
