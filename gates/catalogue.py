"""Which gates exist, what each writes, and what each reads: the sources whose change makes its artifact stale."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate: paths of `inputs` and `code` are the project's, `params` are dotted names in params.yaml."""

    name: str
    artifact: str
    figures: tuple[str, ...]
    inputs: tuple[str, ...]
    code: tuple[str, ...]
    params: tuple[str, ...]


SMOKE = Gate(
    name="smoke",
    artifact="smoke_summary.json",
    figures=("smoke_accuracy.png",),
    inputs=("data/digits/test.safetensors", "data/digits/train.safetensors", "data/registry.json", "requirements.lock"),
    code=("core", "learning", "gates", "p2p", "tasks", "flows/entry.py", "flows/smoke.py"),
    params=("profile", "data", "smoke", "limits.smoke"),
)

GATES: Mapping[str, Gate] = {gate.artifact: gate for gate in (SMOKE,)}
"""Gate by the name of its artifact."""


def evidence_name(artifact: str) -> str:
    """The file name of an artifact's evidence: `smoke_summary.json` → `smoke_summary.dsse.json`."""
    return f"{artifact.rpartition('.')[0] or artifact}.dsse.json"
