"""Status: how this agent is, for those whom it trusts."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import trio
from pydantic import BaseModel, JsonValue

from core.ids import PeerId
from core.version import VERSION
from p2p.agent.api.schemas.capabilities import StatusFacts, TaskCounts, TrainingFacts
from p2p.agent.capabilities.nothing import NOTHING
from p2p.agent.execution.executions import Executions
from p2p.protocols.capability import Limits


@dataclass(frozen=True, slots=True)
class Status:
    """Answers with a `StatusFacts`; `training` and `model` ask those who know."""

    network: str
    executions: Executions
    training: Callable[[], Iterable[BaseModel]] = tuple
    model: Callable[[], str | None] = lambda: None
    started_s: float = field(default_factory=time.monotonic)

    name = "status"
    summary = "Tells the agent's version, its load, the data that it trains on and the model that it serves."
    limits = Limits(concurrency=8, queue=8, time_s=5.0, keep_s=0.0)
    input = NOTHING

    async def run(self, value: None, peer: PeerId, /) -> JsonValue:
        """How the agent is at this moment."""
        facts = await trio.to_thread.run_sync(self.facts)
        return facts.model_dump(mode="json")

    def facts(self) -> StatusFacts:
        """The same, for the agent itself; it reads a few small files.

        Errors: StoreUnreadableError (p2p.store.unreadable).
        """
        return StatusFacts(
            version=VERSION,
            network=self.network,
            uptime_s=round(time.monotonic() - self.started_s, 3),
            capabilities=tuple(capability.name for capability in self.executions.capabilities),
            tasks=TaskCounts(running=self.executions.num_running, queued=self.executions.num_queued),
            training=tuple(TrainingFacts.model_validate(dict(corpus)) for corpus in self.training()),
            model=self.model(),
        )
