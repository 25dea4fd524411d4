"""Does federated training with cheap updates come as near to centralised training as it must?"""

from collections.abc import Mapping

from pydantic import JsonValue

from gates.artifacts.baseline import SCHEMA_VERSION, BaselineMetrics
from gates.params.limits.baseline import BASELINE_FLOORS, BaselineLimits
from gates.verdicts.judge import Judge
from gates.verdicts.judgement import Judgement
from gates.verdicts.runs import judge_agents, judge_seeds, quality_drop, saving_percent
from gates.verdicts.verdict import Verdict

_SPARSE_SAVING = "communication.sparse_vs_fp32_percent"


def judge_baseline(artifact: Mapping[str, JsonValue], limits: BaselineLimits) -> Verdict:
    """The verdict on `baseline_metrics.json` as plain JSON."""
    judge = Judge("baseline", artifact)
    judge.equals("schema_version", SCHEMA_VERSION)
    judge_seeds(judge, minimum=limits.min_seeds)
    judge.hold(
        ("methods.centralized.accuracy_mean", ">=", None),
        ("methods.fedavg_fp32.accuracy_mean", ">=", None),
        ("methods.fedavg_int8.accuracy_mean", ">=", limits.min_int8_accuracy),
    )
    judge.derived("int8_accuracy_drop", quality_drop(judge, "fedavg_int8"), "<=", limits.max_accuracy_drop)
    judge.consistent("communication_reduction_percent", saving_percent(judge, "fedavg_int8"))
    judge.hold(("communication_reduction_percent", ">=", limits.min_comm_reduction))
    judge.hold_additive(
        (_SPARSE_SAVING, ">=", limits.min_sparse_comm_reduction),
        ("num_parameters", ">=", limits.min_num_parameters),
        ("label_total_variation", ">=", limits.min_label_total_variation),
    )
    if judge.has(_SPARSE_SAVING) or limits.max_sparse_accuracy_drop is not None:
        judge.consistent(_SPARSE_SAVING, saving_percent(judge, "fedavg_sparse"))
        judge.derived("sparse_accuracy_drop", quality_drop(judge, "fedavg_sparse"), "<=", limits.max_sparse_accuracy_drop)
    judge_agents(judge, is_required=limits.require_agents)
    judge.model(BaselineMetrics)
    return judge.verdict()


BASELINE_JUDGEMENT = Judgement("Baseline metrics summary", SCHEMA_VERSION, BASELINE_FLOORS, judge_baseline)
