"""What the contract has against an artifact, its evidence, and a folder of them; read by the standard library alone.

It knows nothing of gates/: where both agree on an artifact, they agree because of the contract.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.system.stranger.cohort import COHORT_FIELDS, COHORT_RULES, PARTS, normal
from tests.system.stranger.fields import GATE_FIELDS, VERSIONS
from tests.system.stranger.kinds import at, not_finite, untyped
from tests.system.stranger.limits import CEILINGS, FLOORS
from tests.system.stranger.rules import GATE_RULES, TWELVE
from tests.system.stranger.undefined import UNDEFINED, UNDEFINED_RULES

FIELDS = GATE_FIELDS | COHORT_FIELDS
RULES = GATE_RULES | COHORT_RULES | UNDEFINED_RULES
SECTIONS = ("Provenance", "Milestone and Issue Status", "Metrics Summary", "Risks/Incidents", "Next-Week Focus")
BESIDE = {"main_track_status.json": ("main_track_status.md",), "weekly_provenance.json": ("weekly_status.md", "weekly_artifacts.tgz")}


def faults(name: str, artifact: object) -> list[str]:
    """What the contract says against an artifact of that name."""
    if name not in FIELDS and name not in UNDEFINED:
        return ["the contract knows no artifact of that name"]
    found = [] if name in PARTS else _version_faults(artifact, VERSIONS.get(name, 1))
    found += [*untyped(artifact, FIELDS.get(name, {}), ""), *not_finite(artifact, "")]
    if found:
        return found
    found += [f"{path} is not >= {floor}" for path, floor in FLOORS.get(name, {}).items() if not at(artifact, path) >= floor]
    found += [f"{path} is not <= {ceiling}" for path, ceiling in CEILINGS.get(name, {}).items() if not at(artifact, path) <= ceiling]
    try:
        return found + [f"not so: {what}" for what, is_held in RULES.get(name, lambda _: ())(artifact) if not is_held]
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        return [*found, f"its figures cannot be followed: {error!r}"]


def _version_faults(artifact: object, version: int) -> list[str]:
    if not isinstance(artifact, dict) or next(iter(artifact), None) != "schema_version":
        return ["no object that begins with schema_version"]
    stated = artifact["schema_version"]
    return [] if type(stated) is int and stated == version else [f"schema_version is not {version}"]


def evidence_faults(path: Path) -> list[str]:
    """What the statement beside an artifact says against it: the digests of the artifact and of what was published with it."""
    try:
        envelope = json.loads((path.parent / f"{path.stem}.dsse.json").read_text())
        statement = json.loads(base64.b64decode(envelope["payload"]))
        subjects = {one["name"]: one["digest"]["sha256"] for one in statement["subject"]}
        wrong = [name for name, digest in subjects.items() if hashlib.sha256((path.parent / name).read_bytes()).hexdigest() != digest]
        is_whole = statement["_type"] == "https://in-toto.io/Statement/v1" and path.name in subjects and envelope["signatures"]
    except (OSError, LookupError, TypeError, ValueError) as error:
        return [f"there is no evidence that can be read: {error!r}"]
    return [f"the evidence is of another {name}" for name in wrong] + ([] if is_whole else ["the evidence is not of this artifact"])


def check(reports: Path) -> dict[str, list[str]]:
    """What is wrong with each artifact in the folder, by name; a cohort's nodes are looked at with its manifest."""
    names = sorted(path.name for path in reports.glob("*.json") if not path.name.endswith(".dsse.json"))
    return {name: [*_faults_in(reports, name), *evidence_faults(reports / name)] for name in names}


def missing(reports: Path) -> dict[str, list[str]]:
    """The artifacts that exist after a sweep, and do not."""
    return {name: ["it is missing"] for name in TWELVE if not (reports / name).is_file()}


def _faults_in(reports: Path, name: str) -> list[str]:
    """What is wrong with a file and with what has to lie beside it."""
    found = _file_faults(reports / name)
    found += [f"{other} is missing" for other in BESIDE.get(name, ()) if not (reports / other).is_file()]
    if name == "cohort_manifest.json" and not found:
        found += _node_faults(reports, json.loads((reports / name).read_text()))
    if name == "weekly_provenance.json" and (reports / "weekly_status.md").is_file():
        headings = [line.strip("# ") for line in (reports / "weekly_status.md").read_text().splitlines() if line.startswith("#")]
        found += [f"weekly_status.md has no section {section}" for section in SECTIONS if section not in headings]
    return found


def _file_faults(path: Path) -> list[str]:
    try:
        return faults(path.name, json.loads(path.read_text()))
    except (OSError, ValueError, RecursionError) as error:
        return [f"it cannot be read: {error!r}"]


def _node_faults(reports: Path, manifest: Mapping) -> Iterator[str]:
    """Every node that passed has its metrics, and they are its own."""
    for node in manifest["nodes"]:
        path = reports / node["metrics_path"]
        if not path.is_file():
            yield from [f"{node['metrics_path']} is missing"] if node["onboarding_status"] == "passed" else []
            continue
        found = _file_faults(path)
        yield from (f"{node['metrics_path']}: {fault}" for fault in found)
        if not found and normal(json.loads(path.read_text())["node"]["node_id"]) != normal(node["node_id"]):
            yield f"{node['metrics_path']} is of another node"
