"""Does a federated adapter come as near to centralised training as it must, for a fraction of the full model's bytes?"""

from collections.abc import Mapping

from pydantic import JsonValue

from gates.artifacts.utility import SCHEMA_VERSION, UtilityMetrics
from gates.params.limits.adapter import ADAPTER_FLOORS, AdapterLimits
from gates.verdicts.judge import Judge
from gates.verdicts.judgement import Judgement
from gates.verdicts.runs import judge_agents, judge_seeds, judge_utility
from gates.verdicts.verdict import Verdict


def judge_adapter(artifact: Mapping[str, JsonValue], limits: AdapterLimits) -> Verdict:
    """The verdict on `adapter_intent_metrics.json` as plain JSON."""
    judge = Judge("adapter", artifact)
    judge.equals("schema_version", SCHEMA_VERSION)
    judge_seeds(judge, minimum=limits.min_seeds)
    judge_utility(judge)
    judge.hold(
        ("methods.centralized.accuracy_mean", ">=", limits.min_centralized_accuracy),
        ("quality_drop_vs_centralized.int8_accuracy_drop", "<=", limits.max_int8_accuracy_drop),
        ("communication_savings_percent.int8_vs_fp32_percent", ">=", limits.min_int8_comm_savings),
    )
    judge.hold_additive(("communication.adapter_vs_full_fp32_percent", ">=", limits.min_adapter_vs_full_savings))
    judge_agents(judge, is_required=limits.require_agents)
    judge.model(UtilityMetrics)
    return judge.verdict()


ADAPTER_JUDGEMENT = Judgement("Adapter intent metrics summary", SCHEMA_VERSION, ADAPTER_FLOORS, judge_adapter)
