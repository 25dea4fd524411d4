"""The demo's story: agents start, find each other, connect, and one has the others run a task; each step is told when it has happened."""

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field

from pydantic import JsonValue

from core.errors import CodedError
from p2p.agent.api.schemas.agent import AskAnswer
from p2p.agent.demo.cast import Actor, Begin, Cast, begin_leashed
from p2p.agent.demo.interruptions import Interruptions
from p2p.agent.errors import DemoFailedError, coded_error
from p2p.agent.storage.home import AgentHome
from p2p.errors import AgentNotRunningError, AgentUnreachableError

DISCOVERY_PATIENCE_S = 3.0
"""Multicast that has brought nothing after so long is taken to be blocked."""
_RETRY_AFTER_S = 0.2
_POLL_S = 0.005
_DEATH_S = 0.3
_AGENT_IS_GONE = (AgentNotRunningError, AgentUnreachableError)

Tell = Callable[[str, dict[str, JsonValue]], None]


def prepare_nothing(home: AgentHome) -> None:
    """Leave a provider's home as it is."""


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """What the demo shows: which task with which input, which `value_name` says in words, among how many agents, and within which time."""

    task: str
    value: JsonValue
    value_name: str = ""
    num_agents: int = 2
    timeout_s: float = 60.0


@dataclass(slots=True)
class Demo:
    """One run; `tell` hears of each step, `begin` starts an agent, `prepare` fills a provider's home.

    `last_words` are the last lines of the agents' logs where the run failed.
    """

    plan: DemoPlan
    tell: Tell
    interruptions: Interruptions
    begin: Begin = begin_leashed
    prepare: Callable[[AgentHome], None] = prepare_nothing
    cast: Cast = field(default_factory=Cast)
    last_words: dict[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    _give_up_s: float = 0.0

    def run(self) -> None:
        """Tell the whole story; however it ends, no process, socket or folder of it is left.

        Errors: DemoFailedError (p2p.demo.failed), AgentStartFailedError (p2p.agent.start_failed), the code with which a
        peer refused, InterruptedBySignalError.
        """
        self._give_up_s = time.monotonic() + self.plan.timeout_s
        try:
            self.cast.begin(self.plan.num_agents, self.begin, self.prepare)
            self.tell("begun", {"agents": self.plan.num_agents, "network": self.cast.network})
            self._act()
        except CodedError as error:
            self.last_words = {actor.name: [*actor.log_tail()] for actor in self.cast.actors}
            self._await_deaths(error)
            raise
        finally:
            self.cast.leave()
        self.tell("done", {"verified": True})

    def _act(self) -> None:
        self._await_starts()
        self._discover()
        for provider in self.cast.providers:
            self._connect(provider)
        for provider in self.cast.providers:
            self._ask(provider)
        self._pause("the result was not told")

    def _await_starts(self) -> None:
        while waiting := [actor for actor in self.cast.actors if actor.running is None]:
            for actor in waiting:
                actor.running = actor.starting.ready()
                if actor.running is not None:
                    self.tell("agent_started", _facts(actor))
            self._pause("an agent did not become ready")

    def _discover(self) -> None:
        """Wait until requester and providers have heard of each other; give out the addresses where multicast brings nothing."""
        started_s = time.monotonic()
        while silent := [provider for provider in self.cast.providers if not self._have_met(provider)]:
            if time.monotonic() - started_s > DISCOVERY_PATIENCE_S:
                for provider in silent:
                    self._invite(provider)
                self.tell("peers_discovered", {"by": "invitation", "peers": _ids(silent), "after_s": DISCOVERY_PATIENCE_S})
                return
            self._pause("the agents did not find each other")
        self.tell("peers_discovered", {"by": "mdns", "peers": _ids(self.cast.providers)})

    def _have_met(self, provider: Actor) -> bool:
        pairs = ((self.cast.requester, provider), (provider, self.cast.requester))
        return all(any(facts.peer_id == other.peer_id and facts.addresses for facts in one.agent.client.peers()) for one, other in pairs)

    def _invite(self, provider: Actor) -> None:
        code = provider.agent.client.invite()
        self._persist(lambda: self.cast.requester.agent.client.join(code, timeout_s=self._left_s()))

    def _connect(self, provider: Actor) -> None:
        provider.agent.client.trust_add(self.cast.requester.peer_id)
        client = self.cast.requester.agent.client
        self._persist(lambda: client.connect(provider.peer_id, timeout_s=self._left_s()))
        self.tell("connected", {"agent": provider.name, "peer_id": provider.peer_id, "trusts_requester": True})

    def _ask(self, provider: Actor) -> None:
        """Have one provider run the task, and tell when it truly begins, as its log says."""
        task: dict[str, JsonValue] = {"task": self.plan.task, "input": self.plan.value}
        self.tell("task_sent", {"agent": provider.name, "task": task, "input_is": self.plan.value_name})
        answered = _asked(self.cast.requester, provider, self.plan, self._left_s())
        self._follow(provider, answered)
        answer = answered.result()
        if answer.error is not None:
            raise coded_error(answer.error["code"], answer.error["message"], DemoFailedError)
        self.tell("result", _result(provider, answer))

    def _follow(self, provider: Actor, answered: Future[AskAnswer]) -> None:
        is_told = False
        while True:
            is_over = answered.done()
            if not is_told and any(True for _ in provider.events("task.started")):
                self.tell("task_processing", {"agent": provider.name, "peer_id": provider.peer_id})
                is_told = True
            if is_over:
                return
            self._pause("the task was not answered")

    def _persist(self, attempt: Callable[[], object]) -> None:
        """Try again what failed for a reason that may pass, as long as there is time."""
        while True:
            try:
                with self.interruptions.allowed():
                    attempt()
                return
            except CodedError as error:
                if not error.is_retryable or isinstance(error, _AGENT_IS_GONE):
                    raise
                self._pause(str(error), _RETRY_AFTER_S)

    def _pause(self, waiting_for: str, seconds: float = _POLL_S) -> None:
        """Wait a little; here the demo can be interrupted."""
        with self.interruptions.allowed():
            time.sleep(min(seconds, self._left_s()))
        self._refuse_deaths()
        if time.monotonic() >= self._give_up_s:
            raise DemoFailedError(f"{waiting_for} in {self.plan.timeout_s:g} s", timeout_s=self.plan.timeout_s)

    def _left_s(self) -> float:
        return max(0.01, self._give_up_s - time.monotonic())

    def _refuse_deaths(self, reason: CodedError | None = None) -> None:
        running = {actor.name: actor.agent.process for actor in self.cast.actors if actor.running is not None}
        dead = {name: process.returncode for name, process in running.items() if process.poll() is not None}
        if dead:
            names = ", ".join(f"{name} (exit code {code})" for name, code in dead.items())
            raise DemoFailedError(f"an agent ended in the middle of the demo: {names}", code=reason.code if reason else None) from reason

    def _await_deaths(self, reason: CodedError) -> None:
        """A peer that cannot be reached, an agent that does not answer: it may have ended an instant ago."""
        give_up = time.monotonic() + _DEATH_S
        while not isinstance(reason, DemoFailedError) and time.monotonic() < give_up:
            self._refuse_deaths(reason)
            time.sleep(_POLL_S)


def _facts(actor: Actor) -> dict[str, JsonValue]:
    record = actor.agent.record
    return {"agent": actor.name, "role": actor.role, "peer_id": record.peer_id, "pid": record.pid, "addresses": [*record.addresses]}


def _ids(actors: Iterable[Actor]) -> list[JsonValue]:
    return [actor.peer_id for actor in actors]


def _asked(requester: Actor, provider: Actor, plan: DemoPlan, timeout_s: float) -> Future[AskAnswer]:
    """The answer to come; the call ends with the requester at the latest."""
    answered: Future[AskAnswer] = Future()

    def ask() -> None:
        try:
            answered.set_result(requester.agent.client.ask(provider.peer_id, plan.task, plan.value, timeout_s))
        except Exception as error:  # noqa: BLE001 - raised where the answer is read
            answered.set_exception(error)

    threading.Thread(target=ask, daemon=True).start()
    return answered


def _result(provider: Actor, answer: AskAnswer) -> dict[str, JsonValue]:
    """The verified answer, `{"result": …, "latency_ms": …}` as the capability gives it, or made of the bare output."""
    said = answer.output if isinstance(answer.output, dict) and "result" in answer.output else {"result": answer.output}
    output: dict[str, JsonValue] = {"result": said["result"], "latency_ms": answer.latency_ms, **said}
    return {
        "agent": provider.name,
        "peer_id": answer.provider,
        "output": output,
        "round_trip_ms": answer.latency_ms,
        "verified": True,
    }
