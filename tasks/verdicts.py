"""What becomes of a run: verdict, artifact, evidence, figure, and what people see of them."""

import base64
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from prefect import task
from prefect.artifacts import create_image_artifact, create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from gates.artifacts.smoke import parse_smoke_summary, summary_bytes
from gates.catalogue import SMOKE
from gates.params.project import ProjectParameters
from gates.statement import Sources
from gates.verdicts.smoke import judge_smoke
from gates.verdicts.verdict import Verdict
from p2p.agent.compute import compute_process_environment
from tasks.errors import GateFailedError
from tasks.evidence import RunFacts, publish_artifact
from tasks.figures import accuracy_figure
from tasks.project_files import PROJECT_ROOT
from tasks.provenance import engine_in
from tasks.report_store import reports_folder
from tasks.smoke_run import SmokeRun
from tasks.verdict_text import print_verdict, verdict_markdown


def conclude_smoke_run(run: SmokeRun, params: ProjectParameters, sources: Sources) -> Verdict:
    """Judge, publish with evidence, show; the verdict.

    Errors: GateFailedError (tasks.gate.failed) with the reasons when the gate did not pass.
    """
    limits = params.limits.smoke
    metrics = run.metrics(run.log.total_s())
    verdict = judge_smoke(metrics, limits)
    content = summary_bytes(metrics | {"ok": verdict.ok})
    if verdict.ok:
        parse_smoke_summary(content)
    figure = accuracy_figure(run.title(), run.curves(), limits.min_accuracy or 0.0)
    with tempfile.TemporaryDirectory(prefix="p2p-smoke-") as folder:
        path = Path(folder) / SMOKE.figures[0]
        path.write_bytes(figure)
        artifact = publish_artifact(
            reports_folder(PROJECT_ROOT, params.profile), SMOKE, content, (path,), sources=sources, facts=run_facts(run)
        )
    show_in_prefect(run, verdict, figure)
    print_verdict(verdict, artifact.relative_to(PROJECT_ROOT), run.run_id)
    if not verdict.ok:
        raise GateFailedError("; ".join(verdict.failures), gate=SMOKE.name)
    return verdict


def run_facts(run: SmokeRun) -> RunFacts:
    """What the evidence says of the run."""
    return RunFacts(
        run_id=run.run_id,
        seeds=(run.params.seed, *run.params.evaluation_seeds),
        engine=engine_in(compute_process_environment(), PROJECT_ROOT),
        timings_s={step.name: round(step.duration_s, 3) for step in run.log.steps},
        now=datetime.now(UTC),
    )


@task(cache_policy=NO_CACHE, persist_result=False)
def show_in_prefect(run: SmokeRun, verdict: Verdict, figure: bytes) -> None:
    """The Prefect artifacts of the run: table of steps, verdict, figure."""
    rows = [{"step": s.name, "ok": "yes" if s.ok else "NO", "seconds": round(s.duration_s, 2), "detail": s.detail} for s in run.log.steps]
    create_table_artifact(rows, key="smoke-steps", description=f"Steps of smoke run {run.run_id}")
    create_markdown_artifact(verdict_markdown(verdict), key="smoke-verdict", description=f"Verdict on smoke run {run.run_id}")
    url = f"data:image/png;base64,{base64.b64encode(figure).decode()}"
    create_image_artifact(url, key="smoke-accuracy", description=run.title())
