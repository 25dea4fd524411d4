"""What the nine tasks read of params.yaml, and what is asked of a seed."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gates.catalogue import Profile
from gates.params.adapter import AdapterParameters
from gates.params.baseline import BaselineParameters
from gates.params.classification import ClassificationParameters
from gates.params.data import TextsParameters
from gates.params.generality import GeneralityParameters, PublicTasks
from p2p.agent.training.sessions import SessionReport
from tasks.computing.computations import Encoded, Simulate, Skew
from tasks.project.parameters import read_section
from tasks.runs.classification.computations import Classify
from tasks.runs.generality.computations import RunPublic, RunSeed
from tasks.runs.generality.references import Reference, references, router_training

NUM_TIMED = 1
"""Texts whose latency is measured: it is the classification gate's business."""


@dataclass(frozen=True, slots=True)
class Sections:
    """The sections: what is trained is that of the reduced profile, what is classified that of the run's."""

    params: GeneralityParameters
    public: PublicTasks | None
    baseline: BaselineParameters
    adapter: AdapterParameters
    classification: ClassificationParameters
    texts: TextsParameters

    def references(self, seed: int) -> dict[str, Reference]:
        """Both references at one seed, by the names of their tasks."""
        return references(self.baseline, self.adapter, self.texts, seed)

    def asked(self, seed: int, sessions: Mapping[str, SessionReport]) -> RunSeed:
        """The nine tasks at one seed, of which `sessions` were trained over agents."""
        took_part = {task: session.participation for task, session in sessions.items()}
        classification = self.classification
        return RunSeed(
            seed=seed,
            top_k=self.params.top_k,
            router=router_training(self.adapter, self.texts, seed),
            classify=Classify(
                dataset=classification.dataset,
                vectorizer=classification.vectorizer,
                classifier=classification.classifier,
                test_fraction=self.texts.test_fraction,
                seeds=(seed,),
                num_timed=NUM_TIMED,
            ),
            references={task: reference.simulations(took_part.get(task)) for task, reference in self.references(seed).items()},
        )


def public_run(public: PublicTasks, texts: TextsParameters, seed: int) -> RunPublic:
    """What the tasks on public data are asked."""
    dealt = Encoded(form="features", test_fraction=texts.test_fraction, split_seed=texts.split_seed)
    heads = {
        name: Simulate(
            skew=Skew(dataset=head.dataset, alpha=head.dirichlet_alpha, min_size=head.min_shard_size, encoded=dealt),
            plan=head.plan_at(seed),
        )
        for name, head in public.heads.items()
    }
    return RunPublic(heads=heads, call_nearness=public.call_nearness, max_false_alarms=public.max_false_alarms)


def read_sections(root: Path, profile: Profile, params: GeneralityParameters) -> Sections:
    """The sections of the project at `root`.

    Errors: ParameterUnknownError (core.parameters.unknown), ParameterInvalidError (core.parameters.invalid).
    """
    return Sections(
        params=params,
        public=params.of(profile).public,
        baseline=read_section(root, "baseline.reduced", BaselineParameters),
        adapter=read_section(root, "adapter.reduced", AdapterParameters),
        classification=read_section(root, f"classification.{profile}", ClassificationParameters),
        texts=read_section(root, "data.texts", TextsParameters),
    )
