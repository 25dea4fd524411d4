"""Tasks: one signed request, one signed response, one stream; whatever is refused is answered with its code.

Repeating a task is safe: `task_id` names it for its sender, so a request with the id and the content of an earlier one,
and a nonce of its own, asks for the same task again. What runs is joined, what is done is answered, what is lost is run
anew; another content under the same id is p2p.task.conflict.

A requester that wants a task no more resets its stream, and the provider stops the work where no other stream waits for
it. A lost connection is no such word where the provider keeps results of the capability: the work goes on within the
request's time, for the requester to come back. Nor is a quiet end of the requester's sending, which may follow the request.
"""

from collections.abc import Container
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import structlog
import trio
from pydantic import JsonValue, ValidationError

from core.errors import CodedError
from core.ids import PeerId, TaskId, new_task_id
from core.signing.keys import SigningKey
from core.units import KIB, MIB
from p2p.clock import now_ms
from p2p.errors import (
    MessageMalformedError,
    MessageTooLargeError,
    PeerMismatchError,
    PeerUntrustedError,
    StreamClosedError,
    TaskFailedError,
    TaskTimeoutError,
)
from p2p.host import AgentHost
from p2p.protocols.parsing import off_the_loop
from p2p.stream import PeerStream
from p2p.wire.messages import (
    MAX_VALUES,
    NO_TASK,
    ErrorReport,
    TaskRequest,
    TaskResponse,
    envelope,
    num_values,
    parse_message,
)
from p2p.wire.signing import MAX_LIFETIME_MS, ReplayWindow, check_request, encode_signed, verify_message

PROTOCOL = "/p2p-agent/task/1.0.0"
MAX_REQUEST_BYTES = MIB
MAX_RESPONSE_BYTES = 10 * MIB
MAX_STRANGERS_REQUEST_BYTES = 16 * KIB
READ_TIMEOUT_S = 30.0
STRANGERS_READ_TIMEOUT_S = 2.0
MAX_INBOUND = 64
_log = structlog.get_logger("p2p.task")


class TaskRunner(Protocol):
    """What a provider does with the tasks that it has accepted; `p2p.agent.execution` is the agent's."""

    async def run(self, request: TaskRequest, stream: PeerStream, /) -> JsonValue:
        """The output of the task; `stream` tells whether it is still wanted.

        Errors: StreamClosedError (p2p.stream.closed) where nobody waits for a response; the peer is told the code of
        every other CodedError.
        """
        ...

    def answering(self) -> AbstractContextManager[None]:
        """Held from a request's arrival until its response was read."""
        ...

    def busy(self) -> CodedError:
        """The refusal of a request for which there is no place."""
        ...


def serve_tasks(
    host: AgentHost, runner: TaskRunner, trust: Container[PeerId], *, key: SigningKey, window: ReplayWindow | None = None
) -> None:
    """Let `runner` run what the peers in `trust` ask of `host`."""
    provider = _Provider(key, runner, trust, window if window is not None else ReplayWindow())
    host.serve(PROTOCOL, provider.answer, MAX_INBOUND, provider.refuse_busily)


async def ask(
    host: AgentHost,
    key: SigningKey,
    peer: PeerId,
    task: str,
    value: JsonValue,
    *,
    timeout_s: float = 30.0,
    task_id: TaskId | None = None,
) -> TaskResponse:
    """What `peer` made of the input `value`, verified to be its word; a refusal is a response with status failed.

    One attempt: its request is valid for `timeout_s`, and a cancelled or late one is cancelled at the provider too. A
    `task_id` that was used before with this peer asks for the same task again.
    Errors: TaskTimeoutError (p2p.task.timeout), SignatureInvalidError (p2p.signature.invalid), PeerMismatchError
    (p2p.peer.mismatch) for another's response, MessageMalformedError (p2p.message.malformed) and those of
    `AgentHost.open_stream`.
    """
    lifetime_ms = min(max(1, round(timeout_s * 1000)), MAX_LIFETIME_MS)
    fields = envelope(host.peer_id, peer, now_ms(), lifetime_ms)
    request = TaskRequest(task_id=task_id or new_task_id(), task=task, input=value, **fields)
    raw_request = encode_signed(request, key)
    if len(raw_request) > MAX_REQUEST_BYTES:
        raise MessageTooLargeError("the request is too large", size_bytes=len(raw_request), max_size_bytes=MAX_REQUEST_BYTES)
    with trio.move_on_after(timeout_s):
        stream = await host.open_stream(peer, PROTOCOL, timeout_s)
        try:
            raw = await _exchange(stream, raw_request, timeout_s)
            await stream.close()
        finally:
            await stream.reset()
        return await off_the_loop(raw, _checked, request)
    raise TaskTimeoutError("no response in time", peer=peer, task=task, timeout_s=timeout_s)


