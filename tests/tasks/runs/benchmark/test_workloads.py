"""The workloads of the benchmark compute what they say, the same each time."""

import re

import pytest

from gates.artifacts.retrieval import RetrievalMetrics
from gates.params.benchmark import FedavgBaseline, fedavg_plan
from gates.verdicts.schema import schema_failures
from learning.retrieval.corpus import parse_corpus
from learning.retrieval.words import words
from tasks.computing.computations import Simulate, Skew
from tasks.computing.measuring import measure, same_payload
from tasks.data.digits import write_digits
from tasks.data.registry import read_data
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.benchmark.workloads import RETRIEVAL_CORPUS, classification_baseline, fedavg_baseline, retrieval_baseline

RETRIEVAL = {"bm25": {"saturation": 1.2, "length_penalty": 0.75}, "top_k": 5}


@pytest.fixture(scope="module", autouse=True)
def digits() -> None:
    write_digits(PROJECT_ROOT, load_project(PROJECT_ROOT).data.digits)


CLASSIFICATION = {
    "test_fraction": 0.25,
    "near_duplicate_similarity": 0.8,
    "vectorizer": {"character_gram_size": 3, "min_documents": 2},
    "classifier": {"smoothing": 0.3, "temper": 0.3, "steps": 30, "batch_size": 1000, "learning_rate": 1.0},
    "seed": 0,
}


def corpus():
    return parse_corpus(read_data(PROJECT_ROOT, RETRIEVAL_CORPUS))


def grams(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[start : start + length]) for start in range(len(found) - length + 1)}


def test_retrieval_has_the_fields_of_its_artifact():
    found = retrieval_baseline(RETRIEVAL)
    assert schema_failures(RetrievalMetrics, found) == {}
    vocabulary = {word for document in corpus().documents for word in words(document.text)}
    counts = {"documents": len(corpus().documents), "queries": len(corpus().queries), "vocabulary_size": len(vocabulary)}
    assert found["counts"] == counts
    metrics = found["metrics"]
    assert 0 < metrics["recall_at_1"] <= metrics["mrr"] <= 1
    assert metrics["recall_at_1"] <= metrics["recall_at_k"] <= 1
    assert metrics["latency_mean_ms"] > 0 and metrics["latency_p95_ms"] > 0


def test_retrieval_finds_the_same_in_a_process_of_its_own():
    runs = tuple(measure("tasks.runs.benchmark.workloads:retrieval_baseline", RETRIEVAL, 60) for _ in range(2))
    assert same_payload("retrieval", runs)["metrics"]["mrr"] == retrieval_baseline(RETRIEVAL)["metrics"]["mrr"]


def test_a_federated_training_computes_the_same_in_a_process_of_its_own():
    local = {"epochs": 1, "batch_size": 16, "learning_rate": 0.1, "momentum": 0.9}
    params = FedavgBaseline(
        num_clients=3, dirichlet_alpha=1.0, min_shard_size=8, codec="int8", num_rounds=2, hidden_sizes=(16,), local=local, seed=0
    )
    asked = Simulate(
        skew=Skew(dataset="digits", alpha=1.0, min_size=8), plan=fedavg_plan(params, num_features=64, num_classes=10)
    ).model_dump(mode="json")
    apart = measure("tasks.runs.benchmark.workloads:fedavg_baseline", asked, 60).payload
    assert apart == fedavg_baseline(asked)
    assert apart["num_parameters"] == 65 * 16 + 17 * 10
    assert apart["figures"]["accuracy"] > 0.5


def test_a_classifier_computes_the_same_in_a_process_of_its_own():
    apart = measure("tasks.runs.benchmark.workloads:classification_baseline", CLASSIFICATION, 60).payload
    assert apart == classification_baseline(CLASSIFICATION)
    assert apart["counts"]["labels"] >= 10
    assert apart["counts"]["train"] > 2 * apart["counts"]["test"]
    assert apart["metrics"]["accuracy"] > 0.8


def test_the_documents_are_short_texts_of_40_to_120_words():
    lengths = [len(re.findall(r"\S+", document.text)) for document in corpus().documents]
    assert len(lengths) >= 40 and min(lengths) >= 40 and max(lengths) <= 120


def test_each_document_has_queries_in_other_words_than_its_own():
    found = corpus()
    assert len(found.queries) >= 80 and len({query.text for query in found.queries}) == len(found.queries)
    assert set(found.answers) == set(range(len(found.documents)))
    copies = [
        query.text for query, answer in zip(found.queries, found.answers, strict=True)
        if grams(query.text, 4) & grams(found.documents[answer].text, 4)
    ]  # fmt: skip
    assert copies == []


def test_no_two_documents_share_a_phrase_of_eight_words():
    phrases = [grams(document.text, 8) for document in corpus().documents]
    assert sum(map(len, phrases)) == len(set().union(*phrases))
