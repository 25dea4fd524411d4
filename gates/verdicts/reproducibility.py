"""Does generality hold over the seeds, and does a seed end in the same bits when it is run again?"""

import statistics
from collections.abc import Mapping

from pydantic import JsonValue

from gates.artifacts.reproducibility import METRICS, SCHEMA_VERSION, ReproducibilityMetrics
from gates.params.limits.reproducibility import REPRODUCIBILITY_FLOORS, ReproducibilityLimits
from gates.verdicts.judge import Judge
from gates.verdicts.judgement import Judgement
from gates.verdicts.runs import judge_agents, judge_seeds
from gates.verdicts.verdict import Verdict


def judge_reproducibility(artifact: Mapping[str, JsonValue], limits: ReproducibilityLimits) -> Verdict:
    """The verdict on `reproducibility_metrics.json` as plain JSON."""
    judge = Judge("reproducibility", artifact)
    judge.equals("schema_version", SCHEMA_VERSION)
    judge_seeds(judge, count="run_count", minimum=limits.min_runs)
    _judge_runs(judge)
    judge.hold(
        ("summary.overall_score.mean", ">=", limits.min_overall_score_mean),
        ("summary.overall_score.std", "<=", limits.max_overall_score_std),
        ("summary.classification_accuracy.mean", ">=", limits.min_classification_accuracy_mean),
        ("summary.classification_macro_f1.mean", ">=", limits.min_classification_f1_mean),
        ("summary.retrieval_recall_at_1.mean", ">=", limits.min_retrieval_recall_at_1_mean),
        ("summary.retrieval_mrr.mean", ">=", limits.min_retrieval_mrr_mean),
        ("summary.long_context_recall_at_1.mean", ">=", limits.min_long_context_recall_at_1_mean),
        ("summary.long_context_mrr.mean", ">=", limits.min_long_context_mrr_mean),
        ("summary.instruction_pass_rate.mean", ">=", limits.min_instruction_pass_rate_mean),
        ("summary.conversation_pass_rate.mean", ">=", limits.min_conversation_pass_rate_mean),
        ("summary.tool_pass_rate.mean", ">=", limits.min_tool_pass_rate_mean),
        ("summary.multi_step_tool_pass_rate.mean", ">=", limits.min_multi_step_tool_pass_rate_mean),
        ("summary.multi_step_tool_chain_pass_rate.mean", ">=", limits.min_multi_step_tool_chain_pass_rate_mean),
        ("summary.int8_accuracy_drop.mean", "<=", limits.max_int8_accuracy_drop_mean),
        ("summary.int8_comm_savings_percent.mean", ">=", limits.min_int8_comm_savings_percent_mean),
        ("summary.adapter_int8_accuracy_drop.mean", "<=", limits.max_adapter_int8_accuracy_drop_mean),
        ("summary.adapter_int8_comm_savings_percent.mean", ">=", limits.min_adapter_int8_comm_savings_percent_mean),
    )
    judge.hold_additive(("summary.total_wall_clock_sec.mean", "<=", limits.max_total_runtime_sec_mean))
    if limits.require_identical_rerun or judge.has("rerun"):
        _judge_rerun(judge)
    judge_agents(judge, is_required=limits.require_agents)
    judge.model(ReproducibilityMetrics)
    return judge.verdict()


def _judge_runs(judge: Judge) -> None:
    """The runs are those of the seeds, in their order, and the summary follows from them."""
    runs = [f"runs[{index}]" for index in range(judge.count("runs"))]
    if [judge.value(f"{run}.seed") for run in runs] != list(judge.items("config.seeds")):
        judge.fail("runs", "the runs are not those of config.seeds, one for each in its order", "==", None)
    for metric in METRICS:
        values = judge.numbers(f"{run}.{metric}" for run in runs)
        spread = {"mean": statistics.fmean, "std": statistics.pstdev, "min": min, "max": max}
        for name, figure in spread.items():
            judge.consistent(f"summary.{metric}.{name}", figure(values) if values else None)


def _judge_rerun(judge: Judge) -> None:
    """One seed, run again in a fresh process, ended in the same weights."""
    seed = judge.value("rerun.seed")
    first = [index for index in range(judge.count("runs")) if judge.value(f"runs[{index}].seed") == seed]
    if first:
        judge.same("rerun.weights_sha256", f"runs[{first[0]}].weights_sha256")
    else:
        judge.fail("rerun.seed", "missing, or no seed of the runs", "==", None)


REPRODUCIBILITY_JUDGEMENT = Judgement("Reproducibility metrics summary", SCHEMA_VERSION, REPRODUCIBILITY_FLOORS, judge_reproducibility)
