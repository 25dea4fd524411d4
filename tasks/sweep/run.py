"""A sweep as Prefect runs it: the unit tests, one stage after the other, and what became of each."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from prefect import task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.settings import PREFECT_API_URL

from core.errors import CodedError
from gates.artifacts.reading import MAX_ARTIFACT_BYTES, read_artifact
from gates.catalogue import GATES, Profile
from gates.judges import judge_artifact, limits_of
from gates.params.limits.limits import Limits
from gates.status import headline
from gates.verdicts.margins import worst
from gates.verdicts.verdict import MetricRow
from tasks.errors import StageFailedError, SweepFailedError, TrackBlockedError, UnitTestsFailedError
from tasks.gate.steps import Step, StepLog
from tasks.project.files import read_regular
from tasks.reports.store import reports_folder
from tasks.status.assessment import Assessment
from tasks.status.text import open_parts
from tasks.sweep.handed_down import HandedDown, handing_down
from tasks.sweep.pipeline import Stage, open_repo, reproduce, stages_of
from tasks.sweep.record import StageTimes, publish_record
from tasks.sweep.stage_runs import StageRun, read_stage_run
from tasks.sweep.text import STATUS_RUN, STATUS_STEP, sweep_markdown

if TYPE_CHECKING:
    from dvc.repo import Repo

UNIT_TESTS = ("tests/core", "tests/gates", "tests/learning")
NUM_TEST_PROCESSES = "2"
MAX_REASON = 300
DATA_RETRY_DELAY_S = 5.0
INTERRUPT_TIMEOUT_S = 15.0


@dataclass(slots=True)
class SweepRun:
    """One sweep as it goes: what it is asked, its steps so far, the times of its stages and the flow runs behind them.

    The stages named in `again` run also where nothing has changed.
    """

    run_id: str
    root: Path
    profile: Profile
    is_whole: bool
    repo: "Repo"
    stages: tuple[Stage, ...]
    log: StepLog
    times: dict[str, StageTimes] = field(default_factory=dict[str, StageTimes])
    runs: dict[str, StageRun] = field(default_factory=dict[str, StageRun])
    again: tuple[str, ...] = ()

    def keep_times(self, name: str, wall_s: float) -> StageRun | None:
        """Keep how long the stage or flow `name` took, and the flow run that it made, which is returned.

        That is found by its name. Tags would be handed on to its tasks, each of which would then ask for their limits first.
        """
        flow_run = read_stage_run(f"{name}-{self.run_id}")
        self.times[name] = StageTimes.measured(wall_s, flow_run.task_sec if flow_run else None)
        if flow_run:
            self.runs[name] = flow_run
        return flow_run

    def failures(self) -> tuple[str, ...]:
        """`step: reason` for each step that failed."""
        return tuple(f"{step.name}: {step.detail}" for step in self.log.steps if not step.ok)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """A step after whose failure the sweep goes on."""
        with suppress(CodedError), self.log.step(name) as step:
            yield step


@task(cache_policy=NO_CACHE, persist_result=False)
def begin_sweep(root: Path, profile: Profile, targets: tuple[str, ...], again: tuple[str, ...] = ()) -> SweepRun:
    """A sweep at its beginning, which announces its steps as `[smoke] step: ok`.

    Errors: those of `stages_of`.
    """
    repo = open_repo(root)
    log = StepLog("smoke", time.monotonic, lambda line: print(line, flush=True))
    return SweepRun(uuid.uuid4().hex[:12], root, profile, not targets, repo, stages_of(repo, profile, targets), log, again=again)


@task(cache_policy=NO_CACHE, persist_result=False, task_run_name="unit_tests")
def run_unit_tests(root: Path) -> str:
    """The fast tests of what is pure; pytest's last line.

    Errors: UnitTestsFailedError (tasks.unit_tests.failed).
    """
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", NUM_TEST_PROCESSES, *UNIT_TESTS)
    with handing_down(HandedDown()):
        wide = os.environ | {"COLUMNS": str(MAX_REASON)}  # pytest cuts the reason of a failure at the width of the terminal
        done = subprocess.run(command, cwd=root, env=wide, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    lines = done.stdout.strip().splitlines() or [""]
    if done.returncode:
        failed = [line for line in lines if line.startswith(("FAILED", "ERROR"))]
        raise UnitTestsFailedError("; ".join([*failed[:10], lines[-1]]), exit_status=done.returncode)
    return lines[-1]


def _is_of_data(_task: object, _run: TaskRun, state: State) -> bool:
    """A stage that prepares data may meet a network that is briefly away; the verdict of a gate is an answer, and is not asked twice."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, StageFailedError) and str(error.context.get("stage", "")).startswith("data_")


