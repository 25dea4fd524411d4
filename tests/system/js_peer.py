"""The example peer of docs/examples/js-peer as a process, and agents beside it."""

import functools
import json
import os
import shutil
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.ids import PeerId
from core.signing.keys import SigningKey
from p2p.agent.launch import RunningAgent
from p2p.agent.storage.home import AgentHome
from p2p.identity import load_or_create_identity
from tests.p2p.agent.forks import start_fork

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "js-peer"
PATIENCE_S = 30.0

Event = dict[str, Any]


@functools.cache
def node() -> str:
    """The Node of this environment, or the one on the PATH; the tests fail where there is none.

    What lies in .venv/bin is a script that starts Node as its child, which a signal to the script would leave behind.
    """
    beside = Path(sys.executable).parent / "node"
    found = str(beside) if beside.exists() else shutil.which("node")
    assert found, "there is no Node: run `make test`, which sets it up"
    assert (EXAMPLE / "node_modules").is_dir(), f"the modules of {EXAMPLE} are missing: run `make test`, which installs them"
    return subprocess.run([found, "-p", "process.execPath"], capture_output=True, text=True, check=True).stdout.strip()


class JsPeer:
    """One run of the example's command line, or of another script of the same options; its events are read as they come."""

    def __init__(self, home: Path, network: str, *words: str, trust: tuple[str, ...] = (), script: Path = EXAMPLE / "index.js") -> None:
        self.key = js_key(home)
        self.peer_id = self.key.peer_id
        self.events: list[Event] = []
        options = ["--home", str(home), "--network", network, "--ip", "127.0.0.1", *(f"--trust={peer}" for peer in trust)]
        self._changed = threading.Condition()
        self._process = subprocess.Popen(
            [node(), str(script), *options, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self._readers = [threading.Thread(target=reader, daemon=True) for reader in (self._read, self._read_errors)]
        self._errors: list[str] = []
        for reader in self._readers:
            reader.start()

    def wait_for(self, event: str, **fields: Any) -> Event:
        """The first event of that name whose fields are these, as soon as it was said."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._find(event, fields) or self._process.poll() is not None, PATIENCE_S), self.events
            found = self._find(event, fields)
        if found is None:  # the last words of a process that has ended may still be on their way
            self._readers[0].join(5)
            found = self._find(event, fields)
        assert found is not None, (event, self.events, self._errors)
        return found

    def end(self) -> int:
        """End the process if it has not ended; its exit code."""
        if self._process.poll() is None:
            self._process.terminate()
        try:
            return self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def wait(self) -> int:
        """The exit code, as soon as the process has ended by itself."""
        code = self._process.wait(PATIENCE_S)
        self._readers[0].join(5)
        return code

    def _find(self, event: str, fields: Event) -> Event | None:
        return next((said for said in self.events if said["event"] == event and fields.items() <= said.items()), None)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._changed:
                self.events.append(json.loads(line))
                self._changed.notify_all()
        with self._changed:
            self._process.wait()
            self._changed.notify_all()

    def _read_errors(self) -> None:
        assert self._process.stderr is not None
        self._errors.extend(self._process.stderr)


def js_key(home: Path, key: SigningKey | None = None) -> SigningKey:
    """The key of the example peer whose home is `home`: `key` or a new one at the first call, in the form of libp2p's private keys."""
    path = home / "js-peer.key"
    if path.exists():
        return SigningKey.from_seed(path.read_bytes()[4:36])
    home.mkdir(parents=True, exist_ok=True)
    key = key or SigningKey.generate()
    path.write_bytes(bytes([8, 1, 18, 64]) + key.seed + key.public_key)
    return key


@contextmanager
def js_peer(home: Path, network: str, *words: str, trust: tuple[str, ...] = (), script: Path = EXAMPLE / "index.js") -> Iterator[JsPeer]:
    """A running example peer, ended with the block."""
    peer = JsPeer(home, network, *words, trust=trust, script=script)
    try:
        yield peer
    finally:
        peer.end()


def new_network() -> str:
    """The name of a network that nobody else is in."""
    return f"js-{uuid.uuid4().hex[:8]}"


def agent_key(folder: Path) -> SigningKey:
    """The key of the agent that has its home, or will have it, in `folder`."""
    home = AgentHome.at(folder)
    home.prepare()
    return load_or_create_identity(home.path, None)


@contextmanager
def agent(folder: Path, network: str, trust: tuple[PeerId, ...] = ()) -> Iterator[RunningAgent]:
    """A real agent on the loopback interface, ended with the block."""
    environment = {**os.environ, "P2P_AGENT_INTERFACES": "127.0.0.1", "P2P_AGENT_NETWORK": network}
    running = start_fork(AgentHome.at(folder), environment)
    try:
        for peer in trust:
            running.client.trust_add(peer)
        yield running
    finally:
        running.stop()


def await_found(running: RunningAgent, peer: PeerId) -> None:
    """Return when the agent knows where `peer` is."""
    give_up = time.monotonic() + PATIENCE_S
    while not any(known.peer_id == peer and known.addresses for known in running.client.peers()):
        assert time.monotonic() < give_up, running.client.peers()
        time.sleep(0.05)
