"""`python -m tasks.runs.generality.worker`: which seed to run as JSON on standard input, the nine tasks' figures as JSON on standard output."""

import os
import resource
import sys
import time
from hashlib import sha256
from math import fsum
from pathlib import Path

from core.signing.canonical import canonical_json
from learning.weights import weights_sha256
from tasks.computing.answering import answer_input
from tasks.computing.worker import run_simulate
from tasks.data.case_features import load_case_features
from tasks.data.own_cases import read_half
from tasks.runs.classification.computations import Classify
from tasks.runs.classification.worker import run_classify
from tasks.runs.generality.assistant import load_assistant
from tasks.runs.generality.computations import OVER_AGENTS, Dialogue, RunSeed, SeedRun, TaskFigures, reference_figures
from tasks.runs.generality.dialogues import dialogues_of, held, move_in, routed_text
from tasks.runs.generality.families import answer_cases
from tasks.sweep.handed_down import end_with


def run_seed(root: Path, asked: RunSeed) -> SeedRun:
    """The nine tasks at one seed."""
    started = time.perf_counter()
    classification, classifier_sha256 = classify_texts(root, asked.classify)
    half = read_half(root, "held_out")
    known = load_case_features(root)
    assistant, router_P = load_assistant(known, root, half, asked.router)
    answered, refusals = answer_cases(assistant.reply, half.cases, asked.top_k)
    assert half.paraphrases is not None
    reworded, refusals_reworded = answer_cases(assistant.reply, half.paraphrases, asked.top_k)
    if asked.home:
        move_in(asked.home, half, assistant.router, router_P, known)
    asked_here = dialogues_of(half.cases, routed_text(root, asked.router.skew.dataset)) if asked.home else {}
    simulated = {
        task: {method: run_simulate(root, one) for method, one in simulations.items()} for task, simulations in asked.references.items()
    }
    weights = {
        "classifier": classifier_sha256,
        "router": weights_sha256(router_P),
        **{f"{task}.{method}": one.weights_sha256 for task, found in simulated.items() for method, one in found.items()},
    }
    return SeedRun(
        seed=asked.seed,
        tasks={
            "classification": classification,
            **answered,
            **{task: reference_figures(asked.references[task], found) for task, found in simulated.items()},
        },
        paraphrases=reworded,
        refusals={"cases": refusals, "paraphrases": refusals_reworded},
        weights=weights,
        weights_sha256=sha256(canonical_json(weights)).hexdigest(),
        twins={task: found[OVER_AGENTS] for task, found in simulated.items()},
        dialogues={name: Dialogue(texts=texts, replies=tuple(held(assistant, texts))) for name, texts in asked_here.items()},
        wall_clock_sec=time.perf_counter() - started,
        peak_rss_bytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    )


def classify_texts(root: Path, asked: Classify) -> tuple[TaskFigures, str]:
    """The classification gate's classifier at one seed, and the SHA-256 of its weights."""
    found = run_classify(root, asked)
    (figures,) = found.seeds
    macro_f1 = fsum(figures.f1_by_label) / len(figures.f1_by_label)
    task = TaskFigures(
        runtime_sec=figures.vectorizer_runtime_s + figures.train_runtime_s,
        metrics={"accuracy": figures.accuracy, "macro_f1": macro_f1},
        counts={"labels": len(found.labels), "train_samples": figures.train_samples, "test_samples": figures.test_samples},
        score=(figures.accuracy + macro_f1) / 2,
    )
    return task, figures.weights_sha256


if __name__ == "__main__":
    end_with(os.getppid())
    sys.exit(answer_input(RunSeed, run_seed))
