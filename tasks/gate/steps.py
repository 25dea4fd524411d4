"""The steps of a run: each is timed, announced when it ends, and kept for the artifact."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Step:
    """One step: what came of it, in words, and how long it took."""

    name: str
    ok: bool = False
    duration_s: float = 0.0
    detail: str = ""


@dataclass(slots=True)
class StepLog:
    """The steps of the gate `gate`, in order; `say` receives `[gate] step: ok` as each one ends."""

    gate: str
    clock: Callable[[], float]
    say: Callable[[str], None]
    steps: list[Step] = field(default_factory=list["Step"])

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Time the block; it may write `detail`. An exception marks the step failed and goes on upwards."""
        step = Step(name)
        self.steps.append(step)
        started = self.clock()
        try:
            yield step
            step.ok = True
        except BaseException as error:
            step.detail = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            raise
        finally:
            step.duration_s = self.clock() - started
            mark = "ok" if step.ok else "FAILED"
            self.say(f"[{self.gate}] {step.name}: {mark} ({step.duration_s:.1f} s) {step.detail}".rstrip())

    def has_failure(self) -> bool:
        """Whether a step has failed."""
        return any(not step.ok for step in self.steps)

    def total_s(self) -> float:
        """What the steps took together."""
        return sum(step.duration_s for step in self.steps)
