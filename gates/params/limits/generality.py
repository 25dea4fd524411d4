"""Limits of the generality gate."""

from core.parameters import Parameters
from gates.params.limits.bounds import Fraction, NonNegative, Percent


class GeneralityLimits(Parameters):
    """One limit for each judged metric of the nine tasks; the mean score of the cases may be so much less in other words.

    Those of the public tasks hold where these are there; the full profile requires them, whatever `require_public` says.
    """

    min_classification_accuracy: Fraction | None
    min_classification_f1: Fraction | None
    min_retrieval_recall_at_1: Fraction | None
    min_retrieval_mrr: Fraction | None
    min_long_context_recall_at_1: Fraction | None
    min_long_context_mrr: Fraction | None
    min_instruction_pass_rate: Fraction | None
    min_conversation_pass_rate: Fraction | None
    min_tool_pass_rate: Fraction | None
    min_multi_step_tool_pass_rate: Fraction | None
    min_multi_step_tool_chain_pass_rate: Fraction | None
    min_overall_score: Fraction | None
    max_total_runtime_sec: NonNegative | None
    max_int8_accuracy_drop: Fraction | None
    min_int8_comm_savings_percent: Percent | None
    max_adapter_int8_accuracy_drop: Fraction | None
    min_adapter_int8_comm_savings_percent: Percent | None
    max_paraphrase_drop: Fraction | None
    min_tool_selection_accuracy: Fraction | None
    min_banking_accuracy: Fraction | None
    min_call_accuracy: Fraction | None
    min_call_relevance: Fraction | None
    min_out_of_scope_recall: Fraction | None
    max_out_of_scope_false_alarms: Fraction | None
    require_public: bool
    require_agents: bool


GENERALITY_FLOORS = GeneralityLimits(
    min_classification_accuracy=0.80,
    min_classification_f1=0.78,
    min_retrieval_recall_at_1=0.60,
    min_retrieval_mrr=0.75,
    min_long_context_recall_at_1=0.70,
    min_long_context_mrr=0.80,
    min_instruction_pass_rate=0.75,
    min_conversation_pass_rate=0.80,
    min_tool_pass_rate=0.80,
    min_multi_step_tool_pass_rate=0.80,
    min_multi_step_tool_chain_pass_rate=0.66,
    min_overall_score=0.75,
    max_total_runtime_sec=180.0,
    max_int8_accuracy_drop=0.10,
    min_int8_comm_savings_percent=40.0,
    max_adapter_int8_accuracy_drop=0.15,
    min_adapter_int8_comm_savings_percent=40.0,
    max_paraphrase_drop=None,
    min_tool_selection_accuracy=None,
    min_banking_accuracy=None,
    min_call_accuracy=None,
    min_call_relevance=None,
    min_out_of_scope_recall=None,
    max_out_of_scope_false_alarms=None,
    require_public=False,
    require_agents=False,
)
