"""Tasks over text sets: have them prepared, and classify them."""

import subprocess
import sys
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from gates.params.classification import ClassificationParameters
from gates.params.data import TextsParameters
from tasks.classification_computations import Classified, Classify, classify
from tasks.errors import ComputationFailedError

TIMEOUT_S = 600.0


@task(cache_policy=NO_CACHE, persist_result=False)
def prepare_text_sets(root: Path, datasets: tuple[str, ...], hashed: str) -> None:
    """Have the prepared sets below data/, and the hashed form of one: what is missing is written by the commands of the DVC stages.

    Errors: ComputationFailedError (tasks.computation.failed).
    """
    for dataset in datasets:
        if not (root / "data" / "texts" / f"{dataset}.json").exists():
            write_apart(root, "tasks.texts", dataset)
    if not (root / "data" / f"{hashed}_hashed").exists():
        write_apart(root, "tasks.hashed_texts", hashed)


def write_apart(root: Path, module: str, dataset: str) -> None:
    """Run a DVC stage's command in a process of its own.

    Errors: ComputationFailedError (tasks.computation.failed).
    """
    command = [sys.executable, "-m", module, dataset]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    if done.returncode != 0:
        raise ComputationFailedError(f"{dataset} could not be written: {done.stderr.strip()}", exit_status=done.returncode)


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
