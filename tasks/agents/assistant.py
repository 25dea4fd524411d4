"""`python -m tasks.agents.assistant`: train the assistant's router over simulated clients and put it, with documents, into the own agent's home."""

# N texts, L labels.

import sys
from pathlib import Path

import numpy as np

from core.errors import CodedError
from learning.arrays import Float32Array, Float64Array
from learning.plan import TrainingPlan
from learning.retrieval.corpus import parse_corpus
from learning.simulation import simulate
from learning.weights import tensor_views
from p2p.agent.assistant.files import RouterCard, write_assistant
from p2p.agent.assistant.router import Router
from p2p.agent.settings import home_of, load_settings
from tasks.computing.computations import Simulate
from tasks.computing.worker import load_side, share_examples
from tasks.data.registry import read_data
from tasks.data.texts import load_texts
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.adapter.methods import OVER_AGENTS, head_only, plan_of
from tasks.runs.adapter.run import AdapterRun

RECOGNISED = 0.85
"""The share of held-out texts of an intent in which the router says one."""


def router_training(root: Path) -> Simulate:
    """The adapter gate's head alone on what the frozen encoder makes of its texts, at its first seed."""
    project = load_project(root)
    method = head_only(OVER_AGENTS[0])
    return Simulate(
        skew=AdapterRun(project.adapter.reduced, project.data.texts).skew(method),
        plan=plan_of(method, project.adapter.reduced, project.adapter.reduced.seeds[0]),
    )


def threshold_of(weights_P: Float32Array, plan: TrainingPlan, features_NH: Float32Array) -> float:
    """The probability that `RECOGNISED` of the texts reach."""
    weights_HL, bias_L = tensor_views(weights_P, plan.model).values()
    router = Router(tuple(map(str, range(len(bias_L)))), weights_HL, bias_L, threshold=0.0)
    probabilities_N: Float64Array = np.array([router.intent_of(row_H)[1] for row_H in features_NH])
    return float(np.quantile(probabilities_N, 1 - RECOGNISED))


def write_own_assistant(root: Path, folder: Path) -> RouterCard:
    """Train the router and write it with the project's own documents into `folder`.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered), those of `parse_corpus` and `simulate`.
    """
    asked = router_training(root)
    shards, _ = share_examples(root, asked.skew, asked.plan.seed, asked.plan.num_clients)
    weights_P = simulate(asked.plan, shards).weights_P
    threshold = threshold_of(weights_P, asked.plan, load_side(root, asked.skew, "test").features_NF)
    documents = parse_corpus(read_data(root, "own/retrieval.json")).documents
    return write_assistant(folder, weights_P, load_texts(root, asked.skew.dataset).labels, threshold, documents)


def main() -> int:
    """Write the assistant of the own home; 0, or 1 with the reason."""
    try:
        home = home_of(load_settings())
        home.prepare()
        card = write_own_assistant(PROJECT_ROOT, home.path / "assistant")
    except CodedError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return 1
    sys.stdout.write(f"{home.path / 'assistant'}: {len(card.labels)} intents, said from {card.threshold:.2f} on\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
