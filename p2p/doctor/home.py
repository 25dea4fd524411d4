"""The home: may it be written, has it room, can its files and its identity be read, does its agent answer?"""

import json
import os
import shutil
import tempfile
from pathlib import Path

from core.errors import CodedError
from p2p.agent.client.agent import AgentClient
from p2p.agent.settings import AgentSettings
from p2p.agent.storage.home import AgentHome, HomeState
from p2p.doctor.finding import Finding, failed, passed, skipped
from p2p.identity import FILE_NAME, identity_facts, key_in, load_stored

MIN_FREE_BYTES = 256 * 2**20
_VERSIONED = ("trust.json", "peers.json", "static_peers.json", "invitations.json", "statements.json")


def check_home(home: AgentHome) -> list[Finding]:
    """Whether the home can be written, has room on its disk, and holds files that can be read."""
    try:
        home.prepare()
        with tempfile.TemporaryFile(dir=home.path):
            findings = [passed("home", str(home.path), "it is the user's own and can be written")]
    except (OSError, CodedError) as error:
        return [
            failed("home", str(home.path), f"it cannot be used: {error}", "make it your own: chown and chmod go-w, or set P2P_AGENT_HOME")
        ]
    free_bytes = shutil.disk_usage(home.path).free
    room = f"{free_bytes / 2**30:.1f} GiB free"
    is_roomy = free_bytes >= MIN_FREE_BYTES
    findings.append(
        passed("home", "disk", room) if is_roomy else failed("home", "disk", room, "free some space: models and rounds need it")
    )
    return findings + [_check_file(home.path / name) for name in _VERSIONED if (home.path / name).exists()]


def check_identity(home: AgentHome, settings: AgentSettings) -> Finding:
    """Whether the key is private, readable and the passphrase its own; a home without one gets it at the first start."""
    path = home.path / FILE_NAME
    if not path.exists():
        return skipped("identity", FILE_NAME, "there is none yet; the first start makes it")
    try:
        facts = identity_facts(home.path)
        key_in(load_stored(path), settings.passphrase())
    except (CodedError, ValueError) as error:
        return failed(
            "identity", FILE_NAME, str(error), "name the right P2P_AGENT_PASSPHRASE_FILE, or bring a copy back: p2p-agent identity restore"
        )
    mode = oct(path.stat().st_mode & 0o777)[2:]
    return passed("identity", facts.peer_id, f"mode {mode}, {'encrypted' if facts.is_encrypted else 'not encrypted'}")


def check_agent(home: AgentHome) -> tuple[Finding, tuple[str, ...]]:
    """Whether the agent of the home answers, and where it listens."""
    state = home.state()
    if state is not HomeState.running:
        message = "none runs" if state is HomeState.absent else "none runs; one ended without tidying up, which the next start does"
        return skipped("agent", "local API", message, "p2p-agent start"), ()
    try:
        with AgentClient.of_home(home) as client:
            facts = client.id()
    except CodedError as error:
        return failed("agent", "local API", f"it runs and does not answer: {error}", "p2p-agent stop, then p2p-agent start"), ()
    return passed("agent", "local API", f"process {facts.pid} answers, in the network {facts.network!r}"), facts.addresses


def _check_file(path: Path) -> Finding:
    try:
        value = json.loads(path.read_bytes())
        version = value.get("version", 1) if isinstance(value, dict) else 1
    except (OSError, ValueError) as error:
        return failed("home", path.name, f"it cannot be read: {type(error).__name__}", "put it aside; the agent starts without it")
    others = path.stat().st_mode & 0o077 or path.stat().st_uid != os.getuid()
    return passed("home", path.name, f"version {version}{', readable by others' if others else ''}")
