"""What a seed is asked follows from params.yaml: the reduced trainings in both profiles, the run's own texts, public tasks in the full one."""

import pytest

from gates.catalogue import PROFILES, Profile
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.generality.computations import METHODS
from tasks.runs.generality.sections import public_run, read_sections

PROJECT = load_project(PROJECT_ROOT)


@pytest.mark.parametrize("profile", PROFILES)
def test_both_references_are_the_reduced_trainings(profile: Profile) -> None:
    asked = read_sections(PROJECT_ROOT, profile, PROJECT.generality).asked(3, {})
    assert {name: tuple(one) for name, one in asked.references.items()} == dict.fromkeys(
        ("distributed_reference", "adapter_reference"), METHODS
    )
    clients = {name: {method: one.plan.num_clients for method, one in found.items()} for name, found in asked.references.items()}
    many = PROJECT.adapter.reduced.num_clients
    assert list(clients.values()) == [{"centralized": 1, "fedavg_fp32": many, "fedavg_int8": many}] * 2
    assert {one.plan.seed for found in asked.references.values() for one in found.values()} == {3}
    assert asked.classify.dataset == PROJECT.classification.of(profile).dataset


def test_public_tasks_are_for_the_full_profile() -> None:
    assert read_sections(PROJECT_ROOT, "reduced", PROJECT.generality).public is None
    public = read_sections(PROJECT_ROOT, "full", PROJECT.generality).public
    assert public is not None
    heads = public_run(public, PROJECT.data.texts, 0).heads
    assert {name: one.skew.dataset for name, one in heads.items()} == {"tool_selection": "metatool", "banking": "banking77"}
    assert {one.plan.codec for one in heads.values()} == {"int8"}
