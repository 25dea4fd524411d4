"""Tasks over text sets: have them prepared, and classify them."""

from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from gates.params.classification import ClassificationParameters
from gates.params.data import TextsParameters
from tasks.data.preparing import prepare
from tasks.data.text_sources import hashed_name, texts_path
from tasks.runs.classification.computations import Classified, Classify, classify


@task(cache_policy=NO_CACHE, persist_result=False)
def prepare_text_sets(root: Path, datasets: tuple[str, ...], trained: str) -> None:
    """Have the registered sets below data/, and the hashed form of the one that agents train on: what is missing is written.

    Errors: DataAlteredError (gates.data.altered), ComputationFailedError (tasks.computation.failed).
    """
    for dataset in datasets:
        prepare(root, texts_path(dataset), "tasks.data.texts", dataset)
    for split in ("train", "test"):
        prepare(root, f"{hashed_name(trained)}/{split}.safetensors", "tasks.data.hashed_texts", trained)


@task(cache_policy=NO_CACHE, persist_result=False, task_run_name="classify-{dataset}")
def classify_texts(dataset: str, params: ClassificationParameters, texts: TextsParameters) -> Classified:
    """The figures of one set, in a process of its own.

    Errors: ComputationFailedError (tasks.computation.failed).
    """
    asked = Classify(
        dataset=dataset,
        vectorizer=params.vectorizer,
        classifier=params.classifier,
        test_fraction=texts.test_fraction,
        seeds=params.seeds,
        num_timed=params.num_timed,
    )
    return classify(asked)
