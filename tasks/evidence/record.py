"""What a run publishes when it ends: its record, signed with what it wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.units import format_utc
from gates.statement import Engine, RunRecord
from tasks.evidence.local_identity import local_key
from tasks.evidence.provenance import describe_machine, git_commit
from tasks.gate.run import GateRun
from tasks.project.files import PROJECT_ROOT
from tasks.reports.store import Publication, publish


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What is known at the end of a run: `timings_s` by step, `engine` of the processes that computed."""

    seeds: tuple[int, ...]
    engine: Engine
    timings_s: dict[str, float]
    now: datetime


def publish_artifact(reports: Path, run: GateRun, content: bytes, companions: Mapping[str, bytes], facts: RunFacts) -> Path:
    """Sign and publish the artifact of the run with its companions in the folder `reports`; returns the artifact's path."""
    publication = Publication(run.gate.artifact, content, companions)
    return publish(reports, publication, _run_record(run, facts), run.sources, local_key())


def _run_record(run: GateRun, facts: RunFacts) -> RunRecord:
    return RunRecord(
        run_id=run.run_id,
        gate=run.gate.name,
        profile=run.profile,
        seeds=facts.seeds,
        engine=facts.engine,
        machine=describe_machine(),
        timings_s=facts.timings_s,
        git_commit=git_commit(PROJECT_ROOT),
        generated_utc=format_utc(facts.now),
    )
