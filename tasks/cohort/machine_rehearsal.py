"""The drill of a comparison of machines: it passes, it drifts too far, it is refused; rehearsed on one machine and marked as that."""

import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import JsonValue

from core.errors import CodedError
from gates.artifacts.encoding import artifact_bytes
from gates.catalogue import Gate, Profile
from gates.cohort.machine_comparison import SCHEMA_VERSION
from gates.cohort.machine_snapshot import SnapshotFile
from gates.params.limits.limits import Limits
from tasks.cohort.snapshots import judged, read_snapshots, sign_snapshot, snapshot_of
from tasks.evidence.account import Account, publish_account
from tasks.reports.store import Publication

REHEARSAL = "machine_rehearsal.json"
NUM_SNAPSHOTS = 3
BEYOND = 0.05
"""How much further than the limit a score drifts."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario of the drill: what must come of it, and what came; `detail` says why."""

    name: str
    expected: str
    found: str
    detail: str

    @property
    def ok(self) -> bool:
        """Whether it came out as it must."""
        return self.found == self.expected

    def as_json(self) -> dict[str, JsonValue]:
        """The scenario as machines read it."""
        return {**asdict(self), "ok": self.ok}


def rehearse(root: Path, profile: Profile, limits: Limits) -> tuple[Path, tuple[Scenario, ...]]:
    """Run the drill on this machine's own results, and sign what came of it.

    Errors: those of `snapshot_of` and `local_key`.
    """
    base = snapshot_of(root, profile, limits, is_rehearsal=True)
    with tempfile.TemporaryDirectory() as folder:
        scenarios = tuple(_scenarios(root, Path(folder), base, limits))
    content: dict[str, JsonValue] = {
        "schema_version": SCHEMA_VERSION,
        "generated_utc": base.generated_utc,
        "rehearsal": True,
        "machine_id": base.machine_id,
        "scenarios": [one.as_json() for one in scenarios],
        "ok": all(one.ok for one in scenarios),
    }
    gate = Gate("machine_rehearsal", REHEARSAL, (), inputs={profile: ()}, params=("limits.machine_comparison",), entry=__name__)
    account = Account(uuid.uuid4().hex[:12], profile, base.generated_utc, timings_s={})
    return publish_account(root, gate, Publication(REHEARSAL, artifact_bytes(content), {}), account), scenarios


def _scenarios(root: Path, folder: Path, base: SnapshotFile, limits: Limits) -> Iterator[Scenario]:
    """Three snapshots of this machine in a folder of each scenario; what is never signed is what would pass one machine off as another."""
    equal = [base.model_copy(update={"label": f"rehearsal-{number}"}) for number in range(1, NUM_SNAPSHOTS + 1)]
    name, score = next(iter(base.scores.items()))
    step = (limits.machine_comparison.max_score_range or 0.0) + BEYOND
    drifted = {**base.scores, name: score - step if score > step else score + step}
    lacking = {other: value for other, value in base.scores.items() if other != name}
    machines = [one.model_copy(update={"rehearsal": False}) for one in equal]

    def signed(case: str, snapshots: Sequence[SnapshotFile], alter: str = "") -> Callable[[], list[SnapshotFile]]:
        def read() -> list[SnapshotFile]:
            paths = [sign_snapshot(root, folder / case, one) for one in snapshots]
            paths[-1].write_text(paths[-1].read_text() + alter)
            return read_snapshots(root, folder / case)

        return read

    yield _scenario("equal", "pass", signed("equal", equal), limits)
    yield _scenario("drifted", "fail", signed("drifted", [*equal[1:], equal[0].model_copy(update={"scores": drifted})]), limits)
    yield _scenario("altered", "gates.evidence.altered", signed("altered", equal, alter=" "), limits)
    yield _scenario("repeated", "gates.snapshot.repeated", lambda: machines, limits)
    lacks = signed("lacking", [*equal[1:], equal[0].model_copy(update={"scores": lacking})])
    yield _scenario("lacking", "gates.snapshot.unlike", lacks, limits)


def _scenario(name: str, expected: str, read: Callable[[], list[SnapshotFile]], limits: Limits) -> Scenario:
    try:
        _, verdict = judged(read(), limits)
    except CodedError as error:
        return Scenario(name, expected, error.code, error.message)
    worst = "; ".join(verdict.failures) or f"{NUM_SNAPSHOTS} snapshots within the limits"
    return Scenario(name, expected, "pass" if verdict.ok else "fail", worst)
