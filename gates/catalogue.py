"""Which gates exist, what each writes, and what each reads: the sources whose change makes its artifact stale."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Profile = Literal["reduced", "full", "rehearsal"]
"""How much a gate takes on: `reduced` is for a laptop, `full` has the public data and more seeds, `rehearsal` proves nothing.

A rehearsal tries out with real agents how a volunteer's work reaches the maintainer; it is judged by the contract's floors alone.
"""

PROFILES: tuple[Profile, ...] = ("reduced", "full")
"""Those by which the main track is judged."""

REHEARSAL: Profile = "rehearsal"
EVERY_PROFILE: tuple[Profile, ...] = (*PROFILES, REHEARSAL)


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate: `inputs` by profile are paths in the project, `params` are dotted names in params.yaml; it has no other profiles.

    `{profile}` in the name of a parameter stands for the profile of the run. What `module` imports and starts is the gate's code:
    the flow of its name, unless `entry` names another. `options` are those with which its stage runs it.
    """

    name: str
    artifact: str
    figures: tuple[str, ...]
    inputs: Mapping[Profile, tuple[str, ...]]
    params: tuple[str, ...]
    entry: str | None = None
    options: tuple[str, ...] = ()

    @property
    def module(self) -> str:
        """The module that a run of the gate begins with."""
        return self.entry or f"flows.{self.name}"

    @property
    def frame(self) -> str:
        """The file of the tidy frame from which the artifact's means and deviations are a group-by."""
        return f"{self.name}_frame.parquet"

    @property
    def companions(self) -> tuple[str, ...]:
        """The files that are published and signed with the artifact."""
        return (*self.figures, self.frame)

    def params_of(self, profile: Profile) -> tuple[str, ...]:
        """The parameters that a run of the profile reads."""
        return tuple(name.format(profile=profile) for name in self.params)


_DIGITS = ("data/digits/test.safetensors", "data/digits/train.safetensors", "data/registry.json", "requirements.lock")

_MNIST = ("data/mnist/test.safetensors", "data/mnist/train.safetensors", "data/registry.json", "requirements.lock")

SMOKE = Gate(
    name="smoke",
    artifact="smoke_summary.json",
    figures=("smoke_accuracy.png",),
    inputs={"reduced": _DIGITS, "full": _DIGITS, "rehearsal": _DIGITS},
    params=("data.digits", "smoke", "limits.smoke"),
    options=("--include-fairness",),
)

BASELINE = Gate(
    name="baseline",
    artifact="baseline_metrics.json",
    figures=("baseline_accuracy.png",),
    inputs={
        "reduced": _DIGITS,
        "full": _MNIST,
        "rehearsal": _DIGITS,
    },
    params=("baseline.{profile}", "limits.baseline"),
)

_UTTERANCES = (
    "data/texts/utterances.json",
    "data/utterances_hashed/test.safetensors",
    "data/utterances_hashed/train.safetensors",
    "data/registry.json",
    "requirements.lock",
)

CLASSIFICATION = Gate(
    name="classification",
    artifact="classification_metrics.json",
    figures=("classification_f1.png",),
    inputs={
        "reduced": _UTTERANCES,
        "full": (
            "data/texts/banking77.json",
            "data/texts/clinc150.json",
            "data/clinc150_hashed/test.safetensors",
            "data/clinc150_hashed/train.safetensors",
            "data/registry.json",
            "requirements.lock",
        ),
        "rehearsal": _UTTERANCES,
    },
    params=("data.texts", "classification.{profile}", "limits.classification"),
)

_ENCODED = (
    "data/encoded/utterances/features.safetensors",
    "data/encoded/utterances/tokens.safetensors",
    "data/texts/utterances.json",
    "data/registry.json",
    "requirements.lock",
)

ADAPTER = Gate(
    name="adapter",
    artifact="adapter_intent_metrics.json",
    figures=("adapter_accuracy.png",),
    inputs={
        "reduced": _ENCODED,
        "full": (
            "data/encoded/clinc150/features.safetensors",
            "data/encoded/clinc150/tokens.safetensors",
            "data/texts/clinc150.json",
            "data/registry.json",
            "requirements.lock",
        ),
        "rehearsal": _ENCODED,
    },
    params=("data.texts", "adapter.{profile}", "limits.adapter"),
)

FAIRNESS = Gate(
    name="fairness",
    artifact="fairness_metrics.json",
    figures=("fairness_contribution.png",),
    inputs={
        "reduced": (*_DIGITS, "reports/calibration.json"),
        "full": (*_MNIST, "reports/full/calibration.json"),
        "rehearsal": (*_DIGITS, "reports/rehearsal/calibration.json"),
    },
    params=("fairness.{profile}", "limits.fairness"),
)

UTILITY_FAIRNESS = Gate(
    name="utility_fairness",
    artifact="utility_fairness_metrics.json",
    figures=("utility_fairness_contribution.png",),
    inputs={
        "reduced": (*_UTTERANCES[1:], "reports/calibration.json"),
        "full": (
            "data/clinc150_hashed/test.safetensors",
            "data/clinc150_hashed/train.safetensors",
            "data/registry.json",
            "requirements.lock",
            "reports/full/calibration.json",
        ),
        "rehearsal": (*_UTTERANCES[1:], "reports/rehearsal/calibration.json"),
    },
    params=("utility_fairness.{profile}", "limits.utility_fairness"),
)

