"""Does the fairness gain hold for a text model, under every deadline and while clients come and go?"""

from collections.abc import Mapping

from pydantic import JsonValue

from gates.artifacts.utility import SCHEMA_VERSION, UtilityFairnessMetrics
from gates.params.limits.utility_fairness import UTILITY_FAIRNESS_FLOORS, UtilityFairnessLimits
from gates.verdicts.judge import Judge
from gates.verdicts.judgement import Judgement
from gates.verdicts.runs import fairness_gains, judge_seeds, judge_trial, judge_utility
from gates.verdicts.verdict import Verdict

QUANTILES = (0.4, 0.5, 0.6)
"""The shares of clients that are done with fp32 updates at the deadlines at which the gain has to hold."""


def judge_utility_fairness(artifact: Mapping[str, JsonValue], limits: UtilityFairnessLimits) -> Verdict:
    """The verdict on `utility_fairness_metrics.json` as plain JSON; a gain is the int8 figure minus the fp32 one."""
    judge = Judge("utility_fairness", artifact)
    judge.equals("schema_version", SCHEMA_VERSION)
    judge.equals("sweep_type", "round_deadline")
    scenarios = [f"scenarios[{index}]." for index in range(judge.count("scenarios"))]
    judge.derived("scenarios", len(scenarios), ">=", 1)
    for scenario in scenarios:
        judge.consistent(f"{scenario}runs", judge.number("runs_per_scenario"))
        judge_seeds(judge, minimum=None, within=scenario)
        judge_utility(judge, scenario)
        gains = fairness_gains(judge, scenario)
        judge.derived(f"{scenario}int8_jain_improvement", gains.jain, ">=", limits.min_int8_jain_improvement)
        judge.derived(f"{scenario}int8_gap_improvement", gains.gap, ">=", limits.min_int8_gap_improvement)
        judge.derived(f"{scenario}int8_contributed_clients_gain", gains.contributed_clients, ">=", limits.min_int8_contributed_clients_gain)
    _judge_churn(judge, scenarios, limits)
    if limits.require_all_deadlines:
        _judge_deadlines(judge, scenarios)
    judge_trial(judge, limits.max_contribution_difference)
    judge.model(UtilityFairnessMetrics)
    return judge.verdict()


def _judge_deadlines(judge: Judge, scenarios: list[str]) -> None:
    """There is a scenario at every quantile, and a larger quantile gives no earlier deadline; equal ones are those of clients that are alike."""
    found: dict[float | None, list[float | None]] = {}
    for scenario in scenarios:
        found.setdefault(judge.number(f"{scenario}config.deadline_quantile"), []).append(judge.number(f"{scenario}config.round_deadline"))
    earlier = 0.0
    for quantile in QUANTILES:
        metric, (deadline, *others) = f"round_deadline at quantile {quantile}", found.get(quantile, [None])
        judge.derived(metric, deadline, ">=", None)
        if any(other != deadline for other in others):
            judge.fail(metric, "another in another scenario of the quantile", "==", deadline, None)
        if deadline is not None and deadline < earlier:
            judge.fail(metric, "earlier than at a smaller quantile", ">=", earlier, deadline)
        earlier = deadline or earlier


def _judge_churn(judge: Judge, scenarios: list[str], limits: UtilityFairnessLimits) -> None:
    """Every deadline is also run with as much churn as is asked for."""
    most: dict[float | None, float] = {}
    for scenario in scenarios:
        judge.hold_additive((f"{scenario}churn_rate", ">=", None))
        deadline = judge.number(f"{scenario}config.round_deadline")
        most[deadline] = max(most.get(deadline, 0.0), judge.number(f"{scenario}churn_rate") or 0.0)
    for deadline, churn_rate in most.items() if limits.min_churn_rate is not None else ():
        judge.derived(f"churn_rate at round_deadline {deadline}", churn_rate, ">=", limits.min_churn_rate)


UTILITY_FAIRNESS_JUDGEMENT = Judgement(
    "Utility fairness validation summary", SCHEMA_VERSION, UTILITY_FAIRNESS_FLOORS, judge_utility_fairness
)
