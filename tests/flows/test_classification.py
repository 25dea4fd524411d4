"""The flow as a module, and a whole small run of it: it trains over agents, publishes and verifies."""

import json

import pytest

from tests.system.copied_project import Project


def test_the_flow_process_loads_no_engine_until_it_draws_the_figure(flows) -> None:
    assert flows["classification"].engines == []


@pytest.mark.slow
def test_a_small_run_passes_and_its_evidence_holds(project: Project, reporting: dict[str, str]) -> None:
    with project.parameters() as params:
        small = params["classification"]["reduced"]
        small["num_timed"] = 20
        small["agents"] |= {"num_agents": 2, "num_rounds": 2}
    status, said = project.run("-m", "flows.classification", timeout_s=280.0, **reporting)
    assert status == 0, said
    metrics = json.loads((project.root / "reports/classification_metrics.json").read_text())
    assert len(metrics["seeds"]) == 5
    assert len(metrics["peers"]) == 3
    assert metrics["agents"]["int8"]["weights_sha256"] == metrics["agents"]["int8"]["twin_weights_sha256"]
    assert not project.processes()
    assert project.run("-m", "cli.main", "verify", "reports/", "--json")[0] == 0
