"""Executions: every accepted task runs once at a time, within limits, and its output answers it when it is repeated."""

import hashlib
import json
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog
import trio
from pydantic import JsonValue, ValidationError

from core.errors import CodedError
from core.ids import PeerId
from p2p.agent.api.schemas.agent import check_finite
from p2p.agent.errors import AgentStoppingError, TaskConflictError, TaskHandedBackError
from p2p.agent.execution.admission import MIN_RETRY_AFTER_MS, Gate
from p2p.agent.execution.execution import Execution
from p2p.agent.execution.inputs import valid_input
from p2p.agent.execution.results import MemoryResults, Result, ResultStore, TaskKey
from p2p.clock import now_ms, now_s
from p2p.errors import TaskBusyError, TaskFailedError, TaskTimeoutError, TaskUnknownError
from p2p.protocols.capability import Capability
from p2p.stream import PeerStream
from p2p.wire.messages import TaskRequest

GRACE_S = 1.0
"""A task may run over its request's time by so much, for clocks that differ a little."""
ANSWER_S = 2.0
"""So long a stopping agent waits for its last answers to be read."""
STOPPING_RETRY_AFTER_MS = 1000

_log = structlog.get_logger("p2p.task")


@dataclass(frozen=True, slots=True)
class _Task:
    """An accepted request, and what is derived from it once."""

    request: TaskRequest
    capability: Capability
    key: TaskKey
    deadline_s: float


