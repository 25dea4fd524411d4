"""The trainings that `benchmarks.text` compares, each kept once it is done, so that a sweep that was ended goes on where it was."""

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from typing import Any, Literal

import numpy as np

from learning.adapter import WIDTH, Adapter
from learning.arrays import Float32Array
from learning.evaluation import evaluate
from learning.examples import Examples
from learning.partitions.dirichlet import partition_dirichlet
from learning.plan import LocalTraining, ModelSpec, Strategy, TrainingPlan
from learning.randomness import generator
from learning.simulation import SimulatedRound, simulate
from tasks.data.encoded_texts import Form, load_encoded
from tasks.data.texts import deal_texts, load_texts
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT

SEEDS = (0, 1, 2)
TUNING_SEED = 100
NUM_ROUNDS = 40
EARLY = 20
LONG_ROUNDS = 200
NUM_JUDGED = 5
"""Last rounds over which a trial is judged."""
NUM_CLIENTS, CLIENTS_PER_ROUND, ALPHA = 100, 20, 0.3
KEPT = PROJECT_ROOT / ".cache" / "text-benchmark.jsonl"

Judge = Literal["held_out", "test"]
"""Who judges: a tenth of the training texts, which then are not trained on, or the test texts."""


@dataclass(frozen=True, slots=True)
class Method:
    """One way to learn a text set: each of `trials` is a way to train locally, and the best one is kept."""

    name: str
    form: Form
    trials: tuple[LocalTraining, ...]
    adapter: Adapter | None = None
    warmup_rounds: int = 0
    is_central: bool = False
    num_rounds: int = NUM_ROUNDS

    @property
    def judged(self) -> tuple[int, ...]:
        """After how many rounds: the last ones, by which trials are compared."""
        return tuple(range(self.num_rounds - NUM_JUDGED + 1, self.num_rounds + 1))

    def describe(self, trial: int) -> str:
        """The trial's learning rates: the adapter's, where there is one, and the head's."""
        local = self.trials[trial]
        return f"{local.learning_rate:g}" + (f", head {local.head_learning_rate:g}" if local.head_learning_rate else "")

    def plan(self, trial: int, num_classes: int, seed: int) -> TrainingPlan:
        """The training of one trial."""
        num_clients, asked = (1, 1) if self.is_central else (NUM_CLIENTS, CLIENTS_PER_ROUND)
        return TrainingPlan(
            model=ModelSpec(kind="lora" if self.adapter else "mlp", layer_sizes=(WIDTH, num_classes), adapter=self.adapter),
            local=self.trials[trial], codec="fp32", strategy=Strategy(name="fedavg"), num_rounds=self.num_rounds, warmup_rounds=self.warmup_rounds,
            num_clients=num_clients, clients_per_round=asked, min_clients=asked, seed=seed,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """One training: accuracy after `EARLY` rounds and the last ones, seconds of one processor, bytes that the clients sent."""

    accuracies: dict[int, float]
    processor_s: float
    uplink_bytes: int


@dataclass(frozen=True, slots=True)
class Task:
    """One training to be done."""

    dataset: str
    method: Method
    trial: int
    seed: int
    judge: Judge

    def outcome(self) -> Outcome:
        """What the training ends in, from `KEPT` where it was done before."""
        plan = self.method.plan(self.trial, num_classes_of(self.dataset), self.seed)
        identity = {"dataset": self.dataset, "judge": self.judge, "plan": json.loads(plan.model_dump_json())}
        if self.method.adapter:
            identity["adapter"] = self.method.adapter.shapes
        key = sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()
        for line in _kept():
            if line["key"] == key:
                accuracies = {int(after): accuracy for after, accuracy in line["accuracies"].items()}
                return Outcome(accuracies, line["processor_s"], line["uplink_bytes"])
        outcome = self._train(plan)
        KEPT.parent.mkdir(exist_ok=True)
        with KEPT.open("a") as file:
            file.write(json.dumps({"key": key, **identity, "method": self.method.name, **asdict(outcome)}) + "\n")
        return outcome

    def _train(self, plan: TrainingPlan) -> Outcome:
        train, test = _sides(self.dataset, self.method.form)
        if self.judge == "held_out":
            order = generator(self.seed, 0, 0, "split").permutation(train.num_examples)
            cut = train.num_examples // 10
            train, test = train.take(np.sort(order[cut:])), train.take(np.sort(order[:cut]))
        parts = [np.arange(train.num_examples)]
        if plan.num_clients > 1:
            parts = partition_dirichlet(train.labels_N, plan.num_clients, ALPHA, 2, generator(plan.seed, 0, 0, "partition"))
        accuracies: dict[int, float] = {}

        def judge(entry: SimulatedRound, weights_P: Float32Array) -> None:
            if entry.round_index + 1 in (EARLY, *self.method.judged):
                accuracies[entry.round_index + 1] = evaluate(plan.model, weights_P, test).accuracy

        started = time.process_time()
        result = simulate(plan, [train.take(part) for part in parts], on_round=judge)
        return Outcome(accuracies, time.process_time() - started, result.uplink_bytes)


def trial_accuracies(dataset: str, method: Method) -> list[float]:
    """The held-out accuracy of each trial, a mean over the last rounds."""
    outcomes = [Task(dataset, method, trial, TUNING_SEED, "held_out").outcome() for trial in range(len(method.trials))]
    return [sum(one.accuracies[after] for after in method.judged) / NUM_JUDGED for one in outcomes]


def best_trial(dataset: str, method: Method) -> int:
    """The trial whose held-out accuracy is the highest; the first of equal ones."""
    found = trial_accuracies(dataset, method)
    return found.index(max(found))


def _kept() -> Iterator[dict[str, Any]]:
    if KEPT.exists():
        yield from map(json.loads, KEPT.read_text().splitlines())


def num_classes_of(dataset: str) -> int:
    """How many labels the set has."""
    return len(load_texts(PROJECT_ROOT, dataset).labels)


def text_sides(dataset: str) -> tuple[list[str], Examples]:
    """The training texts, and the same behind the frozen prefix."""
    params, prepared = load_project(PROJECT_ROOT).data.texts, load_texts(PROJECT_ROOT, dataset)
    train, _ = deal_texts(prepared, params.test_fraction, params.split_seed)
    return [prepared.items[index].text for index in train], _sides(dataset, "tokens")[0]


@cache
def _sides(dataset: str, form: Form) -> tuple[Examples, Examples]:
    params = load_project(PROJECT_ROOT).data.texts
    examples = load_encoded(PROJECT_ROOT, dataset, form)
    train, test = deal_texts(load_texts(PROJECT_ROOT, dataset), params.test_fraction, params.split_seed)
    return examples.take(train), examples.take(test)


def _sgd(learning_rate: float, epochs: int = 2, head: float | None = None) -> LocalTraining:
    return LocalTraining(epochs=epochs, batch_size=16, learning_rate=learning_rate, head_learning_rate=head)


METHODS = (
    Method("head", "features", tuple(_sgd(rate) for rate in (2.0, 4.0, 6.0, 8.0, 12.0, 16.0))),
    Method("lora", "tokens", tuple(_sgd(rate, head=head) for rate in (0.01, 0.03, 0.1) for head in (4.0, 6.0)), Adapter(rank=8), 20),
    Method("central head", "features", tuple(_sgd(rate, epochs=1) for rate in (0.03, 0.1, 0.3, 0.6, 1.0, 2.0)), is_central=True),
)
"""As many trials for each; those of the adapter are of its own learning rate and of its head's, which the warm-up has too."""

_PASSES = LONG_ROUNDS * CLIENTS_PER_ROUND * 2 // NUM_CLIENTS
LONG_METHODS = (
    Method("head", "features", tuple(_sgd(rate) for rate in (0.5, 1.0, 2.0, 3.0, 4.0, 6.0)), num_rounds=LONG_ROUNDS),
    Method(
        "central head",
        "features",
        tuple(_sgd(rate, epochs=1) for rate in (0.03, 0.1, 0.2, 0.3, 0.6, 1.0)),
        is_central=True,
        num_rounds=_PASSES,
    ),
)
"""The heads with the time to settle, and as many passes over all texts for the central one as the clients make together."""
