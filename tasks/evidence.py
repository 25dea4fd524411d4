"""Tasks over evidence: what a run reads when it starts, and what it publishes when it ends."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from core.ids import PeerId
from core.units import format_utc
from gates.catalogue import Gate
from gates.statement import Engine, RunRecord, Sources
from tasks.local_identity import local_key
from tasks.project_files import PROJECT_ROOT
from tasks.provenance import describe_machine, git_commit
from tasks.report_store import Publication, publish
from tasks.sources import digest_sources


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What the flow knows of its run: `timings_s` by step, `engine` of the processes that trained."""

    run_id: str
    seeds: tuple[int, ...]
    engine: Engine
    timings_s: dict[str, float]
    now: datetime


@task(cache_policy=NO_CACHE)
def check_identity() -> PeerId:
    """The peer id that will sign the artifact; what is wrong with the identity shows before any work is done.

    Errors: those of `local_key`.
    """
    return local_key().peer_id


@task(cache_policy=NO_CACHE)
def record_sources(root: Path, gate: Gate) -> Sources:
    """The digests of everything that `gate` reads; the first step of a flow."""
    return digest_sources(root, gate)


@task(cache_policy=NO_CACHE)
def publish_artifact(reports: Path, gate: Gate, content: bytes, figures: tuple[Path, ...], *, sources: Sources, facts: RunFacts) -> Path:
    """Sign and publish the artifact of `gate` with its figures in the folder `reports`; returns the artifact's path."""
    publication = Publication(gate.artifact, content, {path.name: path.read_bytes() for path in figures})
    return publish(reports, publication, _run_record(gate, facts), sources, local_key())


def _run_record(gate: Gate, facts: RunFacts) -> RunRecord:
    return RunRecord(
        run_id=facts.run_id,
        gate=gate.name,
        seeds=facts.seeds,
        engine=facts.engine,
        machine=describe_machine(),
        timings_s=facts.timings_s,
        git_commit=git_commit(PROJECT_ROOT),
        generated_utc=format_utc(facts.now),
    )
