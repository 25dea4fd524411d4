import pytest

from p2p.agent.settings import AgentSettings
from p2p.agent.storage.home import AgentHome
from p2p.doctor.home import check_agent, check_home, check_identity
from p2p.identity import FILE_NAME, load_or_create_identity


@pytest.fixture
def home(tmp_path):
    made = AgentHome.at(tmp_path / "home")
    made.prepare()
    return made


@pytest.fixture
def settings(home):
    return AgentSettings(home=home.path, passphrase_file=None)


def test_a_home_of_ones_own_passes(home, settings):
    assert {finding.state for finding in check_home(home)} == {"pass"}
    assert check_identity(home, settings).state == "skip"
    load_or_create_identity(home.path)
    assert "mode 600, not encrypted" in check_identity(home, settings).message


def test_a_home_that_others_may_write_fails(home):
    home.path.chmod(0o777)
    assert [finding.state for finding in check_home(home)] == ["fail"]


def test_a_damaged_file_fails_by_its_name(home):
    (home.path / "trust.json").write_text("{")
    assert [finding.subject for finding in check_home(home) if finding.state == "fail"] == ["trust.json"]


def test_an_identity_that_cannot_be_opened_fails(home, settings):
    load_or_create_identity(home.path, b"secret")
    assert check_identity(home, settings).state == "fail"
    (home.path / FILE_NAME).write_text("{}")
    assert check_identity(home, settings).state == "fail"


def test_without_an_agent_there_is_nothing_to_ask(home):
    finding, addresses = check_agent(home)
    assert (finding.state, finding.advice, addresses) == ("skip", "p2p-agent start", ())
