"""`python -m tasks.runs.classification.worker`: what to classify as JSON on standard input, the figures as JSON on standard output."""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from learning.arrays import Float64Array, IndexArray, Int64Array
from learning.evaluation import accuracy, f1_by_class
from learning.randomness import generator
from learning.text.classifier import TextClassifier, fit_classifier
from learning.text.near_duplicates import near_pairs
from learning.text.vectorizer import TextVectorizer, fit_vectorizer
from learning.weights import weights_sha256
from tasks.computing.answering import answer_input
from tasks.data.texts import PreparedTexts, deal_texts, load_texts
from tasks.runs.classification.computations import Classified, Classify, SeedFigures
from tasks.sweep.handed_down import end_with

LATENCY_TRIES = 3


def run_classify(root: Path, asked: Classify) -> Classified:
    """The figures of every seed."""
    prepared = load_texts(root, asked.dataset)
    return Classified(
        dataset=prepared.dataset,
        labels=prepared.labels,
        samples_per_label=min(prepared.num_samples),
        similarity=prepared.similarity,
        removed=prepared.removed,
        seeds=tuple(_run_seed(prepared, asked, seed) for seed in asked.seeds),
    )


def _run_seed(prepared: PreparedTexts, asked: Classify, seed: int) -> SeedFigures:
    """Fit on the training side that the seed gives, and measure on the rest."""
    train, test = deal_texts(prepared, asked.test_fraction, seed)
    train_texts, train_labels = _take(prepared, train)
    test_texts, test_labels = _take(prepared, test)
    started = time.perf_counter()
    vectorizer = fit_vectorizer(asked.vectorizer, train_texts)
    features = vectorizer.matrix(train_texts)
    vectorized = time.perf_counter()
    classifier = fit_classifier(asked.classifier, features, train_labels, len(prepared.labels), generator(seed, 0, 0, "batches"))
    fitted = time.perf_counter()
    predicted = classifier.scores(vectorizer.matrix(test_texts)).argmax(axis=1)
    latencies_ms = time_predictions(vectorizer, classifier, test_texts[: asked.num_timed])
    return SeedFigures(
        seed=seed,
        train_samples=len(train),
        test_samples=len(test),
        near_duplicates=num_near_duplicates(test_texts, train_texts, prepared.similarity),
        vocabulary_size=vectorizer.num_terms,
        accuracy=accuracy(test_labels, predicted),
        f1_by_label=tuple(f1_by_class(test_labels, predicted, len(prepared.labels)).tolist()),
        indirect_accuracy=_indirect_accuracy(prepared, vectorizer, classifier),
        vectorizer_runtime_s=vectorized - started,
        train_runtime_s=fitted - vectorized,
        latency_mean_ms=float(latencies_ms.mean()),
        latency_p95_ms=float(np.percentile(latencies_ms, 95)),
        weights_sha256=weights_sha256(classifier.weights_FK),
    )


def num_near_duplicates(test_texts: Sequence[str], train_texts: Sequence[str], similarity: float) -> int:
    """How many of the test texts are at least so alike to a training text."""
    return len(np.unique(near_pairs(test_texts, train_texts, similarity)[0]))


def time_predictions(vectorizer: TextVectorizer, classifier: TextClassifier, texts: Sequence[str]) -> Float64Array:
    """Milliseconds from each text to its label, one text after another; the least of some tries, since other processes only add."""
    seconds = np.empty((LATENCY_TRIES, len(texts)))
    for index, text in enumerate(texts):
        for attempt in range(LATENCY_TRIES):
            started = time.perf_counter()
            classifier.scores_of_row(*vectorizer.row(text)).argmax()
            seconds[attempt, index] = time.perf_counter() - started
    return seconds.min(axis=0) * 1000


def _indirect_accuracy(prepared: PreparedTexts, vectorizer: TextVectorizer, classifier: TextClassifier) -> float | None:
    """Accuracy on the texts that say their intent in other words; None where there are none."""
    indices = np.array([index for index, item in enumerate(prepared.items) if item.side == "indirect"], dtype=np.intp)
    if not len(indices):
        return None
    texts, labels = _take(prepared, indices)
    return accuracy(labels, classifier.scores(vectorizer.matrix(texts)).argmax(axis=1))


def _take(prepared: PreparedTexts, indices: IndexArray) -> tuple[list[str], Int64Array]:
    items = [prepared.items[index] for index in indices]
    return [item.text for item in items], np.array([item.label for item in items], dtype=np.int64)


if __name__ == "__main__":
    end_with(os.getppid())
    sys.exit(answer_input(Classify, run_classify))
