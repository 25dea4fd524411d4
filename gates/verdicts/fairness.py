"""Do cheap updates let slow clients contribute nearly as much as fast ones, and are the worst clients served better?"""

from collections.abc import Mapping

from pydantic import JsonValue

from gates.artifacts.baseline import SCHEMA_VERSION, FairnessMetrics
from gates.params.limits.fairness import FAIRNESS_FLOORS, FairnessLimits
from gates.verdicts.judge import Judge
from gates.verdicts.judgement import Judgement
from gates.verdicts.runs import fairness_gains, judge_seeds, judge_trial, saving_percent
from gates.verdicts.verdict import Verdict

_WORST = "fairness.worst_decile_accuracy"


def judge_fairness(artifact: Mapping[str, JsonValue], limits: FairnessLimits) -> Verdict:
    """The verdict on `fairness_metrics.json` as plain JSON; a gain is the int8 figure minus the fp32 one."""
    judge = Judge("fairness", artifact)
    judge.equals("schema_version", SCHEMA_VERSION)
    judge_seeds(judge, minimum=None)
    judge.consistent("communication_reduction_percent", saving_percent(judge, "fedavg_int8"))
    gains = fairness_gains(judge)
    judge.derived("int8_jain_improvement", gains.jain, ">=", limits.min_int8_jain_improvement)
    judge.derived("int8_contributed_clients_gain", gains.contributed_clients, ">=", limits.min_int8_contributed_clients_gain)
    judge.derived("int8_gap_improvement", gains.gap, ">=", 0.0)
    judge.derived("int8_slowest_fastest_ratio_gain", gains.slowest_fastest, ">=", 0.0)
    if limits.require_accuracy_fairness or judge.has("fair_strategy"):
        _judge_accuracy_fairness(judge, limits)
    judge_trial(judge, limits.max_contribution_difference)
    judge.model(FairnessMetrics)
    return judge.verdict()


def _judge_accuracy_fairness(judge: Judge, limits: FairnessLimits) -> None:
    """With the fair strategy the worst tenth of the clients is served better than with FedAvg, at an equal mean.

    A fair strategy with int8 updates, whose method ends in `_int8`, is held to FedAvg with int8 updates: they alone would change the mean.
    """
    name = judge.value("fair_strategy")
    fair, fedavg = f"methods.{name}", f"methods.fedavg_{'int8' if str(name).endswith('_int8') else 'fp32'}"
    if not isinstance(name, str) or not judge.has(fair) or str(name).startswith("fedavg_"):
        judge.fail("fair_strategy", "missing, or no method beside FedAvg's", "==", None)
        return
    judge.derived("fair_worst_decile_accuracy_gain", judge.difference(f"{fair}.{_WORST}", f"{fedavg}.{_WORST}"), ">", 0.0)
    difference = judge.difference(f"{fair}.accuracy_mean", f"{fedavg}.accuracy_mean")
    judge.derived("fair_accuracy_difference", None if difference is None else abs(difference), "<=", limits.max_fair_accuracy_difference)


FAIRNESS_JUDGEMENT = Judgement("Fairness metrics summary", SCHEMA_VERSION, FAIRNESS_FLOORS, judge_fairness)
