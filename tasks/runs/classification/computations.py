"""What a classifying process can be asked, and how to ask it. Light to import: the numbers are crunched elsewhere."""

from pydantic import BaseModel, ConfigDict

from learning.text.specs import ClassifierSpec, VectorizerSpec
from tasks.computing.processes import ComputingProcesses


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

    `near_duplicates` test texts are near a training text.

    Units: run times are of the fits alone, latencies of one text from characters to label.
    """

    seed: int
    train_samples: int
    test_samples: int
    near_duplicates: int
    vocabulary_size: int
    accuracy: float
    f1_by_label: tuple[float, ...]
    indirect_accuracy: float | None
    vectorizer_runtime_s: float
    train_runtime_s: float
    latency_mean_ms: float
    latency_p95_ms: float
    weights_sha256: str


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
    with ComputingProcesses() as processes:
        return Classified.model_validate_json(processes.answer("tasks.runs.classification.worker", given=asked.model_dump_json().encode()))
