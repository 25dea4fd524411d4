"""Does a provenance manifest name every file once, inside the project, with the digest that the file has?"""

from collections.abc import Mapping
from pathlib import PurePosixPath

from pydantic import JsonValue

from gates.artifacts.provenance import SCHEMA_VERSION, ProvenanceManifest
from gates.params.limits.cohort import PROVENANCE_FLOORS, ProvenanceLimits
from gates.verdicts.judge import Judge
from gates.verdicts.judgement import Judgement
from gates.verdicts.verdict import Verdict


def judge_provenance(artifact: Mapping[str, JsonValue], limits: ProvenanceLimits) -> Verdict:
    """The verdict on a provenance manifest as plain JSON; where `limits` ask for it, `judge_provenance_files` judges the files."""
    judge = Judge("provenance", artifact)
    judge.equals("schema_version", SCHEMA_VERSION)
    judge.report("verify_sha256", limits.verify_sha256)
    judge.consistent("artifact_count", judge.count("artifacts"))
    judge.hold(("artifact_count", ">=", 1))
    paths = [judge.value(f"artifacts[{index}].path") for index in range(judge.count("artifacts"))]
    for index, path in enumerate(paths):
        if isinstance(path, str) and not _is_inside(path):
            judge.fail(f"artifacts[{index}].path", "leads out of the project", "==", None, path)
        if path in paths[:index]:
            judge.fail(f"artifacts[{index}].path", "is named twice", "==", None, str(path))
    judge.model(ProvenanceManifest)
    return judge.verdict()


def judge_provenance_files(artifact: Mapping[str, JsonValue], found: Mapping[str, tuple[str, int]]) -> Verdict:
    """The verdict on the files: `found` holds the SHA-256 and the size of each that is there, by its path."""
    judge = Judge("provenance", artifact)
    for index in range(judge.count("artifacts")):
        block = f"artifacts[{index}]"
        sha256, size_bytes = found.get(str(judge.value(f"{block}.path")), (None, None))
        if sha256 is None:
            judge.fail(f"{block}.path", "missing, or no file inside the project", "==", None, judge.plain(f"{block}.path"))
        else:
            judge.equals(f"{block}.sha256", sha256)
            judge.equals(f"{block}.size_bytes", size_bytes)
    return judge.verdict()


def _is_inside(path: str) -> bool:
    parts = PurePosixPath(path)
    return not parts.is_absolute() and ".." not in parts.parts and "\\" not in path and "\0" not in path


PROVENANCE_JUDGEMENT = Judgement("Provenance manifest summary", SCHEMA_VERSION, PROVENANCE_FLOORS, judge_provenance)
