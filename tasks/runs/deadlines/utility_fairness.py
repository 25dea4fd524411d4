"""The utility fairness run: the same contest with text intents, a scenario for each deadline, and the artifact that follows."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, cast

from pydantic import JsonValue

from gates.artifacts.calibration import Calibration
from gates.params.deadlines import UtilityFairnessParameters
from tasks.gate.conclusion import Outcome
from tasks.runs.deadlines.contest import CENTRALIZED, ContestRun, Method
from tasks.runs.deadlines.fairness import FEDAVG
from tasks.runs.deadlines.figures import contribution_figure, saving_percent
from tasks.runs.deadlines.trial import TrialRun

if TYPE_CHECKING:
    import pandas as pd

FIGURE = "utility_fairness_contribution.png"
SPARSE = "fedavg_sparse"


@dataclass(slots=True, kw_only=True)
class UtilityFairnessRun(ContestRun):
    """What one run of the utility fairness gate knows so far."""

    params: UtilityFairnessParameters

    @classmethod
    def begun(cls, params: UtilityFairnessParameters, calibration: Calibration) -> Self:
        """A run that has everything before it.

        Errors: CalibrationMissingError (gates.calibration.missing).
        """
        cost = calibration.cost_of(params.model, params.batch_size)
        return cls(
            params=params, cost=cost, trial=TrialRun(params=params, cost=cost), methods={**FEDAVG, SPARSE: Method(params.sparse_codec)}
        )

    def outcome(self) -> Outcome:
        """What the steps found, as far as they came."""
        frame, quantiles = self.frame("utility_fairness"), self.params.deadline_quantiles
        middle = quantiles[len(quantiles) // 2]
        title = (
            f"{self.params.dataset}: deadline at {middle:.0%} of the fp32 times, {self.params.churn.rate:.0%} of the clients come and go"
        )
        labels = {method: self.label(method, middle) for method in self.methods}
        figure = contribution_figure(title, frame, labels, self.params.fleet)
        return Outcome(self.artifact(frame), frame, {FIGURE: figure}, self.params.seeds)

    def artifact(self, frame: "pd.DataFrame") -> dict[str, JsonValue]:
        """The artifact's fields; the scenarios once all of them are simulated."""
        scenarios: list[JsonValue] = [self.scenario(frame, quantile) for quantile in self.params.deadline_quantiles if self.is_complete]
        return {
            "schema_version": 1,
            "sweep_type": "round_deadline",
            "dropout_rate": self.params.variation.dropout_rate,
            "capacity_jitter": self.params.variation.capacity_jitter,
            "runs_per_scenario": len(self.params.seeds),
            "scenarios": scenarios,
            **self.trial.fields(),
        }

    def scenario(self, frame: "pd.DataFrame", quantile: float) -> dict[str, JsonValue]:
        """The report under one deadline."""
        report = self.report(frame, quantile)
        methods = cast("dict[str, JsonValue]", report["methods"])
        return {
            **report,
            "communication_savings_percent": {
                f"{method.removeprefix('fedavg_')}_vs_fp32_percent": saving_percent(methods, method) for method in ("fedavg_int8", SPARSE)
            },
            "quality_drop_vs_centralized": _drops(methods),
            "churn_rate": self.params.churn.rate,
        }


def _drops(methods: dict[str, JsonValue]) -> dict[str, JsonValue]:
    figures = cast("dict[str, dict[str, float]]", methods)
    return {
        f"{method.removeprefix('fedavg_')}_{metric}_drop": figures[CENTRALIZED][f"{metric}_mean"] - figures[method][f"{metric}_mean"]
        for method in (*FEDAVG, SPARSE)
        for metric in ("accuracy", "macro_f1")
    }
