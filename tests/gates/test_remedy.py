from gates.catalogue import GATES
from gates.release import RELEASED
from gates.remedy import RUN_GATES, RUN_STATUS, STATUS, remedy


def test_every_artifact_of_a_gate_and_of_a_release_has_a_command_that_writes_it_anew():
    assert {remedy(artifact) for artifact in GATES} == {RUN_GATES}
    assert [name for name in RELEASED if remedy(name) is None] == []
    assert remedy(STATUS) == RUN_STATUS


def test_of_a_file_from_elsewhere_nobody_knows():
    assert remedy("laptop.json") is None
