"""The line to the maintainer's agent, measured: a text goes there and comes back, as a task that answers with its input."""

import random
import time
from dataclasses import dataclass

from core.errors import CodedError
from core.ids import PeerId
from p2p.agent.api.schemas.ping import PingRequest
from p2p.agent.client.agent import AgentClient
from tasks.errors import LineUnmeasuredError

SIZE_CHARS = 512 * 1024
NUM_PINGS = 5
TIMEOUT_S = 60.0
SEED = 0


@dataclass(frozen=True, slots=True)
class MeasuredLine:
    """What a text of `SIZE_CHARS` took there and back, less one round trip: both directions one after the other, signatures included."""

    mbit_per_s: float
    round_trip_ms: float


def measure_line(agent: AgentClient, peer: PeerId, addresses: tuple[str, ...]) -> MeasuredLine:
    """Measure the line to a peer that runs this node's tasks.

    Errors: LineUnmeasuredError (tasks.volunteer.line) with the peer's reason.
    """
    text = random.Random(SEED).randbytes(SIZE_CHARS // 2).hex()
    try:
        agent.connect(peer, addresses)
        pings = agent.ping(PingRequest(peer=peer, count=NUM_PINGS, interval_s=0.0))
        began_s = time.monotonic()
        answer = agent.ask(peer, "echo", text, TIMEOUT_S)
        took_s = time.monotonic() - began_s
    except CodedError as error:
        raise LineUnmeasuredError(f"{error.message} [{error.code}]", peer=peer) from error
    if answer.output != text or pings.median_ms is None:
        raise LineUnmeasuredError(f"the agent did not answer with the text: {answer.status}", peer=peer)
    return MeasuredLine(rate_mbit(2 * len(text), took_s - pings.median_ms / 1000), pings.median_ms)


def rate_mbit(num_bytes: int, seconds: float) -> float:
    """Megabits in a second, of so many bytes in so much time."""
    return round(8 * num_bytes / max(seconds, 1e-6) / 1e6, 2)
