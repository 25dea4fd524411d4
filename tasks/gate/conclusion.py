"""What becomes of a run: verdict, artifact, frame, figures and evidence, and what people see of them."""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from prefect import task
from prefect.artifacts import create_image_artifact, create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from pydantic import JsonValue

from gates.artifacts.encoding import artifact_bytes, finite
from gates.catalogue import REHEARSAL, evidence_name
from gates.verdicts.judgement import Judgement, Limits, in_mode
from gates.verdicts.margins import Margin, margins
from gates.verdicts.verdict import MetricRow, Verdict
from tasks.errors import GateFailedError
from tasks.evidence.provenance import computing_engine
from tasks.evidence.record import RunFacts, publish_artifact
from tasks.evidence.text import evidence_markdown
from tasks.gate.artifact_keys import artifact_key
from tasks.gate.run import GateRun
from tasks.gate.steps import Step
from tasks.gate.verdict_text import margin_cells, print_verdict, verdict_markdown
from tasks.project.clock import moment_now, rehearsal_mark
from tasks.project.files import PROJECT_ROOT
from tasks.reports.frames import frame_bytes
from tasks.reports.store import page_link, page_name, reports_folder

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a run found: the artifact's fields as far as the steps came, the tidy frame, and figures by file name.

    An artifact that has the field `ok` states there whether the run passed.
    """

    artifact: Mapping[str, JsonValue]
    frame: "pd.DataFrame"
    figures: Mapping[str, bytes]
    seeds: tuple[int, ...]


def conclude_gate(run: GateRun, found: Callable[[], Outcome], judgement: Judgement[Limits], limits: Limits) -> Verdict:
    """Judge what was found, publish with evidence, show; the verdict under our own limits.

    Errors: GateFailedError (tasks.gate.failed) with the reasons and the path of the evidence when the gate did not pass.
    """
    outcome = summarise(found)
    ours, floors = (judgement.judge(outcome.artifact, in_mode(one, run.profile)) for one in (limits, judgement.floors))
    verdict = with_failed_steps(ours, run.log.steps)
    beside = margins(floors, verdict)
    path = publish_outcome(run, outcome, verdict).relative_to(PROJECT_ROOT)
    show_in_prefect(run, verdict, beside, outcome.figures)
    print_verdict(verdict, path, run.run_id)
    if not verdict.ok:
        evidence = path.with_name(evidence_name(path.name))
        raise GateFailedError(f"{'; '.join(verdict.failures)} (evidence: {evidence})", gate=run.gate.name)
    return verdict


def with_failed_steps(verdict: Verdict, steps: Sequence[Step]) -> Verdict:
    """The verdict, before it each failed step that the artifact does not tell itself: why something was not measured."""
    told = {row.metric for row in verdict.rows}
    named = [(f"steps[{index}].ok", step) for index, step in enumerate(steps) if not step.ok]
    rows = (
        MetricRow(name, False, "==", True, None, ok=False, reason=f"the step {step.name} failed: {step.detail}") for name, step in named
    )
    return replace(verdict, rows=(*(row for row in rows if row.metric not in told), *verdict.rows))


@task(cache_policy=NO_CACHE, persist_result=False)
def summarise(found: Callable[[], Outcome]) -> Outcome:
    """What was found, with null for every number that is not finite, which then fails by name."""
    outcome = found()
    return replace(outcome, artifact={name: finite(value) for name, value in outcome.artifact.items()})


@task(cache_policy=NO_CACHE, persist_result=False)
def publish_outcome(run: GateRun, outcome: Outcome, verdict: Verdict) -> Path:
    """Write artifact, frame, figures and signed evidence as one; returns the artifact's path."""
    stated = {"ok": bool(outcome.artifact["ok"]) and verdict.ok} if "ok" in outcome.artifact else {}
    marked = rehearsal_mark() if run.profile == REHEARSAL else {}
    content = artifact_bytes({**outcome.artifact, **stated, **marked})
    companions = {**outcome.figures, run.gate.frame: frame_bytes(outcome.frame)}
    return publish_artifact(reports_folder(PROJECT_ROOT, run.profile), run, content, companions, run_facts(run, outcome.seeds))


def run_facts(run: GateRun, seeds: tuple[int, ...]) -> RunFacts:
    """What the evidence says of the run."""
    return RunFacts(
        seeds=seeds,
        engine=computing_engine(),
        timings_s={step.name: round(step.duration_s, 3) for step in run.log.steps},
        now=moment_now(is_rehearsal=run.profile == REHEARSAL),
    )


@task(cache_policy=NO_CACHE, persist_result=False)
def show_in_prefect(run: GateRun, verdict: Verdict, beside: tuple[Margin, ...], figures: Mapping[str, bytes]) -> None:
    """The Prefect artifacts of the run: its steps, metrics with both limits, verdict, evidence and figures."""
    name, of_run = run.gate.name, f"of {run.gate.name} run {run.run_id}"
    steps = [{"step": s.name, "ok": "yes" if s.ok else "NO", "seconds": round(s.duration_s, 2), "detail": s.detail} for s in run.log.steps]
    create_table_artifact(steps, key=artifact_key(name, "steps"), description=f"Steps {of_run}")
    create_table_artifact([margin_cells(one) for one in beside], key=artifact_key(name, "metrics"), description=f"Metrics {of_run}")
    evidence = reports_folder(PROJECT_ROOT, run.profile) / evidence_name(run.gate.artifact)
    create_markdown_artifact(verdict_markdown(verdict, evidence), key=artifact_key(name, "verdict"), description=f"Verdict {of_run}")
    create_markdown_artifact(evidence_markdown(evidence), key=artifact_key(name, "evidence"), description=f"Signed evidence {of_run}")
    page = page_link(run.profile, page_name(name))
    create_link_artifact(page, f"The page of {name}", key=artifact_key(name, "page"), description=f"Page {of_run}")
    for file, figure in figures.items():
        url = f"data:image/png;base64,{base64.b64encode(figure).decode()}"
        create_image_artifact(url, key=file.rpartition(".")[0].replace("_", "-"), description=f"{file} {of_run}")
