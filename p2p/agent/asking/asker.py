"""Asking: a task is tried until it is done, cannot be done, or the time is over; one result is accepted at most.

Every attempt has the same task id, so a provider that has the result, or is at work on it, does not begin again. One
attempt is made at a time; an attempt that is given up is cancelled at its provider, if that can still be reached.
"""

from collections.abc import Container
from dataclasses import dataclass
from random import Random

import trio
from pydantic import JsonValue

from core.errors import CodedError
from core.ids import PeerId, TaskId
from core.signing.keys import SigningKey
from p2p.agent.asking.patience import FailingPeers, Patience, is_worth_another, wait_s
from p2p.agent.errors import TaskInputInvalidError, TaskProviderMissingError
from p2p.errors import MessageMalformedError, MessageTooLargeError, PeerUnreachableError
from p2p.host import AgentHost
from p2p.protocols.task import ask
from p2p.wire.messages import TaskResponse, error_of

MIN_ATTEMPT_S = 1.0
_LAST_ATTEMPT_S = 0.1
"""With less time than that left, what was said last is the better answer."""
_ASKERS_FAULT = (TaskInputInvalidError, MessageMalformedError, MessageTooLargeError)
"""Another provider would say the same."""


@dataclass(frozen=True, slots=True)
class Question:
    """A task, as every provider is asked it."""

    task: str
    input: JsonValue
    task_id: TaskId


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one provider said, after a wait of `waited_s`: `error` unless it did the task."""

    provider: PeerId
    response: TaskResponse | None
    error: CodedError | None
    waited_s: float
    latency_s: float


class Asker:
    """Asks for this agent; `generator` spreads its waits and its choice among peers."""

    def __init__(self, host: AgentHost, key: SigningKey, trust: Container[PeerId], generator: Random) -> None:
        self._host = host
        self._key = key
        self._trust = trust
        self._generator = generator
        self._failing = FailingPeers()

    async def ask(self, peer: PeerId, question: Question, patience: Patience) -> list[Attempt]:
        """The attempts at `peer`; the last one has its response.

        Errors: where there is no response, that of the last attempt; PeerUnreachableError (p2p.peer.unreachable) for the agent itself.
        """
        if peer == self._host.peer_id:
            raise PeerUnreachableError("an agent does not ask itself", peer=peer)
        deadline_s = trio.current_time() + patience.timeout_s
        attempts: list[Attempt] = []
        pause_s: float | None = 0.0
        while pause_s is not None:
            await trio.sleep(pause_s)
            attempt = await self._attempt(peer, question, _time_left(deadline_s, patience), pause_s)
            attempts.append(attempt)
            errors = [attempt.error] if attempt.error is not None and is_worth_another(attempt.error) else []
            pause_s = self._pause_s(errors, len(attempts), patience, deadline_s)
        last = attempts[-1]
        if last.response is None and last.error is not None:
            raise type(last.error)(last.error.message, **last.error.context, num_attempts=len(attempts)) from last.error
        return attempts

    async def ask_any(self, question: Question, patience: Patience) -> list[Attempt]:
        """The attempts at trusted peers in turn, connected ones first; the last one has its response.

        Those that failed at the task lately come last. A peer whose refusal is final is not asked again.
        Errors: TaskProviderMissingError (p2p.task.no_provider), which says who was tried and why not.
        """
        deadline_s = trio.current_time() + patience.timeout_s
        attempts: list[Attempt] = []
        errors: list[CodedError] = []
        ruled_out: set[PeerId] = set()
        pause_s: float | None = 0.0
        num_turns = 0
        while pause_s is not None:
            await trio.sleep(pause_s)
            turn = await self._turn(question, patience, deadline_s, ruled_out, pause_s)
            attempts += turn
            if turn and _is_final(turn[-1]):
                return attempts
            ruled_out |= {failed.provider for failed in turn if failed.error and not is_worth_another(failed.error)}
            num_turns += 1
            if turn:
                errors = [failed.error for failed in turn if failed.error is not None and failed.provider not in ruled_out]
            pause_s = self._pause_s(errors, num_turns, patience, deadline_s)
        tried: list[JsonValue] = [{"provider": one.provider, "code": one.error.code if one.error else None} for one in attempts]
        raise TaskProviderMissingError("none of the trusted peers that are known did the task", task=question.task, tried=tried)

    async def _turn(
        self, question: Question, patience: Patience, deadline_s: float, ruled_out: set[PeerId], waited_s: float
    ) -> list[Attempt]:
        """One attempt at each peer, until one is final."""
        attempts: list[Attempt] = []
        waiting = [peer for peer in self._candidates(question.task) if peer not in ruled_out]
        while waiting and trio.current_time() < deadline_s:
            peer, *waiting = waiting
            time_s = _time_left(deadline_s, patience)
            if waiting and patience.attempt_timeout_s is None:
                time_s = min(time_s, max(MIN_ATTEMPT_S, time_s / 2))
            attempts.append(await self._attempt(peer, question, time_s, 0.0 if attempts else waited_s))
            if _is_final(attempts[-1]):
                break
        return attempts

    def _candidates(self, task: str) -> list[PeerId]:
        known = {peer: record.is_connected for peer, record in self._host.known_peers().items() if peer in self._trust}
        peers = sorted(known)
        self._generator.shuffle(peers)
        now_s = trio.current_time()
        return sorted(peers, key=lambda peer: (self._failing.is_failing(peer, task, now_s), not known[peer]))

    async def _attempt(self, peer: PeerId, question: Question, timeout_s: float, waited_s: float) -> Attempt:
        started_s = trio.current_time()
        response: TaskResponse | None = None
        try:
            response = await ask(self._host, self._key, peer, question.task, question.input, timeout_s=timeout_s, task_id=question.task_id)
            error = None if response.error is None else error_of(response.error)
        except CodedError as raised:
            error = raised
        now_s = trio.current_time()
        if error is None:
            self._failing.forgive(peer, question.task)
        elif not isinstance(error, _ASKERS_FAULT):
            self._failing.note(peer, question.task, error, now_s)
        return Attempt(peer, response, error, waited_s, now_s - started_s)

    def _pause_s(self, errors: list[CodedError], num_tries: int, patience: Patience, deadline_s: float) -> float | None:
        """How long to wait for another try; None where there is nothing to wait for, or not enough time."""
        if not errors or num_tries > patience.retries:
            return None
        pause_s = wait_s(num_tries, errors, self._generator)
        return pause_s if trio.current_time() + pause_s + _LAST_ATTEMPT_S < deadline_s else None


def _time_left(deadline_s: float, patience: Patience) -> float:
    left_s = max(0.001, deadline_s - trio.current_time())
    return left_s if patience.attempt_timeout_s is None else min(left_s, patience.attempt_timeout_s)


def _is_final(attempt: Attempt) -> bool:
    """Whether nobody else needs to be asked."""
    return attempt.error is None or (attempt.response is not None and isinstance(attempt.error, _ASKERS_FAULT))
