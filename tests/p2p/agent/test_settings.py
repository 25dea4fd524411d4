from pathlib import Path

import pytest

from core.errors import ParameterInvalidError
from p2p.agent.settings import default_home, home_of, load_settings


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "INTERFACES", "NETWORK", "PASSPHRASE_FILE", "DATA_MIRROR", "PORT", "STATIC_PEERS"):
        monkeypatch.delenv(f"P2P_AGENT_{name}", raising=False)


def test_everything_has_a_default() -> None:
    settings = load_settings()
    assert (settings.home, settings.interfaces, settings.network, settings.passphrase()) == (default_home(), (), "p2p-agents", None)


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("open sesame\n")
    monkeypatch.setenv("P2P_AGENT_HOME", str(tmp_path))
    monkeypatch.setenv("P2P_AGENT_INTERFACES", "127.0.0.1, 10.0.0.2,")
    monkeypatch.setenv("P2P_AGENT_NETWORK", "lab")
    monkeypatch.setenv("P2P_AGENT_PASSPHRASE_FILE", str(tmp_path / "secret"))
    settings = load_settings()
    assert settings.interfaces == ("127.0.0.1", "10.0.0.2")
    assert (settings.network, settings.passphrase(), home_of(settings).path) == ("lab", b"open sesame", tmp_path)


def test_a_bad_value_is_refused_by_the_name_of_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("P2P_AGENT_NETWORK", "no spaces")
    with pytest.raises(ParameterInvalidError) as refusal:
        load_settings()
    assert refusal.value.context["variable"] == "P2P_AGENT_NETWORK"


@pytest.mark.parametrize("content", [None, "", "\n"])
def test_a_passphrase_file_without_a_passphrase_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "secret").write_text(content)
    monkeypatch.setenv("P2P_AGENT_PASSPHRASE_FILE", str(tmp_path / "secret"))
    with pytest.raises(ParameterInvalidError):
        load_settings().passphrase()


def test_the_default_home_follows_the_platforms_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_home() == tmp_path / "p2p-agent"


def test_static_peers_are_peer_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "/ip4/10.0.0.1/tcp/4001/p2p/12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN"
    monkeypatch.setenv("P2P_AGENT_STATIC_PEERS", f"{address}, ")
    assert load_settings().static_peers == (address,)
    monkeypatch.setenv("P2P_AGENT_STATIC_PEERS", "/ip4/10.0.0.1/tcp/4001")
    with pytest.raises(ParameterInvalidError, match="P2P_AGENT_STATIC_PEERS"):
        load_settings()
