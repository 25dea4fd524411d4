"""A node is set up once and again, and forgets neither when it was up nor what it packed."""

from datetime import timedelta

import pytest

from core.errors import CodedError
from gates.cohort.node_profile import NodeProfile
from gates.cohort.node_state import uptime_ratio_24h
from tasks.cohort.volunteer import INVITATION, NODE, VolunteerFolder, record_up, set_up
from tests.gates.cohort.bundles import profile
from tests.tasks.cohort.volunteer_node import RUN_AT, issued

PROFILE = NodeProfile.model_validate(profile())


def code_of(do) -> str:
    with pytest.raises(CodedError) as caught:
        do()
    return caught.value.code


@pytest.fixture
def folder(tmp_path) -> VolunteerFolder:
    return VolunteerFolder(tmp_path / "volunteer")


def test_a_second_set_up_keeps_the_uptime_and_the_count(folder: VolunteerFolder):
    set_up(folder, PROFILE, issued(), now=RUN_AT)
    record_up(folder, RUN_AT, RUN_AT + timedelta(hours=12))
    folder.write(NODE, folder.node().model_copy(update={"sequence": 7}))
    again = set_up(folder, PROFILE.model_copy(update={"region": "us"}), issued(), now=RUN_AT)
    assert (again.sequence, again.profile.region, uptime_ratio_24h(folder.state())) == (7, "us", 0.5)


def test_another_node_begins_with_no_uptime(folder: VolunteerFolder):
    set_up(folder, PROFILE, issued(), now=RUN_AT)
    record_up(folder, RUN_AT, RUN_AT + timedelta(hours=12))
    set_up(folder, PROFILE.model_copy(update={"node_id": "node-2"}), issued(), now=RUN_AT)
    assert (folder.state().node_id, folder.state().up) == ("node-2", ())


def test_the_uptime_of_a_rehearsal_is_not_that_of_real_work(folder: VolunteerFolder):
    set_up(folder, PROFILE, issued(), now=RUN_AT, is_rehearsal=True)
    record_up(folder, RUN_AT, RUN_AT + timedelta(hours=12))
    assert set_up(folder, PROFILE, issued(), now=RUN_AT).rehearsal is False
    assert uptime_ratio_24h(folder.state()) == 0


def test_what_is_no_invitation_sets_nothing_up(folder: VolunteerFolder):
    assert code_of(lambda: set_up(folder, PROFILE, b"{}", now=RUN_AT)) == "gates.cohort_invitation.malformed"
    assert not folder.root.exists()


def test_a_node_that_was_not_set_up_or_was_damaged_is_named(folder: VolunteerFolder):
    for read in (folder.node, folder.state, folder.invitation):
        assert code_of(read) == "tasks.volunteer.unready"
    set_up(folder, PROFILE, issued(), now=RUN_AT)
    (folder.root / NODE).write_text("{")
    assert code_of(folder.node) == "tasks.volunteer.unready"
    (folder.root / INVITATION).unlink()
    assert code_of(folder.invitation) == "tasks.volunteer.unready"