async def _exchange(stream: PeerStream, raw_request: bytes, timeout_s: float) -> bytes:
    try:
        await stream.send_frame(raw_request, timeout_s)
        await stream.close_write()
    except StreamClosedError:
        _log.debug("task.request_unread", peer=stream.peer)
    return await stream.receive_frame(MAX_RESPONSE_BYTES, None)


def _checked(raw: bytes, request: TaskRequest) -> TaskResponse:
    response = parse_message(TaskResponse, raw)
    verify_message(response, response.signature, PeerId(response.provider))
    if response.provider != request.recipient:
        raise PeerMismatchError("the response is another agent's", provider=response.provider)
    if response.task_id != request.task_id and not (response.task_id == NO_TASK and response.status == "failed"):
        raise MessageMalformedError("the response is to another request", task_id=response.task_id)
    if response.status not in ("completed", "failed"):
        raise MessageMalformedError("the response has no outcome", status=response.status)
    return response


@dataclass(frozen=True, slots=True)
class _Provider:
    key: SigningKey
    runner: TaskRunner
    trust: Container[PeerId]
    window: ReplayWindow

    async def answer(self, stream: PeerStream) -> None:
        """Read one request, run it, respond; a response is sent whatever comes."""
        started_s = trio.current_time()
        try:
            request = await self._receive(stream)
        except StreamClosedError:
            raise
        except CodedError as error:
            await stream.send_frame(self._respond(NO_TASK, _refusal(error, stream.peer, NO_TASK), started_s))
            return
        with self.runner.answering():
            outcome = await self._outcome(request, stream)
            await stream.send_frame(self._respond(TaskId(request.task_id), outcome, started_s))
            await stream.close()
        _log.debug("task.answered", peer=stream.peer, task_id=request.task_id, status=outcome["status"])

    async def refuse_busily(self, stream: PeerStream) -> None:
        """Say that there is no place at the moment."""
        await stream.send_frame(self._respond(NO_TASK, _failure(self.runner.busy()), trio.current_time()))

    async def _outcome(self, request: TaskRequest, stream: PeerStream) -> dict[str, JsonValue]:
        try:
            check_request(
                request,
                peer=stream.peer,
                own_id=self.key.peer_id,
                now_ms=now_ms(),
                window=self.window,
                is_trusted=self.trust.__contains__,
            )
            return {"status": "completed", "output": await self.runner.run(request, stream)}
        except StreamClosedError:
            raise
        except CodedError as error:
            return _refusal(error, stream.peer, request.task_id)

    async def _receive(self, stream: PeerStream) -> TaskRequest:
        is_trusted = stream.peer in self.trust
        bounds = (MAX_REQUEST_BYTES, READ_TIMEOUT_S) if is_trusted else (MAX_STRANGERS_REQUEST_BYTES, STRANGERS_READ_TIMEOUT_S)
        try:
            raw = await stream.receive_frame(*bounds)
        except MessageTooLargeError as error:
            if not is_trusted:
                raise PeerUntrustedError("the peer is not on the trust list", peer=stream.peer) from error
            raise
        return await off_the_loop(raw, _request)

    def _respond(self, task_id: TaskId, outcome: dict[str, JsonValue], started_s: float) -> bytes:
        """The signed response; one that cannot be sent becomes a failure that can."""
        fields: dict[str, JsonValue] = {
            "task_id": task_id,
            "provider": self.key.peer_id,
            "duration_ms": round((trio.current_time() - started_s) * 1000),
            **outcome,
        }
        try:
            raw = encode_signed(TaskResponse.model_validate(fields), self.key)
        except (MessageMalformedError, ValidationError):
            _log.warning("task.output_unsendable", task_id=task_id)
            return self._respond(task_id, _failure(TaskFailedError("the output is no JSON value")), started_s)
        if len(raw) > MAX_RESPONSE_BYTES or num_values(raw) > MAX_VALUES:
            return self._respond(task_id, _failure(MessageTooLargeError("the output is too large")), started_s)
        return raw


def _request(raw: bytes) -> TaskRequest:
    return parse_message(TaskRequest, raw)


def _refusal(error: CodedError, peer: PeerId, task_id: str) -> dict[str, JsonValue]:
    _log.info("task.refused", peer=peer, task_id=task_id, code=error.code, reason=error.message)
    return _failure(error)


def _failure(error: CodedError) -> dict[str, JsonValue]:
    return {"status": "failed", "error": ErrorReport.of(error).model_dump(exclude_none=True)}
