"""The fairness run: how evenly clients contribute with each codec, whom the model serves, and the artifact that follows."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, cast

from pydantic import JsonValue

from gates.artifacts.calibration import Calibration
from gates.params.deadlines import FairnessParameters
from tasks.gate.conclusion import Outcome
from tasks.runs.deadlines.contest import ContestRun, Method
from tasks.runs.deadlines.figures import contribution_figure, saving_percent
from tasks.runs.deadlines.trial import TrialRun

if TYPE_CHECKING:
    import pandas as pd

FIGURE = "fairness_contribution.png"
FEDAVG = {"fedavg_fp32": Method("fp32"), "fedavg_int8": Method("int8")}


@dataclass(slots=True, kw_only=True)
class FairnessRun(ContestRun):
    """What one run of the fairness gate knows so far."""

    params: FairnessParameters

    @classmethod
    def begun(cls, params: FairnessParameters, calibration: Calibration) -> Self:
        """A run that has everything before it; the fair strategy meets the deadline with the clients that federated averaging with int8 updates meets it with.

        Errors: CalibrationMissingError (gates.calibration.missing).
        """
        cost = calibration.cost_of(params.model, params.batch_size)
        methods = {**FEDAVG, params.fair_method: Method("int8", params.fair_strategy)}
        return cls(params=params, cost=cost, trial=TrialRun(params=params, cost=cost), methods=methods)

    def outcome(self) -> Outcome:
        """What the steps found, as far as they came."""
        frame, quantile = self.frame("fairness"), self.params.deadline_quantiles[0]
        title = f"{self.params.dataset}: deadline at {quantile:.0%} of the fp32 times, {len(self.params.seeds)} seeds"
        labels = {method: self.label(method, quantile) for method in FEDAVG}
        figure = contribution_figure(title, frame, labels, self.params.fleet)
        return Outcome(self.artifact(frame, quantile), frame, {FIGURE: figure}, self.params.seeds)

    def artifact(self, frame: "pd.DataFrame", quantile: float) -> dict[str, JsonValue]:
        """The artifact's fields, of those steps that were reached."""
        found: dict[str, JsonValue] = {"schema_version": 2, "fair_strategy": self.params.fair_method}
        if self.is_complete:
            found |= self.report(frame, quantile)
            found["communication_reduction_percent"] = saving_percent(cast("dict[str, JsonValue]", found["methods"]), "fedavg_int8")
        return found | self.trial.fields()
