"""The generality run as it goes: both references over agents, the nine tasks, and the artifact that follows."""

import math
import resource
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pydantic import JsonValue

from core.units import format_utc
from gates.artifacts.generality import Tasks
from p2p.agent.training.sessions import SessionReport
from tasks.agents.dialogues import Replies, replies_sha256
from tasks.agents.run import RunOverAgents
from tasks.computing.computations import Simulated
from tasks.errors import ReplyDiffersError
from tasks.gate.conclusion import Outcome
from tasks.gate.steps import StepLog
from tasks.reports.frames import Measured, tidy_frame
from tasks.runs.classification.figure import label_figure
from tasks.runs.generality.computations import OVER_AGENTS, PublicRun, RunPublic, RunSeed, SeedRun, TaskFigures
from tasks.runs.generality.references import Reference
from tasks.runs.generality.sections import Sections, public_run

FIGURE = "generality_scores.png"
TASKS = tuple(Tasks.model_fields)


@dataclass(slots=True)
class GeneralityRun(RunOverAgents):
    """What one run of the generality gate knows so far: `log` are its steps, `found` the nine tasks, `replies` those over agents by task."""

    sections: Sections
    log: StepLog
    found: SeedRun | None = None
    public: PublicRun | None = None
    replies: dict[str, Replies] = field(default_factory=dict[str, Replies])

    @property
    def seed(self) -> int:
        """The only one."""
        return self.sections.params.seed

    @property
    def references(self) -> dict[str, Reference]:
        """What is trained over agents."""
        return self.sections.references(self.seed)

    @property
    def num_agents(self) -> int:
        """Participants of both references."""
        return self.sections.adapter.num_clients

    def asked(self, home: Path) -> RunSeed:
        """The nine tasks, with those who took part over agents, and an assistant for the home of one of them."""
        return self.sections.asked(self.seed, self.sessions).model_copy(update={"home": home})

    @property
    def dialogues(self) -> dict[str, tuple[str, ...]]:
        """What is asked of an agent, by the task."""
        return {name: dialogue.texts for name, dialogue in self.found.dialogues.items()} if self.found else {}

    @property
    def asked_of_public(self) -> tuple[RunPublic, ...]:
        """The tasks on public data, where the profile has them."""
        public = self.sections.public
        return () if public is None else (public_run(public, self.sections.texts, self.seed),)

    def take(self, found: SeedRun) -> str:
        """Keep the nine tasks and compare the references' weights with those of the agents; returns a line on them.

        Errors: TwinDiffersError (tasks.twin.differs).
        """
        self.found = found
        self.take_twins(found.twins[task] for task in self.sessions)
        return f"overall score {found.overall_score:.4f}; " + ", ".join(f"{name} {task.score:.3f}" for name, task in found.tasks.items())

    def take_replies(self, replies: Mapping[str, Replies]) -> str:
        """Keep what an agent replied, and compare it with what the assistant in the process did; returns a line on both.

        Errors: ReplyDiffersError (tasks.reply.differs).
        """
        self.replies = dict(replies)
        fields = self._dialogue_fields()
        differing = [name for name, one in fields.items() if one["replies_sha256"] != one["twin_replies_sha256"]]
        said = f"over agents: {len(fields) - len(differing)} of {len(fields)} replies equal"
        if differing:
            raise ReplyDiffersError(said, differing=" ".join(differing))
        return f"{said}, in {sum(map(len, self.replies.values()))} turns"

    def take_public(self, public: PublicRun) -> str:
        """Keep the public tasks; returns a line on them."""
        self.public = public
        return ", ".join(f"{name} {next(iter(figures.values())):.4f}" for name, figures in public.fields.items())

    def outcome(self, min_overall_score: float | None) -> Outcome:
        """What the steps found, as far as they came."""
        scores = {name: task.score for name, task in self.found.tasks.items()} if self.found else {}
        return Outcome(
            artifact=self.artifact(),
            frame=tidy_frame("generality", self.measured()),
            figures={FIGURE: label_figure("Nine tasks, one assistant", scores, min_overall_score or 0.0, "score")},
            seeds=(self.seed,),
        )

    def measured(self) -> Iterator[Measured]:
        """Every metric and score of every task, of the cases in other words too."""
        if self.found:
            for suffix, tasks in (("", self.found.tasks), ("_paraphrases", self.found.paraphrases)):
                for name, task in tasks.items():
                    for metric, value in {**task.metrics, "score": task.score}.items():
                        yield Measured(f"{name}{suffix}", metric, value, seed=self.seed)
        for name, figures in (self.public.fields if self.public else {}).items():
            for metric, value in figures.items():
                yield Measured(name, metric, value, seed=self.seed)

    def artifact(self) -> dict[str, JsonValue]:
        """The artifact's fields, of those steps that were reached."""
        found: dict[str, JsonValue] = {
            "schema_version": 1,
            "generated_utc": format_utc(datetime.now(UTC)),
            "config": self._config(),
            "resources": {"total_wall_clock_sec": self.log.total_s(), "peak_rss_bytes": peak_rss_bytes()},
        }
        if self.found:
            found |= seed_fields(self.found)
        if self.public:
            found["public"] = {name: {**figures} for name, figures in self.public.fields.items()}
        if self.replies:
            found["dialogues"] = {**self._dialogue_fields()}
        return found | self.network_fields() | self.agents_fields(self.seed, _agents_method)

    def _dialogue_fields(self) -> dict[str, dict[str, JsonValue]]:
        here = self.found.dialogues if self.found else {}
        return {
            name: {
                "turns": len(replies),
                "replies_sha256": replies_sha256(replies),
                "twin_replies_sha256": replies_sha256(here[name].replies),
            }
            for name, replies in self.replies.items()
        }

    def _config(self) -> dict[str, JsonValue]:
        sections = self.sections
        return {
            "seed": self.seed,
            "top_k": sections.params.top_k,
            "include_distributed_reference": True,
            "include_adapter_reference": True,
            "include_public": sections.public is not None,
            "dataset": sections.classification.dataset,
            "distributed": sections.baseline.model_dump(mode="json"),
            "adapter": sections.adapter.model_dump(mode="json"),
            "over_agents": OVER_AGENTS,
        }


