"""A maintainer's agent with an open inbox and a volunteer's agent, as processes that may be killed at any moment, and the intake beside them."""

import hashlib
import mmap
import os
import random
import signal
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from core.errors import CodedError
from gates.cohort.bundle.sealed_bundle import SealedBundle
from gates.cohort.invitations import sign_invitation
from gates.cohort.ledger import Intake, Receipt
from p2p.agent.api.schemas.bundles import PushRequest
from p2p.agent.client.bundles import push_file
from p2p.agent.launch import RunningAgent
from p2p.agent.storage.home import AgentHome
from p2p.identity import load_or_create_identity
from tasks.cohort.arrivals import open_arrivals
from tasks.cohort.intake import take
from tasks.cohort.store import BUNDLE, CohortFolder
from tests.gates.cohort.bundles import INVITATION_ID, NOW, Made, invitation
from tests.p2p.agent.forks import start_fork

PATIENCE_S = 60.0
POLL_S = 0.001
LATER = "2099-01-01T00:00:00Z"
PHASES = ("sending", "arriving", "not yet acknowledged", "in quarantine", "being settled", "accepted")
"""Where a bundle is: nowhere there, in part there, whole there, and the pusher knows it, verified and being moved, moved."""


def numbers(size_bytes: int, seed: int) -> bytes:
    """Text that does not compress well and holds no secret."""
    generator = random.Random(seed)
    return " ".join(str(generator.getrandbits(60)) for _ in range(size_bytes // 19)).encode()


@dataclass
class PushingPair:
    """Both agents and the cohort's folder; the environment's identity is the maintainer's."""

    around: Path
    environment: dict[str, str] = field(init=False)
    acknowledged: set[str] = field(default_factory=set)
    made: dict[str, bytes] = field(default_factory=dict)
    settling: mmap.mmap = field(default_factory=lambda: mmap.mmap(-1, 1))
    """1 while the intake's process moves a bundle that it has verified, and until it is ready for the next."""

    def __post_init__(self) -> None:
        network = f"push-{uuid.uuid4().hex[:8]}"
        self.environment = {**os.environ, "P2P_AGENT_INTERFACES": "127.0.0.1", "P2P_AGENT_NETWORK": network}
        self.folder = CohortFolder.at(self.around / "cohort")
        self.key = self.key_of("volunteer")
        self.invitation = sign_invitation(invitation(expires_utc=LATER, uses=60, allowance_bytes=2**30), self.key_of("maintainer"))
        (self.folder.invitations / f"{INVITATION_ID}.dsse.json").write_bytes(self.invitation)
        self.agents = {name: self.start(name) for name in ("maintainer", "volunteer")}
        open_arrivals(self.folder, self.agents["maintainer"].client)

    def home(self, name: str) -> AgentHome:
        return AgentHome.at(self.around / name)

    def key_of(self, name: str):
        self.home(name).prepare()
        return load_or_create_identity(self.home(name).path, None)

    def start(self, name: str) -> RunningAgent:
        return start_fork(self.home(name), self.environment)

    def kill(self, name: str) -> None:
        self.agents[name].process.kill()
        self.agents[name].process.wait(PATIENCE_S)

    def restart(self, name: str) -> None:
        self.agents[name].stop()
        self.agents[name] = self.start(name)

    def stop(self) -> None:
        for agent in self.agents.values():
            agent.stop()

    def packed(self, number: int, log_bytes: int = 900_000) -> str:
        """The volunteer's bundle of that number, as a file; its hash."""
        created = f"2026-01-31T11:{number // 60:02d}:{number % 60:02d}Z"
        made = Made(
            key=self.key,
            manifest={"sequence": number + 1, "created_utc": created},
            members=lambda members: {**members, "cycle.log": numbers(log_bytes, number)},
        )
        raw = made.packed()
        sha256 = hashlib.sha256(raw).hexdigest()
        (self.around / f"{sha256}.tgz").write_bytes(raw)
        self.made[sha256] = raw
        return sha256

    def push(self, sha256: str, timeout_s: float = PATIENCE_S) -> list[int]:
        """Push a bundle until it is acknowledged, and say how far it was and when; CodedError where it is not."""
        maintainer = self.agents["maintainer"].record
        request = PushRequest(
            peer=maintainer.peer_id,
            addresses=maintainer.addresses,
            path=str(self.around / f"{sha256}.tgz"),
            invitation=self.invitation.decode(),
            timeout_s=timeout_s,
        )
        sent: list[int] = []
        push_file(self.agents["volunteer"].client, request, lambda progress: sent.append(progress.sent_bytes))
        self.acknowledged.add(sha256)
        return sent

    def push_meanwhile(self, sha256: str) -> threading.Thread:
        """Push in a thread of its own, for a second at most; what becomes of it is seen by `acknowledged`."""

        def attempt() -> None:
            try:
                self.push(sha256, 1.0)
            except CodedError:
                return

        thread = threading.Thread(target=attempt)
        thread.start()
        return thread

    def take(self) -> list[str]:
        """Take in what waits; what came of each."""
        return [seen.state for seen in take(self.folder, self.folder.waiting(), Intake(), now=lambda: NOW, recheck=self._settle)]

    def _settle(self, _: SealedBundle, receipt: Receipt) -> Receipt:
        self.settling[0] = 1
        return receipt

    def begin_intake(self) -> int:
        """A process that takes in what waits, again and again until it is killed; its id."""
        self.settling[0] = 0
        child = os.fork()
        if child == 0:
            try:
                while True:
                    self.take()
                    self.settling[0] = 0
            finally:
                os._exit(1)
        return child

    def end_intake(self, child: int) -> None:
        os.kill(child, signal.SIGKILL)
        assert os.WIFSIGNALED(os.waitpid(child, 0)[1]), "the intake ended by itself"

    def phase(self, sha256: str) -> str:
        """Where the bundle is, as far as nothing moves meanwhile."""
        waits = any(self.folder.quarantine.glob(f"*-{sha256}.tgz"))
        is_taken = any(self.folder.accepted.glob(f"*/{[*self.made].index(sha256) + 1:016d}-*"))
        if waits:
            is_settled = is_taken or self.settling[0]
            return "being settled" if is_settled else "in quarantine" if sha256 in self.acknowledged else "not yet acknowledged"
        if is_taken:
            return "accepted"
        return "arriving" if any((self.folder.root / "inbox" / "arriving").glob(f"*-{sha256}.*")) else "sending"

    def await_phase(self, sha256: str, phase: str, pushing: threading.Thread) -> None:
        """Return when the bundle is in that phase or a later one, or will never be."""
        while PHASES.index(self.phase(sha256)) < PHASES.index(phase) and (pushing.is_alive() or sha256 in self.acknowledged):
            time.sleep(POLL_S)

    def strike(self, victim: str, intake: int, sha256: str) -> str:
        """Kill one while all stand still; in which phase the bundle was."""
        pids = {**{name: agent.pid for name, agent in self.agents.items()}, "intake": intake}
        for pid in pids.values():
            os.kill(pid, signal.SIGSTOP)
        while not all(map(_is_still, pids.values())):
            time.sleep(POLL_S)
        found = self.phase(sha256)
        if victim == "intake":
            self.end_intake(intake)
        else:
            self.kill(victim)
        del pids[victim]
        for pid in pids.values():
            os.kill(pid, signal.SIGCONT)
        return found

    def assert_whole(self) -> None:
        """Whatever was killed: what lies anywhere is whole, and nothing that was acknowledged is missing."""
        assert self.folder.refusals() == ()
        waiting = [path.read_bytes() for path in self.folder.quarantine.glob("*.tgz")]
        taken = [path.read_bytes() for path in self.folder.accepted.glob(f"*/*/{BUNDLE}")]
        for raw in (*waiting, *taken):
            assert raw in self.made.values()
        digests = [hashlib.sha256(raw).hexdigest() for raw in taken]
        assert len(set(digests)) == len(digests)
        assert self.acknowledged <= {*digests, *(hashlib.sha256(raw).hexdigest() for raw in waiting)}

    def assert_all_in_once(self) -> None:
        """In the end: every bundle was taken, once and in its order, and nothing else is left anywhere."""
        receipts = [receipt for of_node in self.folder.ledger().taken.values() for receipt in of_node]
        assert [receipt.sequence for receipt in receipts] == list(range(1, len(self.made) + 1))
        taken = sorted(self.folder.accepted.glob(f"*/*/{BUNDLE}"))
        assert [path.read_bytes() for path in taken] == list(self.made.values())
        assert (list(self.folder.rejected.iterdir()), list(self.folder.quarantine.iterdir())) == ([], [])
        assert list((self.folder.root / "inbox" / "arriving").iterdir()) == []


@contextmanager
def pushing_pair(around: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushingPair]:
    """A pair whose maintainer's identity is the environment's for the length of the block; then both agents are ended."""
    monkeypatch.setenv("P2P_AGENT_HOME", str(around / "maintainer"))
    made = PushingPair(around)
    try:
        yield made
    finally:
        made.stop()


def _is_still(pid: int) -> bool:
    """Whether every thread of the process has been stopped."""
    try:
        threads = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/stat")]
    except (FileNotFoundError, ProcessLookupError):  # one has just ended
        return False
    return {text.rpartition(")")[2].split()[0] for text in threads} == {"T"}


def measure(pair: PushingPair, number: int) -> dict[str, float]:
    """How many seconds a bundle is in each phase where nobody is killed, in the last until the intake is done with it."""
    sha256 = pair.packed(number)
    intake, moments_s = pair.begin_intake(), [time.monotonic()]
    pushing = pair.push_meanwhile(sha256)
    for phase in PHASES[1:]:
        pair.await_phase(sha256, phase, pushing)
        moments_s.append(time.monotonic())
    while pair.settling[0]:
        time.sleep(POLL_S)
    moments_s.append(time.monotonic())
    pushing.join()
    pair.end_intake(intake)
    return {phase: end_s - begin_s for phase, (begin_s, end_s) in zip(PHASES, pairwise(moments_s), strict=True)}


def trial(pair: PushingPair, number: int, victim: str, phase: str, after_s: float) -> str:
    """Push one bundle beside an intake, kill one of the three a time after that phase has begun, and let all come to its end.

    Returns the phase in which the kill fell.
    """
    sha256 = pair.packed(number)
    intake = pair.begin_intake()
    pushing = pair.push_meanwhile(sha256)
    pair.await_phase(sha256, phase, pushing)
    time.sleep(after_s)
    found = pair.strike(victim, intake, sha256)
    pushing.join()
    if victim != "intake":
        pair.end_intake(intake)
    pair.assert_whole()
    if victim != "intake":
        pair.restart(victim)
    pair.push(sha256)
    pair.assert_whole()
    assert set(pair.take()) <= {"passed", "known"}
    pair.assert_whole()
    return found
