"""A reference replays who took part over agents, in the method that agents trained and in no other."""

from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.generality.computations import METHODS, OVER_AGENTS
from tasks.runs.generality.references import references

PROJECT = load_project(PROJECT_ROOT)


def test_only_the_method_over_agents_replays() -> None:
    found = references(PROJECT.baseline.reduced, PROJECT.adapter.reduced, PROJECT.data.texts, 0)
    for reference in found.values():
        took_part = ((0, 1),) * reference.over_agents.num_rounds
        replayed = reference.simulations(took_part)
        assert {method: one.participation for method, one in replayed.items()} == {**dict.fromkeys(METHODS), OVER_AGENTS: took_part}
    assert found["adapter_reference"].over_agents.model.kind == "lora"
    assert found["adapter_reference"].over_agents.num_clients == found["distributed_reference"].over_agents.num_clients
