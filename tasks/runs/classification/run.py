"""The classification run as it goes: what each step found, and the artifact that follows from it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from pydantic import JsonValue

from gates.params.classification import ClassificationParameters, classification_plan
from gates.params.data import TextsParameters
from learning.plan import TrainingPlan
from learning.text.tokenizer import TOKENIZER
from p2p.agent.training.sessions import SessionReport
from tasks.agents.run import RunOverAgents
from tasks.computing.computations import Simulate, Simulated, Skew
from tasks.data.text_sources import hashed_name
from tasks.gate.conclusion import Outcome
from tasks.gate.steps import StepLog
from tasks.reports.frames import Measured, tidy_frame
from tasks.runs.classification.computations import Classified, SeedFigures
from tasks.runs.classification.figure import label_figure

FIGURE = "classification_f1.png"


@dataclass(slots=True)
class ClassificationRun(RunOverAgents):
    """What one run of the classification gate knows so far: `log` are its steps, `classified` the figures by data set."""

    run_id: str
    params: ClassificationParameters
    texts: TextsParameters
    log: StepLog
    classified: dict[str, Classified] = field(default_factory=dict[str, Classified])

    @property
    def judged(self) -> Classified | None:
        """The set that the verdict is about, once it is classified."""
        return self.classified.get(self.params.dataset)

    @property
    def twin(self) -> Simulated | None:
        """The twin of the session over agents, whose figures are the session's as its weights are."""
        return self.twins.get(self.params.agents.codec)

    @property
    def skew(self) -> Skew:
        """How the hashed texts are shared out among the agents."""
        agents = self.params.agents
        return Skew(dataset=hashed_name(self.params.dataset), alpha=agents.dirichlet_alpha, min_size=agents.min_shard_size)

    def plan(self) -> TrainingPlan:
        """The training over agents; the set has been classified before."""
        assert self.judged is not None
        return classification_plan(self.params, num_features=self.texts.num_columns, num_classes=len(self.judged.labels))

    def twin_run(self) -> Simulate:
        """The simulation of the finished session, with those who took part."""
        return Simulate(skew=self.skew, plan=self.plan(), participation=self.sessions[self.params.agents.codec].participation)

    def take(self, classified: Classified) -> str:
        """Keep the figures of one set; returns a line on them."""
        self.classified[classified.dataset] = classified
        means = seed_means(classified)
        return (
            f"accuracy {means['accuracy']:.4f}, macro F1 {means['macro_f1']:.4f} over {len(classified.seeds)} seeds, "
            f"fit {means['train_runtime_sec']:.2f} s, {means['latency_mean_ms']:.3f} ms a text, {classified.removed} near-duplicates removed"
        )

    def agents_detail(self) -> str:
        """A line on the run over agents once its twin is known."""
        assert self.twin is not None
        return f"the same bits as in simulation, accuracy {self.twin.figures.accuracy:.4f} on the held-out hashed texts"

    def outcome(self, min_accuracy: float | None) -> Outcome:
        """What the steps found, as far as they came."""
        found = label_f1(self.judged) if self.judged else {}
        title = f"{self.params.dataset}: F1 by label, mean of {len(self.params.seeds)} seeds"
        figure = label_figure(title, found, min_accuracy or 0.0)
        return Outcome(
            artifact=self.artifact(),
            frame=tidy_frame("classification", self.measured()),
            figures={FIGURE: figure},
            seeds=self.params.seeds,
        )

    def measured(self) -> Iterator[Measured]:
        """Every figure of every seed by data set, F1 by label among them, and the accuracy over agents round by round."""
        for dataset, classified in self.classified.items():
            for seed in classified.seeds:
                for metric, value in seed_figures(seed).items():
                    yield Measured(dataset, metric, value, seed=seed.seed)
                for label, value in zip(classified.labels, seed.f1_by_label, strict=True):
                    yield Measured(dataset, f"f1_{label}", value, seed=seed.seed)
        if self.twin:
            method, seed = f"agents_{self.params.agents.codec}", self.params.seeds[0]
            yield Measured(method, "accuracy", self.twin.figures.accuracy, seed=seed)
            for index, loss in enumerate(self.twin.losses):
                if loss is not None:
                    yield Measured(method, "loss", loss, seed=seed, round=index)

    def artifact(self) -> dict[str, JsonValue]:
        """The artifact's fields, of those steps that were reached."""
        found: dict[str, JsonValue] = {"schema_version": 1, "run_id": self.run_id}
        if self.judged:
            found |= set_fields(self.judged) | {"config": self._config(self.judged)}
        for dataset in self.params.also:
            if dataset in self.classified:
                found[dataset] = set_fields(self.classified[dataset])
        if self.introduced:
            found["label_total_variation"] = self.introduced.shared.label_total_variation
        return found | self.network_fields() | self.agents_fields(self.params.seeds[0], self._agents_method)

    def _agents_method(self, session: SessionReport, twin: Simulated) -> dict[str, JsonValue]:
        return {
            "macro_f1": twin.figures.macro_f1,
            "rounds": len(session.rounds),
            "num_parameters": self.plan().model.num_parameters,
        }

    def _config(self, judged: Classified) -> JsonValue:
        """What was run; `seed` is the first of `seeds`."""
        first = judged.seeds[0]
        return {
            "dataset": judged.dataset,
            "seed": first.seed,
            "seeds": [seed.seed for seed in judged.seeds],
            "samples_per_label": judged.samples_per_label,
            "test_fraction": first.test_samples / (first.test_samples + first.train_samples),
            "steps": self.params.classifier.steps,
            "learning_rate": self.params.classifier.learning_rate,
            "tokenizer": TOKENIZER,
            "vectorizer": self.params.vectorizer.name,
            "model": self.params.classifier.name,
        }


