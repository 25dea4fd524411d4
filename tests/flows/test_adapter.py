"""The flow as a module, and a whole small run of it: it trains over agents, publishes and verifies."""

import json
from pathlib import Path

import pytest

from tasks.runs.adapter.methods import OVER_AGENTS
from tests.system.copied_project import copied_project

SMALL = {
    "federated: {num_rounds: 20, warmup_rounds: 17, adapter_rate: 0.3, head_rate: 1.0": (
        "federated: {num_rounds: 2, warmup_rounds: 1, adapter_rate: 0.1, head_rate: 1.0"
    ),
    "centralized: {num_rounds: 20, warmup_rounds: 17": "centralized: {num_rounds: 2, warmup_rounds: 1",
    "agents: {num_agents: 4, num_rounds: 10, warmup_rounds: 8": "agents: {num_agents: 2, num_rounds: 2, warmup_rounds: 1",
    "    seeds: [0, 1, 2]\n  full:\n    dataset: clinc150\n    num_clients": "    seeds: [0]\n  full:\n    dataset: clinc150\n    num_clients",
    "max_int8_accuracy_drop: 0.02\n    min_int8_comm_savings: 74.0": "max_int8_accuracy_drop: 0.5\n    min_int8_comm_savings: 74.0",
    "min_centralized_accuracy: 0.9": "min_centralized_accuracy: 0.2",
    "min_seeds: 3": "min_seeds: 1",
    "near_duplicate_similarity: 0.8\n    test_fraction: 0.25": "near_duplicate_similarity: 0.8\n    test_fraction: 0.7",
}


def test_the_flow_process_loads_no_engine_until_it_draws_the_figure(flows) -> None:
    assert flows["adapter"].engines == []


@pytest.mark.slow
def test_a_small_run_passes_and_its_evidence_holds(tmp_path: Path, reporting: dict[str, str]) -> None:
    with copied_project(tmp_path / "p", SMALL) as project:
        status, said = project.run("-m", "flows.adapter", timeout_s=280.0, **reporting)
        assert status == 0, said
        metrics = json.loads((project.root / "reports/adapter_intent_metrics.json").read_text())
        assert (metrics["runs"], metrics["transport"], len(metrics["peers"])) == (1, "libp2p", 3)
        for method in OVER_AGENTS:
            assert metrics["agents"][method]["weights_sha256"] == metrics["agents"][method]["twin_weights_sha256"]
        assert not project.processes()
        assert project.run("-m", "cli.main", "verify", "reports/", "--json")[0] == 0
