"""The sweep as a command and as deployments: both name the same flow, with parameters that it takes."""

import pytest
import yaml

from flows.service.arrivals import EVENT, RESOURCE
from gates.catalogue import GATES
from tasks.project.files import PROJECT_ROOT

DEPLOYMENTS = {one["name"]: one for one in yaml.safe_load((PROJECT_ROOT / "prefect.yaml").read_text())["deployments"]}


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_every_deployment_but_the_report_and_the_intake_is_the_sweep_with_parameters_that_it_takes(name: str) -> None:
    from prefect.utilities.importtools import import_object

    deployment = DEPLOYMENTS[name]
    asked = import_object(f"{PROJECT_ROOT}/{deployment['entrypoint']}")
    assert asked.name == {"report": "weekly", "intake": "cohort"}.get(name, "sweep")
    asked.validate_parameters(deployment["parameters"])
    assert deployment["work_pool"]["name"] == "p2p-agents"


def test_every_gate_has_a_deployment_and_both_profiles_and_the_report_run_on_a_schedule() -> None:
    targets = {name: one["parameters"].get("targets") for name, one in DEPLOYMENTS.items()}
    gates = {gate.name for gate in GATES.values()}
    assert {name: found for name, found in targets.items() if found} == {name: [name] for name in gates}
    assert {name: one["parameters"].get("profile") for name, one in DEPLOYMENTS.items() if "schedules" in one} == {
        "nightly": "reduced",
        "weekly": "full",
        "report": "reduced",
        "intake": None,
    }


def test_the_intake_is_triggered_by_the_event_that_arrivals_emit() -> None:
    (trigger,) = DEPLOYMENTS["intake"]["triggers"]
    assert (trigger["expect"], trigger["match"]) == ([EVENT], {"prefect.resource.id": RESOURCE})


def test_the_command_explains_itself(flows) -> None:
    assert "--targets" in flows["sweep"].help and "--again" in flows["sweep"].help
