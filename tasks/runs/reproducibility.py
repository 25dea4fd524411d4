"""The reproducibility run as it goes: one training over agents, the nine tasks at every seed, one seed once more, and the artifact."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field

from pydantic import JsonValue

from gates.artifacts.reproducibility import METRICS
from gates.params.generality import ReproducibilityParameters
from p2p.agent.training.sessions import SessionReport
from tasks.agents.run import RunOverAgents
from tasks.computing.computations import Simulated
from tasks.computing.seeds import Job
from tasks.gate.conclusion import Outcome
from tasks.reports.figures import bars_figure
from tasks.reports.frames import Measured, tidy_frame
from tasks.runs.generality.computations import RunSeed, SeedRun, run_seed
from tasks.runs.generality.references import Reference
from tasks.runs.generality.sections import Sections

FIGURE = "reproducibility_scores.png"
RERUN = "rerun"
TRAINED = "distributed_reference"
"""What is also trained over agents."""
FIELDS = {
    "classification_accuracy": ("classification", "accuracy"),
    "classification_macro_f1": ("classification", "macro_f1"),
    "retrieval_recall_at_1": ("retrieval", "recall_at_1"),
    "retrieval_mrr": ("retrieval", "mrr"),
    "long_context_recall_at_1": ("long_context_retrieval", "recall_at_1"),
    "long_context_mrr": ("long_context_retrieval", "mrr"),
    "instruction_pass_rate": ("instruction_following", "pass_rate"),
    "conversation_pass_rate": ("conversation_continuity", "pass_rate"),
    "tool_pass_rate": ("tool_use", "pass_rate"),
    "multi_step_tool_pass_rate": ("multi_step_tool_use", "pass_rate"),
    "multi_step_tool_chain_pass_rate": ("multi_step_tool_use", "chain_pass_rate"),
    "int8_accuracy_drop": ("distributed_reference", "int8_accuracy_drop"),
    "int8_comm_savings_percent": ("distributed_reference", "int8_comm_savings_percent"),
    "adapter_int8_accuracy_drop": ("adapter_reference", "int8_accuracy_drop"),
    "adapter_int8_comm_savings_percent": ("adapter_reference", "int8_comm_savings_percent"),
}
"""A run's metric: of which task, and by which name there."""


@dataclass(slots=True)
class ReproducibilityRun(RunOverAgents):
    """What one run of the reproducibility gate knows so far; `found` is by seed, as text, and `rerun`."""

    params: ReproducibilityParameters
    sections: Sections
    found: dict[str, SeedRun] = field(default_factory=dict[str, SeedRun])

    @property
    def first_seed(self) -> int:
        """The seed that is trained over agents, and run once more."""
        return self.params.seeds[0]

    @property
    def reference(self) -> Reference:
        """What is trained over agents."""
        return self.sections.references(self.first_seed)[TRAINED]

    def jobs(self) -> dict[str, Job[SeedRun]]:
        """The nine tasks at every seed, each in a fresh process, and the first once more."""
        jobs = {str(seed): self._job(seed) for seed in self.params.seeds}
        return {**jobs, RERUN: self._job(self.first_seed)}

    def take(self, name: str, found: SeedRun) -> None:
        """Keep a seed; the first one is compared with the agents.

        Errors: TwinDiffersError (tasks.twin.differs).
        """
        self.found[name] = found
        if name == str(self.first_seed):
            self.take_twins(found.twins[task] for task in self.sessions)

    def detail(self) -> str:
        """A line on all seeds."""
        scores = [run.overall_score for run in self._runs()]
        again = self.found[RERUN].weights_sha256 == self.found[str(self.first_seed)].weights_sha256
        said = "the same bits" if again else "OTHER BITS"
        return f"overall score {statistics.fmean(scores):.4f} ± {statistics.pstdev(scores):.4f}; seed {self.first_seed} again: {said}"

    def outcome(self) -> Outcome:
        """What the steps found, as far as they came."""
        rows = [flat(run) for run in self._runs()]
        shown = {"overall score": "overall_score", "classification": "classification_accuracy", "tools": "tool_pass_rate"}
        scores = {label: [float(row[name]) for row in rows] for label, name in shown.items()}
        return Outcome(
            artifact=self.artifact(),
            frame=tidy_frame("reproducibility", self.measured()),
            figures={FIGURE: bars_figure(f"The same at {len(self.params.seeds)} seeds", scores, "score")},
            seeds=self.params.seeds,
        )

    def measured(self) -> Iterator[Measured]:
        """Every metric of every seed, and the scores of its tasks."""
        for run in self._runs():
            for metric, value in flat(run).items():
                yield Measured("all", metric, value, seed=run.seed)
            for name, task in run.tasks.items():
                yield Measured(name, "score", task.score, seed=run.seed)

    def artifact(self) -> dict[str, JsonValue]:
        """The artifact's fields, of those steps that were reached."""
        runs = list(self._runs())
        rows = [flat(run) for run in runs]
        found: dict[str, JsonValue] = {
            "schema_version": 1,
            "config": {"seeds": list(self.params.seeds), "trained_over_agents": TRAINED},
            "run_count": len(runs),
            "runs": [{"seed": run.seed, **row, "weights_sha256": run.weights_sha256} for run, row in zip(runs, rows, strict=True)],
            "summary": {metric: spread([row[metric] for row in rows]) for metric in METRICS} if rows else {},
        }
        if RERUN in self.found:
            again = self.found[RERUN]
            found[RERUN] = {"seed": again.seed, "weights_sha256": again.weights_sha256}
        return found | self.network_fields() | self.agents_fields(self.first_seed, _agents_method)

    def _job(self, seed: int) -> Job[SeedRun]:
        asked: RunSeed = self.sections.asked(seed, self.sessions if seed == self.first_seed else {})
        return lambda processes: run_seed(processes, asked)

    def _runs(self) -> Iterator[SeedRun]:
        """What is known of the seeds, in their order."""
        return (self.found[str(seed)] for seed in self.params.seeds if str(seed) in self.found)


def flat(run: SeedRun) -> dict[str, float]:
    """One seed as the flat row of the artifact."""
    figures = {name: run.tasks[task].metrics[metric] for name, (task, metric) in FIELDS.items()}
    return {"overall_score": run.overall_score, **figures, "total_wall_clock_sec": run.wall_clock_sec}


def spread(values: list[float]) -> dict[str, JsonValue]:
    """One metric over the seeds; the deviation is the population's."""
    return {"mean": statistics.fmean(values), "std": statistics.pstdev(values), "min": min(values), "max": max(values)}


def _agents_method(session: SessionReport, _: Simulated) -> dict[str, JsonValue]:
    return {"rounds": len(session.rounds), "stream_bytes": session.stream_bytes, "excluded": session.num_missing}
