import os
import signal
import tempfile

import psutil
import pytest

from p2p.agent.demo.cast import Cast, begin_leashed, demo_environment
from p2p.agent.demo.story import prepare_nothing


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """A place for temporary folders of this test alone."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_an_agent_of_a_demo_gets_none_of_the_users_settings_but_the_interfaces() -> None:
    user = {"PATH": "/bin", "P2P_AGENT_HOME": "/home/u", "P2P_AGENT_NETWORK": "mine", "P2P_AGENT_PASSPHRASE_FILE": "/home/u/secret"}
    assert demo_environment(user, "own") == {"PATH": "/bin", "P2P_AGENT_NETWORK": "own", "P2P_AGENT_INTERFACES": "127.0.0.1"}
    chosen = demo_environment({**user, "P2P_AGENT_INTERFACES": "10.0.0.7"}, "own")
    assert chosen["P2P_AGENT_INTERFACES"] == "10.0.0.7"


def test_two_casts_are_in_two_networks() -> None:
    assert Cast().network != Cast().network


def test_providers_homes_are_prepared_and_everything_is_gone_when_the_cast_leaves(temporary) -> None:
    cast, prepared = Cast(), []
    cast.begin(3, begin_leashed, lambda home: prepared.append(home.path.name))
    assert [(actor.name, actor.role) for actor in cast.actors] == [("A", "requester"), ("B", "provider"), ("C", "provider")]
    assert prepared == ["B", "C"]
    pids = [actor.starting.process.pid for actor in cast.actors]
    cast.leave()
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert [*temporary.iterdir()] == []


def test_what_a_killed_demo_left_is_removed_once_its_agents_have_ended(temporary) -> None:
    first = Cast()
    first.begin(1, begin_leashed, prepare_nothing)
    actor = first.actors[0]
    actor.running = actor.starting.wait(60)
    assert first._folder is not None
    os.close(first._folder.descriptor)
    next_one = Cast()
    next_one.begin(0, begin_leashed, prepare_nothing)
    assert first._folder.path.is_dir(), "its agent lives"
    next_one.leave()
    os.kill(actor.agent.pid, signal.SIGKILL)
    actor.starting.process.wait()
    actor.agent.client.close()
    next_one.begin(0, begin_leashed, prepare_nothing)
    next_one.leave()
    assert [*temporary.iterdir()] == []