_BENCHMARK_DATA = (*_DIGITS[:2], "data/own/retrieval.json", "data/own/utterances.json", *_DIGITS[2:])

BENCHMARK = Gate(
    name="benchmark",
    artifact="benchmark_metrics.json",
    figures=("benchmark_costs.png",),
    inputs={"reduced": _BENCHMARK_DATA, "full": _BENCHMARK_DATA, "rehearsal": _BENCHMARK_DATA},
    params=(
        "benchmark.{profile}",
        "benchmark.timeout_s",
        "benchmark.fedavg",
        "benchmark.retrieval",
        "benchmark.classification",
        "limits.benchmark",
    ),
)

CALIBRATION = Gate(
    name="calibration",
    artifact="calibration.json",
    figures=("calibration_costs.png",),
    inputs={"reduced": ("requirements.lock",), "full": ("requirements.lock",), "rehearsal": ("requirements.lock",)},
    params=(
        "calibration.{profile}",
        "calibration.repeats",
        "calibration.num_steps",
        "calibration.timeout_s",
        "calibration.seed",
        "limits.calibration",
    ),
)

_HELD_OUT = "data/own/generality/held_out"
_FAMILIES = (
    "conversation_continuity",
    "instruction_following",
    "long_context_retrieval",
    "multi_step_tool_use",
    "out_of_scope",
    "retrieval",
    "tool_use",
)
_LONG_DOCUMENTS = (
    "allotment-year",
    "cheese-at-home",
    "choir-project",
    "cupboard-node",
    "escrow-for-the-wary",
    "keys-handbook",
    "letterpress",
    "library-cohort",
    "measuring-honestly",
    "mountain-hut",
    "uneven-data-primer",
    "wheel-building",
)
_CASES = (
    f"{_HELD_OUT}.sha256",
    f"{_HELD_OUT}/documents.jsonl",
    *(f"{_HELD_OUT}/{family}{form}.jsonl" for family in _FAMILIES for form in ("", ".paraphrases")),
    *(f"{_HELD_OUT}/long_documents/{name}.md" for name in _LONG_DOCUMENTS),
    "data/encoded/cases/features.safetensors",
    "p2p/agent/assistant/programs/parser.safetensors",
    "p2p/agent/assistant/relating/relations.safetensors",
)
_NINE_TASKS = (*_CASES, *_DIGITS[:2], "data/encoded/utterances/features.safetensors", "data/encoded/utterances/tokens.safetensors")
_NINE_TASKS_OF: Mapping[Profile, tuple[str, ...]] = {
    "reduced": (*_NINE_TASKS, "data/texts/utterances.json", *_DIGITS[2:]),
    "full": (*_NINE_TASKS, "data/texts/clinc150.json", "data/texts/utterances.json", *_DIGITS[2:]),
}
_NINE_TASKS_READ = (
    "data.texts",
    "adapter.reduced",
    "baseline.reduced",
    "classification.{profile}",
    "generality.seed",
    "generality.top_k",
    "generality.{profile}",
)
_PUBLIC = (
    "data/bfcl/BFCL_v4_irrelevance.json",
    "data/bfcl/BFCL_v4_multiple.json",
    "data/bfcl/BFCL_v4_simple_python.json",
    "data/bfcl/possible_answer/BFCL_v4_multiple.json",
    "data/bfcl/possible_answer/BFCL_v4_simple_python.json",
    "data/clinc150/data_full.json",
    "data/encoded/banking77/features.safetensors",
    "data/encoded/clinc150/features.safetensors",
    "data/encoded/clinc150_scope/features.safetensors",
    "data/encoded/metatool/features.safetensors",
    "data/texts/banking77.json",
    "data/texts/metatool.json",
)

GENERALITY = Gate(
    name="generality",
    artifact="generality_metrics.json",
    figures=("generality_scores.png",),
    inputs={**_NINE_TASKS_OF, "full": (*_PUBLIC, *_NINE_TASKS_OF["full"])},
    params=(*_NINE_TASKS_READ, "limits.generality"),
)

REPRODUCIBILITY = Gate(
    name="reproducibility",
    artifact="reproducibility_metrics.json",
    figures=("reproducibility_scores.png",),
    inputs=_NINE_TASKS_OF,
    params=(*_NINE_TASKS_READ, "reproducibility", "limits.reproducibility"),
)

GATES: Mapping[str, Gate] = {
    gate.artifact: gate
    for gate in (
        SMOKE,
        BASELINE,
        CLASSIFICATION,
        ADAPTER,
        FAIRNESS,
        UTILITY_FAIRNESS,
        BENCHMARK,
        CALIBRATION,
        GENERALITY,
        REPRODUCIBILITY,
    )
}
"""Gate by the name of its artifact."""


def evidence_name(artifact: str) -> str:
    """The file name of an artifact's evidence: `smoke_summary.json` → `smoke_summary.dsse.json`."""
    return f"{artifact.rpartition('.')[0] or artifact}.dsse.json"
