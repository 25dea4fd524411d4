"""Every artifact by its name, the fields that the contract gives it, and what is wrong with a mutated one."""

import copy
import math
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from gates.artifacts.schemas import MODELS
from gates.cohort.cohort_manifest import OnboardingSummary
from gates.cohort.machine_snapshot import SnapshotFile
from gates.cohort.node_profile import NodeProfile
from gates.cohort.node_state import NodeState
from gates.judges import JUDGEMENTS, judge_artifact, limits_of
from gates.params.project import parse_project
from gates.verdicts.lookup import lookup
from gates.verdicts.schema import schema_failures
from tasks.sweep.record import SweepRecord
from tests.gates import calibration_sample, samples, samples_of_cohort, samples_of_own, samples_of_tasks
from tests.gates.contract import FIELDS

OURS = parse_project(yaml.safe_load((Path(__file__).parents[2] / "params.yaml").read_text())).limits
MODEL_OF = {
    "retrieval": MODELS["retrieval_metrics"],
    "status": MODELS["main_track_status"],
    "utility_fedavg": MODELS["utility_fedavg_metrics"],
    "node_profile": NodeProfile,
    "onboarding": OnboardingSummary,
    "definition_of_done": MODELS["definition_of_done"],
    "sweep": SweepRecord,
    "machine_snapshot": SnapshotFile,
    "node_state": NodeState,
    "pilot_status": MODELS["pilot_status"],
    "pilot_report": MODELS["pilot_14_day_report"],
}
"""Artifacts that have a schema and no checker."""
SAMPLE_OF = {"node_health": "pilot_metrics", "utility_fedavg": "adapter"}
"""Whose sample is that of another."""
WRONG = {
    "number": ["0.99", None, True, math.nan, math.inf, [0.99]],
    "whole": ["1", None, True, math.nan, 1.5],
    "truth": ["true", 1, None],
    "text": [3, None, ["text"]],
    "list": ["a", 3, None, {}],
    "object": ["a", 3, None, []],
    "any": [],
}
"""Values that are of another kind."""

_PART = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def sample(name: str) -> dict:
    """A valid artifact."""
    name = SAMPLE_OF.get(name, name)
    for module in (samples, samples_of_tasks, samples_of_cohort, samples_of_own, calibration_sample):
        if hasattr(module, name):
            return getattr(module, name)()
    raise AssertionError(f"there is no sample of {name}")


def faults(name: str, artifact: dict, *, ours: bool = False) -> dict[str, str]:
    """What is wrong with an artifact of a gate under the floors or ours: reason by metric."""
    if name in MODEL_OF:
        return schema_failures(MODEL_OF[name], artifact)
    limits = limits_of(OURS, name, "reduced") if ours else JUDGEMENTS[name].floors
    return {row.metric: row.reason for row in judge_artifact(name, artifact, limits).rows if not row.ok}


def fields(name: str) -> Iterator[tuple[str, str, bool]]:
    """Path, kind and whether it must be there, of every field that the contract gives an artifact; of a list, its first item's."""
    yield from _fields(FIELDS[name], "", is_required=True)


def _fields(block: dict, path: str, *, is_required: bool) -> Iterator[tuple[str, str, bool]]:
    for names, kind in block.items():
        must = is_required and not names.endswith("?")
        for name in names.removesuffix("?").split("|"):
            here = f"{path}.{name}".removeprefix(".")
            is_list = name.endswith("[]")
            yield here.removesuffix("[]"), kind if isinstance(kind, str) else "list" if is_list else "object", must
            if isinstance(kind, dict):
                yield from _fields(kind, here.replace("[]", "[0]"), is_required=True)


def put(artifact: dict, path: str, value: object) -> dict:
    """A copy with `value` at `path`."""
    artifact = copy.deepcopy(artifact)
    place, last = _place(artifact, path)
    place[last] = value
    return artifact


def without(artifact: dict, path: str) -> dict:
    """A copy without what lies at `path`."""
    artifact = copy.deepcopy(artifact)
    place, last = _place(artifact, path)
    del place[last]
    return artifact


def _place(artifact: dict, path: str) -> tuple:
    *parents, last = [int(index) if index else name for name, index in _PART.findall(path)]
    place = artifact
    for part in parents:
        place = place[part]
    return place, last


def is_there(artifact: dict, path: str) -> bool:
    """Whether the artifact has something at `path`."""
    try:
        place, last = _place(artifact, path)
        return last in place
    except (KeyError, IndexError, TypeError):
        return False


def at(artifact: dict, path: str) -> object:
    """What lies at `path`."""
    return lookup(artifact, path)
