"""The pipeline of a profile as DVC has it: its stages in order, each reproduced by itself."""

import signal
from collections.abc import Sequence
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gates.catalogue import Profile
from tasks.errors import PipelineUnknownError, StageFailedError, StageUnknownError

if TYPE_CHECKING:
    from dvc.repo import Repo
    from dvc.stage import PipelineStage

FILES: dict[Profile, str] = {"reduced": "dvc.yaml", "full": "full/dvc.yaml"}
_INTERRUPTED = (130, -signal.SIGINT, -signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its name, where DVC finds it, and the addresses of the stages that it builds on."""

    name: str
    address: str
    needs: tuple[str, ...]


def open_repo(root: Path) -> "Repo":
    """The project at `root` as DVC's own library opens it."""
    from dvc.repo import Repo

    with chdir(root):  # where its relative site cache lies
        repo = Repo(str(root))
    repo.scm_context.quiet = True  # it would say after each stage how to commit dvc.lock
    return repo


def stages_of(repo: "Repo", profile: Profile, targets: Sequence[str] = ()) -> tuple[Stage, ...]:
    """The stages of a profile's pipeline, or of `targets` and what they build on; each stands behind those that it needs.

    Errors: PipelineUnknownError (tasks.pipeline.unknown), StageUnknownError (tasks.stage.unknown).
    """
    if profile not in FILES:
        raise PipelineUnknownError(f"a sweep has the profiles {' and '.join(FILES)}; `python -m flows.cycle` rehearses", profile=profile)
    graph = repo.index.graph
    own = {stage.name: stage for stage in graph if stage.path_in_repo == FILES[profile]}
    if unknown := sorted(set(targets) - set(own)):
        raise StageUnknownError(f"the stages are {', '.join(sorted(own))}", stage=" ".join(unknown))
    order: dict[PipelineStage, None] = {}

    def add(stage: "PipelineStage") -> None:
        for needed in graph.successors(stage):
            add(needed)
        order[stage] = None

    for name in targets or own:
        add(own[name])
    return tuple(Stage(str(stage.name), _address(stage), tuple(map(_address, graph.successors(stage)))) for stage in order)


def _address(stage: "PipelineStage") -> str:
    return f"{stage.path}:{stage.name}"


def reproduce(repo: "Repo", stage: Stage, *, is_again: bool = False) -> bool:
    """Reproduce one stage, those that it needs being up to date; whether anything had to be done, which is always so `is_again`.

    Errors: StageFailedError (tasks.stage.failed); KeyboardInterrupt where the stage was interrupted.
    """
    from dvc.exceptions import DvcException
    from dvc.stage.exceptions import StageCmdFailedError

    try:
        with chdir(repo.root_dir):  # from elsewhere DVC takes the current folder for a file of the stage
            return bool(repo.reproduce([stage.address], single_item=True, force=is_again, run_cache=not is_again))  # pyright: ignore[reportArgumentType]
    except DvcException as error:
        cause = error.__cause__ or error
        if isinstance(cause, StageCmdFailedError) and str(cause).endswith(tuple(f"exited with {code}" for code in _INTERRUPTED)):
            raise KeyboardInterrupt from error
        raise StageFailedError(str(cause), stage=stage.name) from error
