"""`make soak-cohort-killed`: the cohort's flow is killed at random moments and run again; every bundle is wholly in or wholly out, once."""

import hashlib
import json
import os
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.signing.keys import SigningKey
from core.units import format_utc
from gates.artifacts.reading import read_artifact
from gates.cohort.invitations import sign_invitation
from p2p.identity import load_or_create_identity
from tasks.cohort.store import BUNDLE, CohortFolder
from tests.gates.cohort.bundles import ALICE, BOB, Made, invitation, signed
from tests.system.copied_project import Project

NUM_KILLS = int(os.environ.get("SOAK_RUNS", "20"))
FIRST = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=12)
TIMEOUT_S = 300.0


def good(key: SigningKey, node_id: str, number: int) -> bytes:
    """A node's bundle of that number, with a cycle of its own."""
    packed = FIRST + timedelta(minutes=number)

    def members(found: dict[str, bytes]) -> dict[str, bytes]:
        ran = format_utc(packed - timedelta(minutes=30))
        return {**found, **signed("smoke", found["artifacts/smoke_summary.json"], key, generated_utc=ran)}

    return Made(key=key, node_id=node_id, manifest={"sequence": number, "created_utc": format_utc(packed)}, members=members).packed()


@dataclass
class Cohort:
    """The copy whose cohort it is, and all that was ever dropped: good bundles and others."""

    project: Project
    folder: CohortFolder
    good: list[bytes] = field(default_factory=list)
    bad: list[bytes] = field(default_factory=list)

    def drop(self, number: int) -> None:
        """Two good bundles and one that is none."""
        fresh = {"a": good(ALICE, "node-1", number), "b": good(BOB, "node-2", number), "c": b"\x1f\x8b" + bytes([number])}
        self.good += [fresh["a"], fresh["b"]]
        self.bad.append(fresh["c"])
        for name, content in fresh.items():
            (self.folder.quarantine / f".{name}").write_bytes(content)
            os.rename(self.folder.quarantine / f".{name}", self.folder.quarantine / f"{number}-{name}.tgz")

    def places(self) -> list[Counter[str]]:
        """What is taken, refused and waiting, by digest."""
        found = (
            self.folder.accepted.glob(f"*/*/{BUNDLE}"),
            self.folder.rejected.glob(f"*/{BUNDLE}"),
            self.folder.quarantine.glob("*.tgz"),
        )
        return [Counter(hashlib.sha256(path.read_bytes()).hexdigest() for path in paths) for paths in found]

    def assert_whole(self) -> int:
        """After a kill: each is somewhere, taken or refused at most once, and what lies anywhere is whole; how many are in."""
        taken, refused, waiting = self.places()
        made, others = ({hashlib.sha256(raw).hexdigest() for raw in some} for some in (self.good, self.bad))
        assert (
            set(taken) <= made and set(refused) <= others and max([*taken.values(), *refused.values(), *waiting.values()], default=1) == 1
        )
        assert made | others == {*taken, *refused, *waiting}
        assert sum(map(len, self.folder.ledger().taken.values())) == taken.total()
        return taken.total() + refused.total()

    def assert_all_in_once(self) -> None:
        """After a run that ended: nothing waits, each node's are there in their order, and the records count each once."""
        assert self.assert_whole() == len(self.good) + len(self.bad) and self.folder.waiting() == []
        for receipts in self.folder.ledger().taken.values():
            assert [receipt.sequence for receipt in receipts] == list(range(1, len(self.good) // 2 + 1))
        status = read_artifact((self.project.root / "reports" / "pilot_status.json").read_bytes())
        assert (status["reruns"]["bundles"], sum(status["refused_nowhere"].values())) == (len(self.good), len(self.bad))

    def run(self, reporting: dict[str, str]) -> float:
        """Run the flow to its end; how long that took."""
        began_s = time.monotonic()
        code, said = self.project.run("-m", "flows.cohort", timeout_s=TIMEOUT_S, **reporting)
        assert code == 0, said
        return time.monotonic() - began_s

    def kill(self, reporting: dict[str, str], num_left: int, after_s: float) -> str:
        """Begin the flow and kill it a time after no more than `num_left` wait; how far it had come."""
        before = self.assert_whole()
        process = self.project.start("-m", "flows.cohort", **reporting)
        while len(self.folder.waiting()) > num_left and process.poll() is None:
            time.sleep(0.001)
        time.sleep(after_s)
        has_ended = process.poll() is not None
        process.kill()
        process.communicate()
        num_in = self.assert_whole() - before
        return "after its end" if has_ended else "before any was in" if not num_in else "between two" if num_in < 3 else "behind the last"


@pytest.fixture
def cohort(project: Project, monkeypatch: pytest.MonkeyPatch) -> Cohort:
    monkeypatch.setenv("P2P_AGENT_HOME", home := project.environment()["P2P_AGENT_HOME"])
    folder = CohortFolder.at(project.root / "data" / "cohort")
    dates = {"created_utc": format_utc(FIRST - timedelta(days=2)), "expires_utc": format_utc(FIRST + timedelta(days=30))}
    issued = invitation(**dates)
    (folder.invitations / f"{issued.id}.dsse.json").write_bytes(sign_invitation(issued, load_or_create_identity(Path(home), None)))
    with project.parameters() as params:
        params["cohort"]["rerun"] |= {"rate": 0.5, "gates": ["classification"]}
    return Cohort(project, folder)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_killed_intake_leaves_every_bundle_wholly_in_or_out_and_the_next_ends_it(
    cohort: Cohort, reporting: dict[str, str], write_result: Callable[[str, str], None]
) -> None:
    """A kill falls anywhere in a run, soon after the first or the second bundle has left quarantine, or while the records are written."""
    cohort.drop(1)
    cohort.run(reporting)
    cohort.drop(2)
    span_s, generator, came = cohort.run(reporting), random.Random(), Counter[str]()
    for number in range(3, NUM_KILLS + 3):
        cohort.drop(number)
        num_left = number % 4
        came[cohort.kill(reporting, num_left, generator.uniform(0, {3: span_s, 0: span_s / 3}.get(num_left, 0.1)))] += 1
        cohort.run(reporting)
        cohort.assert_all_in_once()
    code, verified = cohort.project.run("-m", "cli.main", "verify", "--json")
    assert (code, json.loads(verified)["ok"]) == (0, True)
    how = ", ".join(f"{num} {when}" for when, num in sorted(came.items()))
    write_result(
        "soak-cohort-killed",
        f"{NUM_KILLS} kills of `flows.cohort` at random moments of {span_s:.0f} s ({how}), each run again: every bundle wholly in or out, once;"
        " the records count each once and verify",
    )
