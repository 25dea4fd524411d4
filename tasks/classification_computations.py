"""What a classifying process can be asked, and how to ask it. Light to import: the numbers are crunched elsewhere."""

import subprocess
import sys

from pydantic import BaseModel, ConfigDict

from learning.text.specs import ClassifierSpec, VectorizerSpec
from p2p.agent.compute import compute_process_environment
from tasks.errors import ComputationFailedError
from tasks.project_files import PROJECT_ROOT

TIMEOUT_S = 600.0


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Classify(_Value):
    """Fit vectorizer and classifier on the training side of `dataset`, once for each seed, and test them."""

    dataset: str
    vectorizer: VectorizerSpec
    classifier: ClassifierSpec
    test_fraction: float
    seeds: tuple[int, ...]
    num_timed: int


class SeedFigures(_Value):
    """What one seed gave; `indirect_accuracy` is None where the set has no texts in indirect words.

    Units: run times are of the fits alone, latencies of one text from characters to label.
    """

    seed: int
    train_samples: int
    test_samples: int
    vocabulary_size: int
    accuracy: float
    f1_by_label: tuple[float, ...]
    indirect_accuracy: float | None
    vectorizer_runtime_s: float
    train_runtime_s: float
    latency_mean_ms: float
    latency_p95_ms: float


class Classified(_Value):
    """The figures of a set, seed by seed; `removed` training texts were near-duplicates of test texts."""

    dataset: str
    labels: tuple[str, ...]
    samples_per_label: int
    similarity: float
    removed: int
    seeds: tuple[SeedFigures, ...]


def classify(asked: Classify) -> Classified:
    """The figures, from a fresh process in the environment of every computing process.

    Errors: ComputationFailedError (tasks.computation.failed) with what the process said last.
    """
    command = [sys.executable, "-m", "tasks.classification_computing"]
    given, environment = asked.model_dump_json().encode(), compute_process_environment()
    try:
        done = subprocess.run(command, input=given, capture_output=True, env=environment, cwd=PROJECT_ROOT, timeout=TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise ComputationFailedError("a classifying process took too long", timeout_s=TIMEOUT_S) from error
    if done.returncode != 0:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
        raise ComputationFailedError(f"a classifying process failed: {last[0]}", exit_status=done.returncode)
    return Classified.model_validate_json(done.stdout)
