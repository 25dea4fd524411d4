"""A project in a folder of its own with signed artifacts of any gate, for tests of what reads them."""

import json
from dataclasses import dataclass
from pathlib import Path

from core.signing.keys import SigningKey
from gates.catalogue import GATES, Gate, Profile
from gates.goals import sub_goals
from gates.statement import Engine, Machine, RunRecord
from tasks.evidence.provenance import describe_machine
from tasks.evidence.sources import digest_sources
from tasks.project.files import PROJECT_ROOT
from tasks.reports.store import Publication, publish, reports_folder
from tests.gates.mutations import sample

ARTIFACTS = {part.gate: part.artifact for part in sub_goals()}
KNOWN = [part.gate for part in sub_goals() if part.artifact in GATES]
"""The gates of the goal tree that exist."""
ACCOUNTS = {
    "tasks.status.assessment",
    "tasks.status.definition_of_done",
    "tasks.cohort.snapshots",
    "tasks.cohort.machine_rehearsal",
    "tasks.cohort.reports",
}
"""The modules that sign without being gates."""


@dataclass(frozen=True, slots=True)
class SignedProject:
    """The project; `key` is the one that it trusts."""

    root: Path
    key: SigningKey

    def reports(self, profile: Profile = "reduced") -> Path:
        return reports_folder(self.root, profile)

    def publish(
        self,
        gate: str,
        content: dict | bytes | None = None,
        *,
        key: SigningKey | None = None,
        profile: Profile = "reduced",
        frame: bytes = b"",
        machine_id: str | None = None,
        git_commit: str | None = None,
        generated_utc: str = "2026-01-01T00:00:00Z",
    ) -> None:
        """Publish the artifact of `gate`, a good one by default, as a run that has just ended would; first what it reads of another gate."""
        found = gate_of(gate)
        for name in found.inputs[profile]:
            if name.startswith("reports/") and not (self.root / name).exists():
                self.publish(GATES[Path(name).name].name, key=key, profile=profile)
        raw = content if isinstance(content, bytes) else json.dumps(content or sample(gate)).encode()
        companions = dict.fromkeys(found.figures, b"a figure") | {found.frame: frame}
        run = RunRecord(
            run_id="run-1",
            gate=gate,
            profile=profile,
            seeds=(0, 1, 2, 3, 4),
            engine=Engine(packages={}, blas=()),
            machine=Machine(id=machine_id or describe_machine().id, platform="test", cpu="test", num_cores=1, python="3"),
            timings_s={},
            git_commit=git_commit,
            generated_utc=generated_utc,
        )
        publication = Publication(found.artifact, raw, companions)
        publish(self.reports(profile), publication, run, digest_sources(self.root, found, profile), key or self.key)


def gate_of(name: str) -> Gate:
    """The gate from the catalogue, or one that reads little where it comes later."""
    known = {gate.name: gate for gate in GATES.values()}
    return known.get(name) or Gate(name, ARTIFACTS[name], (), {"reduced": (), "full": ()}, ("profile",), entry="core.module")


def make_project(root: Path) -> SignedProject:
    """An empty project that trusts one key, and whose cohort has no gate run again: a draw would have a test depend on chance."""
    gates = [*GATES.values(), *map(gate_of, ARTIFACTS)]
    modules = {gate.module for gate in gates} | ACCOUNTS | {"core.module"}
    inputs = {name for gate in gates for names in gate.inputs.values() for name in names}
    for name in (*(name for name in inputs if not name.startswith("reports/")), *(f"{module.replace('.', '/')}.py" for module in modules)):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("" if name == "core/module.py" else "import core.module\n")
    (root / "params.yaml").write_text((PROJECT_ROOT / "params.yaml").read_text().replace("    rate: 0.25\n", "    rate: 0.0\n"))
    project = SignedProject(root, SigningKey.from_seed(bytes(32)))
    entry = {"peer_id": project.key.peer_id, "name": "release key", "added_utc": "2026-01-01T00:00:00Z", "purpose": "tests"}
    (root / "trust").mkdir()
    (root / "trust" / "keys.json").write_text(json.dumps({"schema_version": 1, "keys": [entry]}))
    return project
