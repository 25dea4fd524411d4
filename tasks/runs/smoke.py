"""The smoke run as it goes: what each step found, and the summary that follows from it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from pydantic import JsonValue

from gates.artifacts.smoke import SmokeExclusion, SmokeFairness, SmokeMethod, SmokeSeed, SmokeStep, int8_accuracy_drop_mean, uplink_ratio
from gates.params.smoke import SmokeTraining, deadline_plan, smoke_plan
from learning.fairness.contribution import contribution_fairness, count_contributions
from learning.plan import TrainingPlan
from p2p.agent.training.sessions import SessionReport
from tasks.agents.run import RunOverAgents, check_twin
from tasks.computing.computations import Evaluated, Simulate, Simulated, Skew
from tasks.data.digit_files import NUM_CLASSES, NUM_FEATURES
from tasks.gate.conclusion import Outcome
from tasks.gate.steps import Step, StepLog
from tasks.reports.figures import accuracy_figure
from tasks.reports.frames import Measured, tidy_frame

DATASET = "digits"
CODECS = ("fp32", "int8")


@dataclass(slots=True)
class SmokeRun(RunOverAgents):
    """What one run of the smoke gate knows so far: `log` are its steps."""

    run_id: str
    params: SmokeTraining
    log: StepLog
    seeds: tuple[SmokeSeed, ...] = ()
    include_fairness: bool = False
    evaluated: dict[str, Evaluated] = field(default_factory=dict[str, Evaluated])
    fairness: SmokeFairness | None = None

    @property
    def skew(self) -> Skew:
        """How the digits are shared out."""
        return Skew(dataset=DATASET, alpha=self.params.dirichlet_alpha, min_size=self.params.min_shard_size)

    def plan(self, codec: str, seed: int | None = None) -> TrainingPlan:
        """The training with `codec`, at the run's seed or another."""
        chosen = self.params.seed if seed is None else seed
        return smoke_plan(self.params, codec, chosen, num_features=NUM_FEATURES, num_classes=NUM_CLASSES)

    @property
    def slowed_client(self) -> int:
        """The agent that has little of its processor in the deadline scenario: the last one."""
        return self.params.num_agents - 1

    def deadline_plan(self) -> TrainingPlan:
        """The training of the deadline scenario."""
        return deadline_plan(self.plan("int8"), self.params.fairness)

    def deadline_twin(self, session: SessionReport) -> Simulate:
        """The simulation of the deadline scenario with those that were in time."""
        return Simulate(skew=self.skew, plan=self.deadline_plan(), participation=session.participation)

    def take_deadline(self, session: SessionReport, twin: Simulated) -> str:
        """Keep what the deadline scenario found; returns a line on it.

        Errors: TwinDiffersError (tasks.twin.differs), FairnessUndefinedError (learning.fairness.undefined).
        """
        check_twin("fairness", session, twin)
        capacities = [1.0] * self.slowed_client + [self.params.fairness.processor]
        asked = [range(self.params.num_agents)] * len(session.rounds)
        counts = count_contributions(self.params.num_agents, asked, session.participation)
        fairness = contribution_fairness(counts, capacities)
        self.fairness = SmokeFairness(
            codec=session.plan.codec,
            deadline_sec=session.round_timeout_s,
            slowed=(self.slowed_client,),
            participation=session.participation,
            weights_sha256=session.weights_sha256 or "",
            twin_weights_sha256=twin.weights_sha256,
            metrics=asdict(fairness),
        )
        mean, jain = fairness.contributed_clients_per_round_mean, fairness.contribution_jain_index
        return f"{mean:.1f} of {self.params.num_agents} agents in time for {session.round_timeout_s:g} s, Jain's index {jain:.3f}"

    def twin_runs(self) -> tuple[Simulate, ...]:
        """What to simulate: the twin of each session with its recorded participation, then every evaluation seed."""
        twins = [Simulate(skew=self.skew, plan=self.plan(codec), participation=self.sessions[codec].participation) for codec in CODECS]
        seeds = [Simulate(skew=self.skew, plan=self.plan(codec, seed)) for seed in self.params.evaluation_seeds for codec in CODECS]
        return (*twins, *seeds)

    def take_simulated(self, simulated: tuple[Simulated, ...]) -> None:
        """Keep the results of `twin_runs` and compare the sessions with their twins; the errors of `take_twins`."""
        pairs = zip(simulated[len(CODECS) :: 2], simulated[len(CODECS) + 1 :: 2], strict=True)
        self.seeds = tuple(_seed(seed, *pair) for seed, pair in zip(self.params.evaluation_seeds, pairs, strict=True))
        self.take_twins(simulated[: len(CODECS)])

    def evaluation_detail(self) -> str:
        """One line on the models' accuracy."""
        return ", ".join(f"{codec} accuracy {found.figures.accuracy:.4f}" for codec, found in self.evaluated.items())

    def title(self) -> str:
        """The figure's title."""
        return f"Digits, {self.params.num_agents} agents over libp2p, Dirichlet({self.params.dirichlet_alpha}), seed {self.params.seed}"

    def outcome(self, min_accuracy: float | None) -> Outcome:
        """What the steps found, as far as they came."""
        figure = accuracy_figure(self.title(), self.curves(), min_accuracy or 0.0)
        return Outcome(
            artifact=self.metrics(self.log.total_s()),
            frame=tidy_frame("smoke", self.measured()),
            figures={"smoke_accuracy.png": figure},
            seeds=(self.params.seed, *self.params.evaluation_seeds),
        )

    def measured(self) -> Iterator[Measured]:
        """Held-out accuracy round by round over agents and by seed in simulation, and what each client's own examples give."""
        for codec, found in self.evaluated.items():
            for index, accuracy in enumerate(found.curve):
                yield Measured(codec, "accuracy", accuracy, seed=self.params.seed, round=index)
            for client, accuracy in enumerate(found.figures.per_client_accuracy):
                yield Measured(codec, "client_accuracy", accuracy, seed=self.params.seed, client=client)
        for seed in self.seeds:
            yield Measured("fp32", "simulated_accuracy", seed.fp32_accuracy, seed=seed.seed)
            yield Measured("int8", "simulated_accuracy", seed.int8_accuracy, seed=seed.seed)

    def curves(self) -> dict[str, tuple[float, ...]]:
        """Held-out accuracy before the first round and after each, by codec."""
        return {codec: evaluated.curve for codec, evaluated in self.evaluated.items()}

    def metrics(self, total_duration_s: float) -> dict[str, JsonValue]:
        """The summary's fields, of those steps that were reached; `ok` says that every step passed."""
        found: dict[str, JsonValue] = {
            "schema_version": 1,
            "include_fairness": self.include_fairness,
            "readiness_check_enabled": False,
            "steps": [_step(step).model_dump(mode="json") for step in self.log.steps],
            "ok": all(step.ok for step in self.log.steps),
            "total_duration_sec": total_duration_s,
            "run_id": self.run_id,
            "seed": self.params.seed,
            "dataset": DATASET,
        }
        methods = {codec: self._method(codec) for codec in CODECS if codec in self.evaluated}
        found["methods"] = {codec: method.model_dump(mode="json") for codec, method in methods.items()}
        found["seeds"] = [seed.model_dump(mode="json") for seed in self.seeds]
        found["excluded"] = [one.model_dump(mode="json") for codec in self.sessions for one in self._excluded(codec)]
        if self.evaluated:
            found["num_parameters"] = min(evaluated.num_parameters for evaluated in self.evaluated.values())
        if self.introduced:
            found["label_total_variation"] = self.introduced.shared.label_total_variation
            found["shard_sizes"] = list(self.introduced.shared.sizes)
        if self.fairness:
            found["fairness"] = self.fairness.model_dump(mode="json")
        if self.seeds:
            found["int8_accuracy_drop_mean"] = int8_accuracy_drop_mean(self.seeds)
        if len(methods) == len(CODECS):
            found["uplink_ratio_int8_fp32"] = uplink_ratio(methods["int8"], methods["fp32"])
        return found | self.network_fields()

    def _method(self, codec: str) -> SmokeMethod:
        session, figures = self.sessions[codec], self.evaluated[codec].figures
        return SmokeMethod(
            accuracy=figures.accuracy,
            macro_f1=figures.macro_f1,
            per_client_accuracy=figures.per_client_accuracy,
            uplink_bytes=session.uplink_bytes,
            stream_bytes=session.stream_bytes,
            weights_sha256=session.weights_sha256 or "",
            twin_weights_sha256=self.twins[codec].weights_sha256,
            rounds=len(session.rounds),
            participation=session.participation,
        )

    def _excluded(self, codec: str) -> tuple[SmokeExclusion, ...]:
        return tuple(
            SmokeExclusion(round=one.round_index, codec=codec, peer=out.peer, code=out.code)
            for one in self.sessions[codec].rounds
            for out in one.out
        )


def _step(step: Step) -> SmokeStep:
    return SmokeStep(name=step.name, ok=step.ok, duration_sec=round(step.duration_s, 3), detail=step.detail)


def _seed(seed: int, fp32: Simulated, int8: Simulated) -> SmokeSeed:
    return SmokeSeed(
        seed=seed,
        fp32_accuracy=fp32.figures.accuracy,
        int8_accuracy=int8.figures.accuracy,
        label_total_variation=fp32.label_total_variation,
    )
