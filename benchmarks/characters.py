"""A model of the next character, trained by tinyshakespeare's speakers together, beside the counts of characters and of pairs.

`python -m benchmarks.characters [--rounds N] [--codec NAME] [--seed N] [--speakers N] [--json]` needs `p2p-agent data fetch tinyshakespeare`
and `python -m tasks.data.speeches` first.
"""

import argparse
import json
import time

import numpy as np

from learning.arrays import Float64Array
from learning.evaluation import evaluate, per_client_accuracy
from learning.examples import Examples
from learning.fairness.accuracy import accuracy_fairness
from learning.plan import LocalTraining, ModelSpec, Strategy, TrainingPlan
from learning.simulation import SimulationResult, simulate
from learning.text.characters import bigram_log_probabilities, next_character_examples, unigram_log_probabilities
from tasks.data.speeches import Speaker, load_speeches
from tasks.project.files import PROJECT_ROOT

CONTEXT, HIDDEN = 8, 128


def plan_for(arguments: argparse.Namespace, num_clients: int, num_classes: int) -> TrainingPlan:
    """Twenty speakers a round, one pass each."""
    return TrainingPlan(
        model=ModelSpec(kind="characters", layer_sizes=(CONTEXT, HIDDEN, num_classes)),
        local=LocalTraining(epochs=1, batch_size=16, learning_rate=arguments.learning_rate),
        codec=arguments.codec,
        strategy=Strategy(name="fedavg"),
        num_rounds=arguments.rounds,
        num_clients=num_clients,
        clients_per_round=min(20, num_clients),
        min_clients=1,
        seed=arguments.seed,
    )


def main() -> None:
    """Train, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--codec", default="fp32")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--speakers", type=int)
    parser.add_argument("--learning-rate", type=float, default=0.3)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    speeches = load_speeches(PROJECT_ROOT)
    speakers, vocabulary = speeches.speakers[: arguments.speakers], speeches.vocabulary
    train = [next_character_examples(speaker.train, vocabulary, CONTEXT) for speaker in speakers]
    test = [next_character_examples(speaker.test, vocabulary, CONTEXT) for speaker in speakers]
    plan = plan_for(arguments, len(speakers), len(vocabulary))
    started = time.process_time()
    result = simulate(plan, train)
    found = {"processor_seconds": round(time.process_time() - started, 2), **figures(plan, result, speakers, test)}
    found |= counted(joined(train), joined(test), len(vocabulary))
    print(json.dumps(found) if arguments.json else "\n".join(f"{name:32} {value}" for name, value in found.items()))


def figures(plan: TrainingPlan, result: SimulationResult, speakers: tuple[Speaker, ...], test: list[Examples]) -> dict[str, float]:
    """The model's figures over all held-out characters and over the speakers."""
    everything = evaluate(plan.model, result.weights_P, joined(test))
    fairness = accuracy_fairness(per_client_accuracy(plan.model, result.weights_P, test))
    return {
        "speakers": len(speakers),
        "parameters": plan.model.num_parameters,
        "uplink_bytes": result.uplink_bytes,
        "model_accuracy": everything.accuracy,
        "model_perplexity": float(np.exp(everything.loss)),
        "worst_decile_accuracy": fairness.worst_decile,
        "accuracy_variance": fairness.variance,
    }


def counted(train: Examples, test: Examples, num_classes: int) -> dict[str, float]:
    """The figures of the counts, of all speakers together."""
    unigrams_KK = np.tile(unigram_log_probabilities(train.labels_N, num_classes), (num_classes, 1))
    tables: dict[str, Float64Array] = {"unigram": unigrams_KK, "bigram": bigram_log_probabilities(train, num_classes)}
    found: dict[str, float] = {}
    for name, log_KK in tables.items():
        log_NK = log_KK[test.features_NF[:, -1].astype(np.intp)]
        found[f"{name}_accuracy"] = float((log_NK.argmax(axis=1) == test.labels_N).mean())
        found[f"{name}_perplexity"] = float(np.exp(-log_NK[np.arange(test.num_examples), test.labels_N].mean()))
    return found


def joined(parts: list[Examples]) -> Examples:
    """The examples of all parts."""
    return Examples(np.concatenate([part.features_NF for part in parts]), np.concatenate([part.labels_N for part in parts]))


if __name__ == "__main__":
    main()