def seed_fields(found: SeedRun) -> dict[str, JsonValue]:
    """What the artifact says of the nine tasks."""
    scores = {name: found.tasks[name].score for name in TASKS}
    held_out, reworded = (
        math.fsum(tasks[name].score for name in found.paraphrases) / len(found.paraphrases) for tasks in (found.tasks, found.paraphrases)
    )
    return {
        "tasks": {name: found.tasks[name].model_dump(mode="json") for name in TASKS},
        "aggregate": {
            "task_count": len(TASKS),
            "task_scores": {**scores},
            "overall_score": math.fsum(scores.values()) / len(scores),
            "runtime_total_sec": math.fsum(task.runtime_sec for task in found.tasks.values()),
        },
        "paraphrases": {
            "tasks": {name: _reworded(task) for name, task in found.paraphrases.items()},
            "held_out_score": held_out,
            "score": reworded,
            "drop": held_out - reworded,
        },
        "refusals": {name: one.model_dump(mode="json") for name, one in found.refusals.items()},
        "weights": {**found.weights},
        "weights_sha256": found.weights_sha256,
    }


def peak_rss_bytes() -> int:
    """The most memory that this process, or one that it started and that has ended, held at any time."""
    return 1024 * max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _reworded(task: TaskFigures) -> JsonValue:
    return {"metrics": {**task.metrics}, "score": task.score}


def _agents_method(session: SessionReport, _: Simulated) -> dict[str, JsonValue]:
    return {"rounds": len(session.rounds), "stream_bytes": session.stream_bytes, "excluded": session.num_missing}
