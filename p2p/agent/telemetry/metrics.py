"""What an agent counts as it goes: tasks by capability and outcome, and how long they took. Its registry is its own, not the process's."""

from collections.abc import Container
from contextlib import AbstractContextManager

import trio
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from pydantic import JsonValue

from core.errors import CodedError
from p2p.agent.api.schemas.metrics import Sample
from p2p.protocols.task import TaskRunner
from p2p.stream import PeerStream
from p2p.wire.messages import TaskRequest

PREFIX = "p2p_agent"
TASK_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
OTHER = "other"
"""The label of whatever a peer asks for that the agent has not: a peer must not make labels."""


class Metrics:
    """The counts of one agent; `registry` takes further collectors."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._tasks = Counter(f"{PREFIX}_tasks", "Tasks by how they ended.", ["capability", "outcome"], registry=self.registry)
        self._task_s = Histogram(
            f"{PREFIX}_task_seconds", "How long tasks took.", ["capability"], buckets=TASK_BUCKETS_S, registry=self.registry
        )

    def note_task(self, capability: str, outcome: str, duration_s: float) -> None:
        """Count a task that ended as `outcome`: `completed`, `unheard` where nobody waited any more, or the code of the failure."""
        self._tasks.labels(capability, outcome).inc()
        self._task_s.labels(capability).observe(duration_s)

    def text(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self.registry)

    def samples(self) -> list[Sample]:
        """Everything as values, but for the histograms' buckets and the moments of creation."""
        return [
            Sample(name=sample.name.removeprefix(f"{PREFIX}_"), labels=sample.labels, value=sample.value)
            for metric in self.registry.collect()
            for sample in metric.samples
            if not sample.name.endswith(("_bucket", "_created"))
        ]


class MeasuredTasks:
    """A `TaskRunner` that counts what another one runs."""

    def __init__(self, runner: TaskRunner, capabilities: Container[str], metrics: Metrics) -> None:
        self._runner = runner
        self._capabilities = capabilities
        self._metrics = metrics

    async def run(self, request: TaskRequest, stream: PeerStream, /) -> JsonValue:
        """Run the task; what it raises passes."""
        started_s, outcome = trio.current_time(), "unheard"
        try:
            output = await self._runner.run(request, stream)
            outcome = "completed"
            return output
        except CodedError as error:
            outcome = error.code
            raise
        finally:
            capability = request.task if request.task in self._capabilities else OTHER
            self._metrics.note_task(capability, outcome, trio.current_time() - started_s)

    def answering(self) -> AbstractContextManager[None]:
        """Held while a request is answered."""
        return self._runner.answering()

    def busy(self) -> CodedError:
        """The refusal of a request for which there is no place."""
        error = self._runner.busy()
        self._metrics.note_task(OTHER, error.code, 0.0)
        return error
