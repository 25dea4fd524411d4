"""Uptime is what was lived through: not what a killed, stopped or sleeping node missed."""

from datetime import datetime, timedelta
from queue import Queue

import pytest

from core.errors import CodedError
from gates.cohort.node_profile import NodeProfile
from gates.cohort.node_state import parse_node_state, uptime_ratio_24h
from tasks.cohort.heartbeat import INTERVAL, Heartbeat, beating
from tasks.cohort.volunteer import VolunteerFolder, set_up
from tests.gates.cohort.bundles import profile
from tests.tasks.cohort.volunteer_node import RUN_AT, issued


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.moment = RUN_AT

    def __call__(self) -> datetime:
        return self.moment

    def pass_(self, **time: float) -> None:
        self.moment += timedelta(**time)


@pytest.fixture
def folder(tmp_path) -> VolunteerFolder:
    made = VolunteerFolder(tmp_path / "volunteer")
    set_up(made, NodeProfile.model_validate(profile()), issued(), now=RUN_AT)
    return made


def up_hours(folder: VolunteerFolder) -> float:
    state = folder.state()
    assert parse_node_state(state.model_dump_json().encode()) == state
    return round(24 * uptime_ratio_24h(state), 4)


def live(heart: Heartbeat, clock: Clock, *, hours: float) -> None:
    heart.beat()
    for _ in range(int(hours * 3600 / INTERVAL.total_seconds())):
        clock.pass_(seconds=INTERVAL.total_seconds())
        heart.beat()


def test_a_node_that_lives_is_up_all_the_time_in_one_span(folder: VolunteerFolder):
    clock = Clock()
    live(Heartbeat(folder, clock), clock, hours=2)
    assert up_hours(folder) == 2 and len(folder.state().up) == 1


def test_the_time_that_a_killed_process_was_dead_does_not_count(folder: VolunteerFolder):
    clock = Clock()
    live(Heartbeat(folder, clock), clock, hours=1)
    clock.pass_(hours=3)
    live(Heartbeat(folder, clock), clock, hours=1)
    assert up_hours(folder) == 2 and len(folder.state().up) == 2


def test_the_time_that_a_process_slept_does_not_count(folder: VolunteerFolder):
    clock = Clock()
    heart = Heartbeat(folder, clock)
    live(heart, clock, hours=1)
    clock.pass_(hours=3)
    live(heart, clock, hours=1)
    assert up_hours(folder) == 2


def test_a_clock_that_is_set_back_leaves_a_state_that_can_be(folder: VolunteerFolder):
    clock = Clock()
    heart = Heartbeat(folder, clock)
    live(heart, clock, hours=2)
    clock.pass_(hours=-1)
    live(heart, clock, hours=1)
    assert up_hours(folder) == 2


def test_a_block_beats_at_its_beginning_and_at_its_end(folder: VolunteerFolder):
    clock = Clock()

    def interrupted() -> None:
        with beating(folder, clock, print):
            assert len(folder.state().up) == 1
            clock.pass_(seconds=20)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert up_hours(folder) == round(20 / 3600, 4)


def test_what_could_not_be_written_for_long_is_not_claimed_afterwards(folder: VolunteerFolder):
    clock = Clock()
    heart = Heartbeat(folder, clock)
    live(heart, clock, hours=0.25)
    away = folder.root.rename(folder.root.with_name("away"))
    for _ in range(10):
        clock.pass_(seconds=INTERVAL.total_seconds())
        with pytest.raises(CodedError) as caught:
            heart.beat()
        assert caught.value.code == "tasks.volunteer.uptime"
    away.rename(folder.root)
    live(heart, clock, hours=0.25)
    assert up_hours(folder) == 0.5 and len(folder.state().up) == 2


def test_a_beat_that_fails_in_the_block_is_told_until_it_is_well_again(folder: VolunteerFolder):
    said: Queue[str] = Queue()
    with beating(folder, Clock(), said.put, every=timedelta(milliseconds=1)):
        away = folder.root.rename(folder.root.with_name("away"))
        told = [said.get(timeout=60)]
        away.rename(folder.root)
        while told[-1] != "[uptime] kept again":
            told.append(said.get(timeout=60))
    assert all(line.startswith("[uptime] not kept") and "[tasks.volunteer.u" in line for line in told[:-1]) and said.empty()


def test_uptime_that_is_lost_at_the_end_is_an_error_and_no_silence(folder: VolunteerFolder):
    with pytest.raises(CodedError) as caught, beating(folder, Clock(), print):
        folder.root.rename(folder.root.with_name("away"))
    assert caught.value.code == "tasks.volunteer.uptime"
