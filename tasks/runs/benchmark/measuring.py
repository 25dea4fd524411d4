"""Measuring the workloads of the benchmark."""

from collections.abc import Iterator
from dataclasses import dataclass

from prefect import task
from prefect.cache_policies import NO_CACHE
from pydantic import JsonValue

from core.units import format_bytes
from gates.params.benchmark import BenchmarkParameters, fedavg_plan
from tasks.computing.computations import Simulate, Skew
from tasks.computing.measuring import Measurement, measure, same_payload
from tasks.data.digit_files import NUM_CLASSES, NUM_FEATURES
from tasks.reports.frames import Measured

METRICS = ("runtime_sec", "peak_rss_bytes", "peak_heap_bytes")


@dataclass(frozen=True, slots=True)
class Workload:
    """A function of `tasks.runs.benchmark.workloads` by its name, and what it is asked."""

    name: str
    asked: JsonValue


@dataclass(frozen=True, slots=True)
class MeasuredWorkload:
    """The runs of one workload: for each repeat one that is timed and one whose heap is traced."""

    name: str
    timed: tuple[Measurement, ...]
    traced: tuple[Measurement, ...]
    payload: dict[str, JsonValue]

    def detail(self) -> str:
        """One line on the first repeat."""
        timed, heap = self.timed[0], self.traced[0].peak_heap_bytes or 0
        return f"{timed.runtime_sec:.3f} s, {format_bytes(timed.peak_rss_bytes)} resident, {format_bytes(heap)} of heap"

    def rows(self) -> Iterator[Measured]:
        """The repeats as rows of the gate's frame; `round` counts them."""
        for index, (timed, traced) in enumerate(zip(self.timed, self.traced, strict=True)):
            figures = (timed.runtime_sec, timed.peak_rss_bytes, traced.peak_heap_bytes or 0)
            for metric, value in zip(METRICS, figures, strict=True):
                yield Measured(method=self.name, metric=metric, value=value, round=index)


def workloads(params: BenchmarkParameters) -> tuple[Workload, ...]:
    """What the gate measures, in the order of the artifact."""
    fedavg = params.fedavg
    plan = fedavg_plan(fedavg, num_features=NUM_FEATURES, num_classes=NUM_CLASSES)
    simulate = Simulate(skew=Skew(dataset="digits", alpha=fedavg.dirichlet_alpha, min_size=fedavg.min_shard_size), plan=plan)
    return (
        Workload("fedavg_baseline", simulate.model_dump(mode="json")),
        Workload("retrieval_baseline", params.retrieval.model_dump(mode="json")),
        Workload("classification_baseline", params.classification.model_dump(mode="json")),
    )


@task(cache_policy=NO_CACHE, persist_result=False, task_run_name="measure-{workload.name}")
def measure_workload(workload: Workload, repeats: int, timeout_s: float) -> MeasuredWorkload:
    """Every run in a process of its own; the heap is traced in runs apart, since that slows them.

    Errors: those of `measure`, MeasurementDiffersError (tasks.measurement.differs).
    """
    work = f"tasks.runs.benchmark.workloads:{workload.name}"
    timed = tuple(measure(work, workload.asked, timeout_s) for _ in range(repeats))
    traced = tuple(measure(work, workload.asked, timeout_s, trace_heap=True) for _ in range(repeats))
    return MeasuredWorkload(workload.name, timed, traced, same_payload(work, (*timed, *traced)))
