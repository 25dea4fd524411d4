"""A gate's run as it goes: who runs what, from which sources, and the steps so far."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from prefect import task
from prefect.cache_policies import NO_CACHE

from gates.catalogue import REHEARSAL, Gate, Profile
from gates.statement import Sources
from tasks.evidence.local_identity import local_key
from tasks.evidence.sources import digest_sources
from tasks.gate.steps import Step, StepLog
from tasks.project.clock import moment_now
from tasks.project.files import PROJECT_ROOT


@dataclass(frozen=True, slots=True)
class GateRun:
    """One run of a gate: `sources` are the digests of what it reads, taken before anything could change."""

    gate: Gate
    profile: Profile
    run_id: str
    sources: Sources
    log: StepLog

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """A step of the run, see `StepLog.step`."""
        with self.log.step(name) as step:
            yield step

    @contextmanager
    def failures_recorded(self) -> Iterator[None]:
        """Go on after a failed step, which the log holds: a run that failed has a verdict and an artifact as well."""
        try:
            yield
        except Exception:
            if not self.log.has_failure():
                raise


@task(cache_policy=NO_CACHE, persist_result=False)
def begin_gate(gate: Gate, profile: Profile, run_id: str) -> GateRun:
    """A run at its beginning, which announces its steps on standard output.

    What is wrong with the identity that will sign, the clock, or a source, shows before any work is done.
    Errors: those of `local_key` and `moment_now`; DataMissingError (gates.data.missing), ParameterInvalidError (core.parameters.invalid).
    """
    local_key()
    moment_now(is_rehearsal=profile == REHEARSAL)
    log = StepLog(gate.name, time.monotonic, lambda line: print(line, flush=True))
    return GateRun(gate, profile, run_id, digest_sources(PROJECT_ROOT, gate, profile), log)
