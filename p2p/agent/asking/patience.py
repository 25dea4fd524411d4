"""Patience: when a failed attempt is worth another, and after which wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from core.errors import CodedError
from core.ids import PeerId

FIRST_WAIT_S = 0.3
MAX_WAIT_S = 5.0
MAX_FAILING_S = 60.0
MAX_REMEMBERED = 1024


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an asker goes on in all and with one attempt, and how often it tries again."""

    timeout_s: float = 30.0
    attempt_timeout_s: float | None = None
    retries: int = 0


def is_worth_another(error: CodedError) -> bool:
    """Whether the same request may succeed later: the error says so, or names the time itself."""
    return error.is_retryable or retry_after_s(error) is not None


def retry_after_s(error: CodedError) -> float | None:
    """The wait that the provider asks for."""
    after_ms = error.context.get("retry_after_ms")
    return after_ms / 1000 if isinstance(after_ms, int) else None


def wait_s(num_failures: int, errors: Iterable[CodedError], generator: Random) -> float:
    """How long to wait after so many failures: twice as long each time, never in step with others.

    It is no less than the least patient of the providers asks for.
    """
    backoff_s = min(MAX_WAIT_S, FIRST_WAIT_S * 2 ** min(num_failures - 1, 10)) * generator.uniform(0.5, 1.5)
    asked_s = min((after_s for error in errors if (after_s := retry_after_s(error)) is not None), default=0.0)
    return max(backoff_s, asked_s * generator.uniform(1.0, 1.2))


class FailingPeers:
    """Remembers for a while which peers failed at which task, for another to be asked first."""

    def __init__(self) -> None:
        self._until_s: dict[tuple[PeerId, str], float] = {}

    def note(self, peer: PeerId, task: str, error: CodedError, now_s: float) -> None:
        """`peer` failed; one that is busy only as long as it says."""
        self._until_s.pop((peer, task), None)
        self._until_s[peer, task] = now_s + (retry_after_s(error) or MAX_FAILING_S)
        if len(self._until_s) > MAX_REMEMBERED:
            del self._until_s[next(iter(self._until_s))]

    def forgive(self, peer: PeerId, task: str) -> None:
        """`peer` did the task."""
        self._until_s.pop((peer, task), None)

    def is_failing(self, peer: PeerId, task: str, now_s: float) -> bool:
        """Whether `peer` failed at it lately."""
        return self._until_s.get((peer, task), now_s) > now_s