def set_fields(classified: Classified) -> dict[str, JsonValue]:
    """What the artifact says of one set: counts of the first seed, means over the seeds, and each seed."""
    first = classified.seeds[0]
    means = seed_means(classified)
    return {
        "counts": {
            "labels": list(classified.labels),
            "train_samples": first.train_samples,
            "test_samples": first.test_samples,
            "vocabulary_size": first.vocabulary_size,
            "near_duplicates": max(seed.near_duplicates for seed in classified.seeds),
            "near_duplicates_removed": classified.removed,
        },
        "metrics": {**means, "per_label_f1": dict(label_f1(classified))},
        "seeds": [{"seed": seed.seed, **seed_figures(seed)} for seed in classified.seeds],
        "near_duplicate_similarity": classified.similarity,
    }


def seed_figures(seed: SeedFigures) -> dict[str, float]:
    """One seed's figures under the artifact's names."""
    indirect = {} if seed.indirect_accuracy is None else {"indirect_accuracy": seed.indirect_accuracy}
    return {
        "accuracy": seed.accuracy,
        "macro_f1": math.fsum(seed.f1_by_label) / len(seed.f1_by_label),
        "train_runtime_sec": seed.train_runtime_s,
        "vectorizer_runtime_sec": seed.vectorizer_runtime_s,
        "latency_mean_ms": seed.latency_mean_ms,
        "latency_p95_ms": seed.latency_p95_ms,
        **indirect,
    }


def seed_means(classified: Classified) -> dict[str, float]:
    """The mean of each figure over the seeds."""
    rows = [seed_figures(seed) for seed in classified.seeds]
    return {name: math.fsum(row[name] for row in rows) / len(rows) for name in rows[0]}


def label_f1(classified: Classified) -> dict[str, float]:
    """The mean F1 of each label over the seeds."""
    columns = zip(*(seed.f1_by_label for seed in classified.seeds), strict=True)
    return {label: math.fsum(column) / len(column) for label, column in zip(classified.labels, columns, strict=True)}
