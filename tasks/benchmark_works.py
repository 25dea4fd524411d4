"""What the benchmark measures: each function is one workload, called in a process of its own, and returns what it computed."""

import time

import numpy as np
from pydantic import JsonValue

from core.parameters import parse_parameters
from gates.params.benchmark import RetrievalBaseline
from learning.retrieval.bm25 import Bm25Index, build_index
from learning.retrieval.corpus import RetrievalCorpus, parse_corpus
from learning.retrieval.ranking import Rank, mean_reciprocal_rank, rank_of, recall_at
from tasks.computations import Simulate
from tasks.computing import run_simulate
from tasks.data_registry import read_data
from tasks.project_files import PROJECT_ROOT

RETRIEVAL_CORPUS = "own/retrieval.json"


def fedavg_baseline(asked: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """A federated training in simulation: sharing out, training, held-out figures."""
    simulate = Simulate.model_validate(asked)
    found = run_simulate(PROJECT_ROOT, simulate)
    return {"num_parameters": simulate.plan.model.num_parameters, **found.model_dump(mode="json")}


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
