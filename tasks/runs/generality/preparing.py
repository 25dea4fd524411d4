"""Tasks of the gates that run the nine tasks: their data had ready, one seed run."""

from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.computing.processes import ComputingProcesses
from tasks.data.case_features import PATH
from tasks.data.preparing import prepare, prepare_encoded
from tasks.data.text_sources import texts_path
from tasks.runs.generality.computations import PublicRun, RunPublic, RunSeed, SeedRun, run_public, run_seed
from tasks.runs.generality.sections import Sections


@task(cache_policy=NO_CACHE, persist_result=False)
def prepare_tasks(root: Path, sections: Sections) -> None:
    """Have the data of the nine tasks below data/: what is missing is written.

    Errors: DataAlteredError (gates.data.altered), ComputationFailedError (tasks.computation.failed).
    """
    for split in ("train", "test"):
        prepare(root, f"{sections.baseline.dataset}/{split}.safetensors", "tasks.data.digits")
    prepare(root, texts_path(sections.classification.dataset), "tasks.data.texts", sections.classification.dataset)
    prepare_encoded(root, sections.adapter.dataset)
    if not (root / "data" / PATH).is_file():
        with ComputingProcesses() as processes:
            processes.answer("tasks.runs.generality.encoding", folder=root)


@task(cache_policy=NO_CACHE, persist_result=False)
def run_public_tasks(asked: RunPublic) -> PublicRun:
    """The tasks on public data, in a process of their own.

    Errors: ComputationFailedError (tasks.computation.failed).
    """
    with ComputingProcesses() as processes:
        return run_public(processes, asked)


@task(cache_policy=NO_CACHE, persist_result=False)
def run_tasks(asked: RunSeed) -> SeedRun:
    """The nine tasks at one seed, in a process of their own.

    Errors: ComputationFailedError (tasks.computation.failed).
    """
    with ComputingProcesses() as processes:
        return run_seed(processes, asked)
