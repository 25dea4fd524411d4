"""The task that has an encoded text set ready."""

from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.data.preparing import prepare_encoded


@task(cache_policy=NO_CACHE, persist_result=False)
def prepare_encoded_texts(root: Path, dataset: str) -> None:
    """Have the text set and both of its encoded forms below data/: what is missing is written.

    Errors: DataAlteredError (gates.data.altered), ComputationFailedError (tasks.computation.failed).
    """
    prepare_encoded(root, dataset)