class Executions:
    """Runs tasks of `capabilities`; the `TaskRunner` of `p2p.protocols.task`."""

    def __init__(self, capabilities: Iterable[Capability], results: ResultStore | None = None) -> None:
        self._capabilities: dict[str, Capability] = {}
        self._gates: dict[str, Gate] = {}
        self._results = results if results is not None else MemoryResults()
        self._executions: dict[TaskKey, Execution] = {}
        self._num_answering = 0
        self._all_answered = trio.Event()
        self._is_stopping = False
        for capability in capabilities:
            self.offer(capability)

    def offer(self, capability: Capability) -> None:
        """Run tasks of `capability` from now on."""
        assert capability.name not in self._capabilities, f"{capability.name} is offered already"
        self._capabilities[capability.name] = capability
        self._gates[capability.name] = Gate(capability.limits)

    @property
    def capabilities(self) -> tuple[Capability, ...]:
        """What is offered, by name."""
        return tuple(self._capabilities[name] for name in sorted(self._capabilities))

    @property
    def num_running(self) -> int:
        """How many tasks run."""
        return sum(gate.num_running for gate in self._gates.values())

    @property
    def num_queued(self) -> int:
        """How many tasks wait for a place."""
        return sum(gate.num_queued for gate in self._gates.values())

    @contextmanager
    def answering(self) -> Generator[None]:
        """Held while a request is answered: `stop` waits for it."""
        self._num_answering += 1
        try:
            yield
        finally:
            self._num_answering -= 1
            if not self._num_answering:
                self._all_answered.set()
                self._all_answered = trio.Event()

    def busy(self) -> CodedError:
        """The refusal of a request for which there is no place, whatever it asks."""
        waits_ms = [gate.retry_after_ms() for gate in self._gates.values() if gate.num_running]
        return TaskBusyError("too many requests at once", retry_after_ms=max(waits_ms, default=MIN_RETRY_AFTER_MS))

    async def run(self, request: TaskRequest, stream: PeerStream) -> JsonValue:
        """The output of the task: of the run that is on its way, the one that was kept, or that of a new run.

        Errors: TaskUnknownError (p2p.task.unknown), TaskConflictError (p2p.task.conflict), AgentStoppingError
        (p2p.agent.stopping), TaskInputInvalidError (p2p.task.input_invalid), TaskBusyError (p2p.task.busy),
        TaskTimeoutError (p2p.task.timeout), TaskHandedBackError (p2p.task.handed_back), TaskFailedError
        (p2p.task.failed), what the capability refuses with, and StreamClosedError (p2p.stream.closed) where nobody
        waits any more.
        """
        task = self._accepted(request)
        await self._until_nothing_unwinds(task)
        if task.key not in self._executions and task.capability.limits.keep_s:
            kept = await self._results.get(task.key, now_s())
            if kept is not None:
                _check_same(task, kept.content)
                return kept.output
        # Looked up again: another stream may have begun the task while a damaged result was read.
        running = self._executions.get(task.key)
        if running is not None:
            _check_same(task, _content(running.request))
            return await running.join(stream, task.deadline_s)
        return await self._begin(task, stream)

    async def stop(self, grace_s: float) -> None:
        """Begin no more tasks, give those that run `grace_s` to end, hand the others back; return when all were answered."""
        self._is_stopping = True
        self._hand_back(is_started=False)
        with trio.move_on_after(grace_s):
            await self._answered()
        self._hand_back(is_started=True)
        with trio.move_on_after(ANSWER_S):
            await self._answered()

    def _hand_back(self, *, is_started: bool) -> None:
        for execution in self._executions.values():
            if execution.is_started == is_started:
                execution.give_up(TaskHandedBackError("the agent stops", retry_after_ms=STOPPING_RETRY_AFTER_MS))

    async def _answered(self) -> None:
        if self._num_answering:
            await self._all_answered.wait()

    def _accepted(self, request: TaskRequest) -> _Task:
        capability = self._capabilities.get(request.task)
        if capability is None:
            raise TaskUnknownError("no such capability", task=request.task)
        deadline_s = trio.current_time() + (request.expires_at - now_ms()) / 1000 + GRACE_S
        key = TaskKey(PeerId(request.sender), request.task_id)
        return _Task(request, capability, key, deadline_s)

    async def _until_nothing_unwinds(self, task: _Task) -> None:
        """Wait for the end of a run that was given up, so that the task is never run twice at once."""
        while (running := self._executions.get(task.key)) is not None and running.is_given_up:
            with trio.move_on_at(task.deadline_s) as patience:
                await running.done.wait()
            if patience.cancelled_caught:
                raise TaskTimeoutError("an earlier run of the task does not end", task=task.request.task)

    async def _begin(self, task: _Task, stream: PeerStream) -> JsonValue:
        if self._is_stopping:
            raise AgentStoppingError("the agent is stopping", retry_after_ms=STOPPING_RETRY_AFTER_MS)
        is_kept = task.capability.limits.keep_s > 0
        execution = self._executions[task.key] = Execution(task.request, task.deadline_s, stream, is_kept=is_kept)
        try:
            with execution.watched(stream), execution.scope:
                execution.succeed(await self._perform(task, execution))
            if execution.scope.cancelled_caught and not execution.is_given_up:
                execution.fail(TaskTimeoutError("the task did not end in time", task=task.request.task))
        except CodedError as error:
            execution.fail(error)
        finally:
            del self._executions[task.key]
            execution.done.set()
        return execution.result()

    async def _perform(self, task: _Task, execution: Execution) -> JsonValue:
        """One run, from its input to the store."""
        limits = task.capability.limits
        value = await valid_input(task.capability, task.request.input)
        async with self._gates[task.capability.name].place():
            execution.start(limits.time_s)
            _log.info("task.started", peer=task.key.sender, task_id=task.key.task_id, task=task.request.task)
            output = await _run(task, value)
        if limits.keep_s and (result := _keepable(task, output)) is not None:
            # What is done is kept, also where it is given up at this moment: the task must not be run again.
            with trio.CancelScope(shield=True):
                await self._results.put(result, now_s(), limits.keep_s)
        return output


def _content(request: TaskRequest) -> str:
    """The hash of what `request` asks for; sorted, since two spellings of one value ask for the same."""
    return hashlib.sha256(json.dumps([request.task, request.input], sort_keys=True).encode()).hexdigest()


def _check_same(task: _Task, content: str) -> None:
    if _content(task.request) != content:
        raise TaskConflictError("the task id was used for another task", task_id=task.request.task_id)


async def _run(task: _Task, value: Any) -> JsonValue:
    try:
        return await task.capability.run(value, task.key.sender)
    except CodedError:
        raise
    except Exception as error:
        _log.exception("task.failed", task=task.request.task, task_id=task.request.task_id)
        raise TaskFailedError("the capability broke down", task=task.request.task) from error


def _keepable(task: _Task, output: JsonValue) -> Result | None:
    """The result to keep; None for an output that is no JSON, which is refused when it is to be sent."""
    try:
        return Result(sender=task.key.sender, task_id=task.key.task_id, content=_content(task.request), output=check_finite(output))
    except (ValidationError, ValueError):
        return None
