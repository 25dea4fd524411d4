"""What the benchmark measures: each function is one workload, called in a process of its own, and returns what it computed."""

import time

import numpy as np
from pydantic import JsonValue

from core.parameters import parse_parameters
from gates.params.benchmark import ClassificationBaseline, RetrievalBaseline
from learning.evaluation import accuracy, macro_f1
from learning.retrieval.bm25 import Bm25Index, build_index
from learning.retrieval.corpus import RetrievalCorpus, parse_corpus
from learning.retrieval.ranking import Rank, mean_reciprocal_rank, rank_of, recall_at
from learning.text.classifier import fit_classifier
from learning.text.vectorizer import fit_vectorizer
from learning.weights import weights_sha256
from tasks.computing.computations import Simulate
from tasks.computing.worker import run_simulate
from tasks.data.registry import read_data
from tasks.data.text_sources import read_source
from tasks.data.texts import deal_texts, prepare_texts
from tasks.project.files import PROJECT_ROOT

RETRIEVAL_CORPUS = "own/retrieval.json"
UTTERANCES = "utterances"


def fedavg_baseline(asked: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """A federated training in simulation: sharing out, training, held-out figures."""
    simulate = Simulate.model_validate(asked)
    found = run_simulate(PROJECT_ROOT, simulate)
    return {"num_parameters": simulate.plan.model.num_parameters, **found.model_dump(mode="json", exclude={"duration_s"})}


def retrieval_baseline(asked: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """The retrieval artifact: indexing the corpus, and every query of it answered once."""
    params = parse_parameters(RetrievalBaseline, asked)
    corpus = parse_corpus(read_data(PROJECT_ROOT, RETRIEVAL_CORPUS))
    index = build_index([document.text for document in corpus.documents], params.bm25)
    ranks, latencies_ms = _answer(index, corpus)
    return {
        "schema_version": 1,
        "config": params.model_dump(mode="json"),
        "counts": {"documents": len(corpus.documents), "queries": len(corpus.queries), "vocabulary_size": len(index.postings)},
        "metrics": {
            "recall_at_1": recall_at(ranks, 1),
            "recall_at_k": recall_at(ranks, params.top_k),
            "mrr": mean_reciprocal_rank(ranks),
            "latency_mean_ms": float(np.mean(latencies_ms)),
            "latency_p95_ms": float(np.quantile(latencies_ms, 0.95)),
        },
    }


def classification_baseline(asked: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """A linear classifier of utterances: dealing them so that no near-duplicates are parted, fitting, held-out figures."""
    params = parse_parameters(ClassificationBaseline, asked)
    prepared = prepare_texts(UTTERANCES, read_source(PROJECT_ROOT, UTTERANCES), params.near_duplicate_similarity)
    train, test = deal_texts(prepared, params.test_fraction, params.seed)
    labels_N = np.array([item.label for item in prepared.items], dtype=np.int64)
    train_texts, test_texts = ([prepared.items[index].text for index in side] for side in (train, test))
    vectorizer = fit_vectorizer(params.vectorizer, train_texts)
    train_NF, test_NF = vectorizer.matrix(train_texts), vectorizer.matrix(test_texts)
    random = np.random.default_rng(params.seed)
    classifier = fit_classifier(params.classifier, train_NF, labels_N[train], len(prepared.labels), random)
    predicted_N = classifier.scores(test_NF).argmax(axis=1).astype(np.int64)
    return {
        "counts": {"labels": len(prepared.labels), "train": len(train), "test": len(test), "vocabulary_size": vectorizer.num_terms},
        "metrics": {"accuracy": accuracy(labels_N[test], predicted_N), "macro_f1": macro_f1(labels_N[test], predicted_N)},
        "weights_sha256": weights_sha256(classifier.weights_FK.reshape(-1)),
    }


def _answer(index: Bm25Index, corpus: RetrievalCorpus) -> tuple[list[Rank], list[float]]:
    ranks: list[Rank] = []
    latencies_ms: list[float] = []
    index.search(corpus.queries[0].text, index.num_documents)  # what a first search loads is not a query's
    for query, answer in zip(corpus.queries, corpus.answers, strict=True):
        started = time.perf_counter()
        hits = index.search(query.text, index.num_documents)
        latencies_ms.append((time.perf_counter() - started) * 1000)
        ranks.append(rank_of(answer, hits))
    return ranks, latencies_ms
