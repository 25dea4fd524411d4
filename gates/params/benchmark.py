"""The benchmark gate's parameters: what is measured, and how often."""

from typing import Annotated

from pydantic import Field

from core.parameters import Parameters
from gates.params.profiles import ByProfile
from gates.params.training import FederatedTraining, HiddenSizes
from learning.plan import LocalTraining, Seed, TrainingPlan
from learning.retrieval.bm25 import Bm25
from learning.text.specs import ClassifierSpec, VectorizerSpec


class Repeats(Parameters):
    """How often each workload runs."""

    repeats: Annotated[int, Field(ge=1, le=100)]


class FedavgBaseline(FederatedTraining):
    """A small training on the digits."""

    num_clients: Annotated[int, Field(ge=1, le=64)]
    codec: str
    hidden_sizes: HiddenSizes
    local: LocalTraining
    seed: Seed


class RetrievalBaseline(Parameters):
    """BM25 over the project's own corpus; `top_k` is the k of recall at k."""

    bm25: Bm25
    top_k: Annotated[int, Field(ge=1, le=1000)]


class ClassificationBaseline(Parameters):
    """A linear classifier of the project's own utterances, of which `test_fraction` are held back."""

    test_fraction: Annotated[float, Field(gt=0, lt=1)]
    near_duplicate_similarity: Annotated[float, Field(gt=0, le=1)]
    vectorizer: VectorizerSpec
    classifier: ClassifierSpec
    seed: Seed


class BenchmarkParameters(ByProfile[Repeats]):
    """Section `benchmark`: a process that takes longer than `timeout_s` is ended."""

    timeout_s: Annotated[float, Field(gt=0, le=3600)]
    fedavg: FedavgBaseline
    retrieval: RetrievalBaseline
    classification: ClassificationBaseline


def fedavg_plan(params: FedavgBaseline, *, num_features: int, num_classes: int) -> TrainingPlan:
    """The training of the federated baseline."""
    return params.plan(
        (num_features, *params.hidden_sizes, num_classes),
        params.local,
        codec=params.codec,
        seed=params.seed,
        num_clients=params.num_clients,
        min_clients=params.num_clients,
    )
