"""What a run is published as says what the run was."""

import json
import urllib.request
from pathlib import Path

import pytest

from gates.catalogue import SMOKE
from gates.verdicts.margins import margins
from gates.verdicts.verdict import MetricRow, Verdict
from tasks.gate.conclusion import Outcome, run_facts, show_in_prefect, summarise, with_failed_steps
from tasks.gate.run import GateRun, begin_gate
from tasks.gate.steps import Step
from tasks.reports.frames import Measured, tidy_frame

VERDICT = Verdict("smoke", (MetricRow("methods.fp32.accuracy", 0.97, ">=", 0.95, 0.02, ok=True),))


@pytest.fixture(scope="module")
def run() -> GateRun:
    from tasks.data.digit_files import prepare_digits
    from tasks.project.files import PROJECT_ROOT

    prepare_digits.fn(PROJECT_ROOT)
    begun = begin_gate.fn(SMOKE, "reduced", "r1")
    with begun.step("agents") as step:
        step.detail = "5 agents ready"
    return begun


def outcome(**fields: float) -> Outcome:
    return Outcome(
        artifact={"schema_version": 1, **fields}, frame=tidy_frame("smoke", [Measured("fp32", "accuracy", 1.0)]), figures={}, seeds=(0,)
    )


def test_the_facts_name_seeds_steps_and_a_single_threaded_engine(run: GateRun) -> None:
    facts = run_facts(run, (3, 4))
    assert facts.seeds == (3, 4)
    assert set(facts.timings_s) == {"agents"}
    assert facts.engine.blas and {blas.num_threads for blas in facts.engine.blas} == {1}


def test_a_number_that_is_not_finite_is_found_missing_by_name(run: GateRun) -> None:
    assert summarise.fn(lambda: outcome(accuracy=float("nan"), loss=1.0)).artifact == {"schema_version": 1, "accuracy": None, "loss": 1.0}


def test_prefect_shows_steps_metrics_verdict_evidence_and_figure(prefect_api: str, run: GateRun) -> None:
    from prefect import flow

    @flow
    def showing() -> None:
        show_in_prefect(run, VERDICT, margins(VERDICT, VERDICT), {"smoke_accuracy.png": b"png"})

    showing()
    request = urllib.request.Request(f"{prefect_api}/artifacts/latest/filter", data=b"{}", headers={"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        shown = {row["key"]: row for row in json.load(answer)}
    assert {"smoke-steps", "smoke-metrics", "smoke-verdict", "smoke-evidence", "smoke-accuracy", "smoke-page"} <= shown.keys()
    assert shown["smoke-page"]["data"] == "[The page of smoke](/reports/smoke.html)"
    assert "5 agents ready" in json.dumps(shown["smoke-steps"]["data"])
    verdict = json.dumps(shown["smoke-verdict"]["data"])
    assert "smoke: PASS" in verdict and "Worst margin: `methods.fp32.accuracy`" in verdict
    assert Path("reports/smoke_summary.dsse.json").name in json.dumps(shown["smoke-evidence"]["data"])
    (row,) = json.loads(shown["smoke-metrics"]["data"])
    assert row == {
        "metric": "methods.fp32.accuracy",
        "value": "0.9700",
        "floor": ">= 0.9500",
        "ours": ">= 0.9500",
        "margin": "+0.02",
        "ok": "ok",
    }


def test_a_step_that_failed_fails_the_verdict_with_its_reason_and_is_told_once() -> None:
    steps = [Step("agents", ok=True), Step("twin", ok=False, detail="TwinDiffersError: other bits")]
    verdict = with_failed_steps(VERDICT, steps)
    assert verdict.failures == ("steps[1].ok: the step twin failed: TwinDiffersError: other bits",)
    assert with_failed_steps(verdict, steps) == verdict
    assert with_failed_steps(VERDICT, steps[:1]) == VERDICT
