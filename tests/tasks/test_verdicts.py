"""What a run is published as says what the run was."""

import json
import urllib.request

from gates.verdicts.verdict import MetricRow, Verdict
from tasks.parameters import load_project
from tasks.project_files import PROJECT_ROOT
from tasks.smoke_run import SmokeRun, begin_smoke
from tasks.verdicts import run_facts, show_in_prefect

VERDICT = Verdict("smoke", (MetricRow("methods.fp32.accuracy", 0.97, ">=", 0.95, 0.02, ok=True),))


def stepped_run(run_id: str) -> SmokeRun:
    run = begin_smoke(run_id, load_project(PROJECT_ROOT).smoke)
    with run.step("agents") as step:
        step.detail = "5 agents ready"
    return run


def test_the_facts_name_seeds_steps_and_a_single_threaded_engine() -> None:
    facts = run_facts(stepped_run("r1"))
    assert facts.run_id == "r1"
    assert set(facts.timings_s) == {"agents"}
    assert facts.seeds[0] == load_project(PROJECT_ROOT).smoke.seed
    assert facts.engine.blas and {blas.num_threads for blas in facts.engine.blas} == {1}


def test_prefect_shows_steps_verdict_and_figure(prefect_api: str) -> None:
    from prefect import flow

    @flow
    def showing() -> None:
        show_in_prefect(stepped_run("r2"), VERDICT, b"png")

    showing()
    request = urllib.request.Request(f"{prefect_api}/artifacts/filter", data=b"{}", headers={"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        shown = {row["key"]: row for row in json.load(answer)}
    assert {"smoke-steps", "smoke-verdict", "smoke-accuracy"} <= shown.keys()
    assert "5 agents ready" in json.dumps(shown["smoke-steps"]["data"])
    assert "smoke: PASS" in json.dumps(shown["smoke-verdict"]["data"])
