"""The local API's words: what its requests and answers look like, for the agent and for its clients."""

import math
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StrictBool

from p2p.wire.messages import TASK_ID, PeerIdText

MAX_BODY_BYTES = 8 * 2**20


def check_finite(value: JsonValue) -> JsonValue:
    """`value`, in which every number is one that JSON can say: it has no NaN and no infinity, and would make them null.

    Errors: ValueError.
    """
    waiting = [value]
    while waiting:
        match waiting.pop():
            case dict() as entries:
                waiting.extend(entries.values())
            case list() as entries:
                waiting.extend(entries)
            case float() as number if not math.isfinite(number):
                raise ValueError("JSON has no NaN, and no number that is too large for a float")
            case _:
                pass
    return value


Address = Annotated[str, Field(pattern=r"^/[!-~]{1,255}$")]
"""A multiaddr, such as /ip4/192.168.1.7/tcp/4001, or what at least looks like one."""

FiniteJson = Annotated[JsonValue, AfterValidator(check_finite)]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ErrorAnswer(_Value):
    """Every answer that is no success: the error's stable code, its message for a person, what it is about."""

    code: str
    message: str
    context: dict[str, JsonValue]


class AgentFacts(_Value):
    """Who the agent is."""

    peer_id: str
    addresses: tuple[str, ...]
    network: str
    pid: int
    worker_pid: int | None


class PeerFacts(_Value):
    """What the agent knows of one peer; `last_seen_s` in seconds since 1970."""

    peer_id: str
    name: str | None = None
    addresses: tuple[str, ...]
    is_connected: bool
    is_trusted: bool
    is_static: bool = False
    last_seen_s: float | None


class ConnectRequest(_Value):
    """Asks to connect to a peer, at addresses that discovery may not know; with `save` to keep the connection up from now on."""

    peer: PeerIdText
    addresses: tuple[Address, ...] = Field(default=(), max_length=16)
    save: StrictBool = False


class AskRequest(_Value):
    """Asks a peer, or whoever can, to run a task; `retries` counts the attempts after the first, or the further turns through the peers."""

    peer: PeerIdText | None = None
    task: str = Field(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9_.-]*$")
    input: FiniteJson = None
    timeout_s: float = Field(default=30.0, gt=0, le=600)
    attempt_timeout_s: float | None = Field(default=None, gt=0, le=600)
    retries: int = Field(default=0, ge=0, le=100)
    task_id: str | None = Field(default=None, pattern=TASK_ID)


class AttemptFacts(_Value):
    """One attempt at a task: whom it was made at, after which wait, how long it took, and the code that it ended with, if that was no success."""

    provider: str
    code: str | None
    waited_ms: int
    latency_ms: float


class AskAnswer(_Value):
    """A peer's verified word on a task; `latency_ms` is the whole round trip of the last attempt as the agent measured it."""

    task_id: str
    status: str
    output: JsonValue = None
    error: dict[str, str] | None = None
    provider: str
    duration_ms: int
    latency_ms: float
    attempts: tuple[AttemptFacts, ...] = ()


class SessionStarted(_Value):
    """The id under which a session's report is found."""

    session_id: str
