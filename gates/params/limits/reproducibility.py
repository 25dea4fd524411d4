"""Limits of the reproducibility gate: on means over the seeds, and on the deviation of the overall score."""

from core.parameters import Parameters
from gates.params.limits.bounds import Count, Fraction, NonNegative, Percent


class ReproducibilityLimits(Parameters):
    """The generality metrics' names with `_mean`; `require_identical_rerun` wants one seed rerun to the same bits."""

    min_runs: Count
    min_overall_score_mean: Fraction | None
    max_overall_score_std: Fraction | None
    min_classification_accuracy_mean: Fraction | None
    min_classification_f1_mean: Fraction | None
    min_retrieval_recall_at_1_mean: Fraction | None
    min_retrieval_mrr_mean: Fraction | None
    min_long_context_recall_at_1_mean: Fraction | None
    min_long_context_mrr_mean: Fraction | None
    min_instruction_pass_rate_mean: Fraction | None
    min_conversation_pass_rate_mean: Fraction | None
    min_tool_pass_rate_mean: Fraction | None
    min_multi_step_tool_pass_rate_mean: Fraction | None
    min_multi_step_tool_chain_pass_rate_mean: Fraction | None
    max_total_runtime_sec_mean: NonNegative | None
    max_int8_accuracy_drop_mean: Fraction | None
    min_int8_comm_savings_percent_mean: Percent | None
    max_adapter_int8_accuracy_drop_mean: Fraction | None
    min_adapter_int8_comm_savings_percent_mean: Percent | None
    require_identical_rerun: bool
    require_agents: bool


REPRODUCIBILITY_FLOORS = ReproducibilityLimits(
    min_runs=3,
    min_overall_score_mean=0.75,
    max_overall_score_std=0.10,
    min_classification_accuracy_mean=0.80,
    min_classification_f1_mean=None,
    min_retrieval_recall_at_1_mean=0.60,
    min_retrieval_mrr_mean=None,
    min_long_context_recall_at_1_mean=0.70,
    min_long_context_mrr_mean=0.80,
    min_instruction_pass_rate_mean=0.70,
    min_conversation_pass_rate_mean=0.75,
    min_tool_pass_rate_mean=0.80,
    min_multi_step_tool_pass_rate_mean=0.80,
    min_multi_step_tool_chain_pass_rate_mean=0.66,
    max_total_runtime_sec_mean=None,
    max_int8_accuracy_drop_mean=0.10,
    min_int8_comm_savings_percent_mean=40.0,
    max_adapter_int8_accuracy_drop_mean=0.12,
    min_adapter_int8_comm_savings_percent_mean=40.0,
    require_identical_rerun=False,
    require_agents=False,
)