@task(
    cache_policy=NO_CACHE,
    persist_result=False,
    task_run_name="{stage.name}",
    retries=1,
    retry_delay_seconds=DATA_RETRY_DELAY_S,
    retry_condition_fn=_is_of_data,
)
def run_stage(run: SweepRun, stage: Stage) -> str:
    """Reproduce a stage whose flow reports to the sweep's own API; in words, what that came to.

    Errors: StageFailedError (tasks.stage.failed) with the reasons and the path of the evidence that the gate gave.
    """
    started = time.monotonic()
    failure: StageFailedError | None = None
    with handing_down(HandedDown(PREFECT_API_URL.value(), run.run_id, psutil.Process().pid)), _nothing_left_running():
        try:
            is_changed = reproduce(run.repo, stage, is_again=stage.name in run.again)
        except StageFailedError as error:
            is_changed, failure = True, error
    wall_s = time.monotonic() - started
    if not is_changed:
        return "is up to date"
    flow_run = run.keep_times(stage.name, wall_s)
    if failure:
        raise StageFailedError(flow_run.message if flow_run else failure.message, stage=stage.name) from failure
    return flow_run.name if flow_run else "done"


def reproduce_stages(run: SweepRun) -> None:
    """Every stage in order, but for those whose needs were not met; then the record of their times."""
    failed = set[str]()
    for stage in run.stages:
        unmet = failed.intersection(stage.needs)
        with run.step(stage.name) as step:
            failed.add(stage.address)
            if unmet:
                names = ", ".join(sorted(address.rpartition(":")[2] for address in unmet))
                raise StageFailedError(f"not run, because of {names}", stage=stage.name)
            step.detail = run_stage(run, stage)
            failed.remove(stage.address)
    if run.times:
        record_times(run)


@task(cache_policy=NO_CACHE, persist_result=False)
def record_times(run: SweepRun) -> Path:
    """Write and sign how long each stage took, see `publish_record`."""
    return publish_record(run.root, run.profile, run.run_id, run.times)


def assess_track(run: SweepRun, assess: Callable[[], Assessment]) -> None:
    """The status, which holds where nothing is blocked, and the readiness, which waits for whatever the status waits for.

    A sweep of some gates brings the status up to date and does not answer for the others.
    """
    assessed: list[Assessment] = []
    with run.step(STATUS_STEP) as step:
        started = time.monotonic()
        assessed.append(found := assess())
        run.keep_times(STATUS_RUN, time.monotonic() - started)
        record_times(run)
        step.detail = headline(found.status)
        blocked = [part for part in open_parts(found.status) if ": blocked" in part]
        if blocked and run.is_whole:
            raise TrackBlockedError("; ".join(blocked))
    for found in assessed:
        _hold_readiness(run, found)


def _hold_readiness(run: SweepRun, found: Assessment) -> None:
    if not (found.readiness.ready or found.status.summary.all_done):
        print("[smoke] readiness: pending, as the main track is", flush=True)
        return
    with run.step("readiness"):
        if not found.readiness.ready:
            raise TrackBlockedError("; ".join(map(str, found.readiness.failures)))


def conclude_sweep(run: SweepRun, limits: Limits) -> None:
    """Show the sweep, say how long it took, and fail it where a step failed.

    Errors: SweepFailedError (tasks.sweep.failed) with each step's reason.
    """
    show_sweep(run, limits)
    print(f"[smoke] total: {run.log.total_s():.0f} s", flush=True)
    if failures := run.failures():
        raise SweepFailedError("; ".join(failures))


@contextmanager
def _nothing_left_running() -> Iterator[None]:
    """Interrupt every child of this process where the block is cut short, and wait for it."""
    before = {child.pid for child in psutil.Process().children()}
    try:
        yield
    except BaseException:
        started = [child for child in psutil.Process().children() if child.pid not in before]
        for child in started:
            child.terminate()
        for child in psutil.wait_procs(started, timeout=INTERRUPT_TIMEOUT_S)[1]:
            child.kill()
        raise


@task(cache_policy=NO_CACHE, persist_result=False)
def show_sweep(run: SweepRun, limits: Limits) -> None:
    """The sweep in one table, see `sweep_markdown`."""
    rooms = least_rooms(reports_folder(run.root, run.profile), run.profile, limits)
    create_markdown_artifact(
        sweep_markdown(run.log.steps, rooms, run.runs), key="sweep-verdict", description=f"Verdicts of sweep {run.run_id}"
    )


def least_rooms(reports: Path, profile: Profile, limits: Limits) -> dict[str, MetricRow]:
    """Of every gate whose artifact is in `reports` and can be read: the figure with the least room under our limits."""
    found: dict[str, MetricRow] = {}
    for gate in GATES.values():
        raw = read_regular(reports / gate.artifact, MAX_ARTIFACT_BYTES)
        with suppress(CodedError):
            row = worst(judge_artifact(gate.name, read_artifact(raw or b""), limits_of(limits, gate.name, profile)))
            found |= {gate.name: row} if row else {}
    return found
