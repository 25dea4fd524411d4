"""Tasks over data sets: thin skins for flows."""

from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.data.preparing import prepare

DIGITS = ("digits/train.safetensors", "digits/test.safetensors")
NUM_FEATURES, NUM_CLASSES = 64, 10
"""Of the digits."""


@task(cache_policy=NO_CACHE, persist_result=False)
def prepare_digits(root: Path) -> None:
    """Have the registered digits below data/; the errors of `prepare`."""
    for path in DIGITS:
        prepare(root, path, "tasks.data.digits")
