"""Tasks over data sets: thin skins for flows."""

from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from core.ids import Sha256
from gates.params.data import DigitsParameters
from tasks.digits import SPLITS, load_digits_split, write_digits


@task(cache_policy=NO_CACHE)
def prepare_digits(root: Path, params: DigitsParameters) -> dict[str, Sha256]:
    """Write the digits below data/, both sides of the split."""
    return write_digits(root, params)


@task(cache_policy=NO_CACHE)
def check_digits(root: Path) -> dict[str, int]:
    """How many digits each side has, once both files are the registered ones."""
    return {split: load_digits_split(root, split).num_examples for split in SPLITS}
