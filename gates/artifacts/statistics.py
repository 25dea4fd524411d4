"""The pairs of mean and standard deviation over seeds, each metric once; a model takes those that it has."""

from gates.artifacts.fields import Artifact, Difference, Fraction, NonNegative


class AccuracyStatistics(Artifact):
    """Share of test examples that are right."""

    accuracy_mean: Fraction
    accuracy_std: NonNegative


class MacroF1Statistics(Artifact):
    """F1 averaged over the labels."""

    macro_f1_mean: Fraction
    macro_f1_std: NonNegative


class RuntimeStatistics(Artifact):
    """Seconds of one run."""

    runtime_mean_sec: NonNegative
    runtime_std_sec: NonNegative


class ParticipationStatistics(Artifact):
    """Share of the clients asked that contributed; there where clients may drop out."""

    participation_rate_mean: Fraction | None = None
    participation_rate_std: NonNegative | None = None
    zero_client_rounds_mean: NonNegative | None = None


class FairnessStatistics(Artifact):
    """How evenly the clients contribute: the seven fairness metrics, and the accuracy of the worst tenth of the clients."""

    participation_rate_gap_mean: Fraction
    participation_rate_gap_std: NonNegative
    contribution_rate_gap_mean: Fraction
    contribution_rate_gap_std: NonNegative
    completion_rate_gap_mean: Fraction
    completion_rate_gap_std: NonNegative
    contribution_jain_index_mean: Fraction
    contribution_jain_index_std: NonNegative
    capacity_contribution_correlation_mean: Difference
    capacity_contribution_correlation_std: NonNegative
    slowest_fastest_contribution_ratio_mean: NonNegative
    slowest_fastest_contribution_ratio_std: NonNegative
    contributed_clients_per_round_mean_mean: NonNegative
    contributed_clients_per_round_mean_std: NonNegative
    worst_decile_accuracy: Fraction | None = None


class FairnessClient(Artifact):
    """One client's part in the training, means over the seeds."""

    client_index: int
    capacity: NonNegative
    selected_rounds_mean: NonNegative
    contributed_rounds_mean: NonNegative
    participation_rate_mean: Fraction
    contribution_rate_mean: Fraction
    completion_rate_mean: Fraction
    uplink_share_mean: Fraction
    update_l2_mean: NonNegative
