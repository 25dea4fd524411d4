"""What is published without a computation: an account of what lies in the project, signed like every artifact."""

from dataclasses import dataclass
from pathlib import Path

from gates.catalogue import Gate, Profile
from gates.statement import Engine, RunRecord
from tasks.evidence.local_identity import local_key
from tasks.evidence.provenance import describe_machine, git_commit
from tasks.evidence.sources import digest_sources
from tasks.reports.store import Publication, publish, reports_folder


@dataclass(frozen=True, slots=True)
class Account:
    """Who gives it, and when: the run, its time, and how long its parts took."""

    run_id: str
    profile: Profile
    generated_utc: str
    timings_s: dict[str, float]


def publish_account(root: Path, gate: Gate, publication: Publication, account: Account) -> Path:
    """Sign and publish an artifact that rests on the gate's sources alone, with no seed and no engine; returns its path.

    Errors: those of `local_key`.
    """
    sources = digest_sources(root, gate, account.profile)
    return publish(reports_folder(root, account.profile), publication, account_record(root, gate.name, account), sources, local_key())


def account_record(root: Path, name: str, account: Account) -> RunRecord:
    """What the evidence of an account says of its run."""
    return RunRecord(
        run_id=account.run_id,
        gate=name,
        profile=account.profile,
        seeds=(),
        engine=Engine(packages={}, blas=()),
        machine=describe_machine(),
        timings_s=account.timings_s,
        git_commit=git_commit(root),
        generated_utc=account.generated_utc,
    )
