"""One gate run again on the maintainer's machine: what an artifact states, found once more from the maintainer's own data and parameters.

Parameters are those of the project that is given, the data those of this checkout, whose code computes.
A volunteer's parameters are never computed with: what they say is a digest that is the maintainer's, or the rerun is unlike.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gates.catalogue import GATES, Gate, Profile
from gates.cohort.bundle.sealed_bundle import SealedBundle
from gates.evidence import read_evidence
from gates.params.baseline import BaselineParameters
from gates.params.classification import ClassificationParameters
from gates.params.data import TextsParameters
from gates.params.profiles import ByProfile
from gates.params.smoke import SmokeParameters, smoke_plan
from tasks.computing.computations import Simulate, Simulated, Skew, compute
from tasks.data.digit_files import DIGITS, NUM_CLASSES, NUM_FEATURES
from tasks.data.preparing import prepare
from tasks.data.text_sources import texts_path
from tasks.project.files import PROJECT_ROOT, file_digest
from tasks.project.parameters import parameter_digest, read_parameters, read_section
from tasks.runs.baseline import BaselineRun
from tasks.runs.classification.computations import Classify, classify

UNCOMPARED_INPUTS = ("requirements.lock", "data/registry.json")
"""What differs from release to release and changes no figure."""
UNCOMPARED_PARAMS = "limits."
_DATA = {"digits": "tasks.data.digits", "mnist": "tasks.data.mnist"}


@dataclass(frozen=True, slots=True)
class Found:
    """The seed that a gate was run at, the figures that it gave, and all its seeds; for a gate that states means, the seed is the first."""

    seed: int
    figures: Mapping[str, float]
    seeds: tuple[int, ...]


def run_again(root: Path, gate: str, profile: Profile, number: int) -> Found:
    """The figures of a gate at the seed that `number` picks; takes seconds, in processes of their own.

    Errors: ComputationFailedError (tasks.computation.failed), DataAlteredError (gates.data.altered), those of `read_section`.
    """
    return _RERUNS[gate](root, profile, number)


def unlike_sources(root: Path, gate: Gate, profile: Profile, bundle: SealedBundle) -> list[str]:
    """The data and parameters with which the volunteer ran a gate and the maintainer does not.

    Errors: ParameterInvalidError (core.parameters.invalid).
    """
    evidence = bundle.evidence(gate.artifact)
    sources = read_evidence(evidence or b"").statement.predicate.sources
    raw = read_parameters(root)
    stated = {source.name: source.sha256 for source in (*sources.inputs, *sources.params)}
    return [name for name, own in _own_sources(root, raw, gate, profile) if stated.get(name) != own]


def _own_sources(root: Path, raw: Mapping[str, object], gate: Gate, profile: Profile) -> Iterator[tuple[str, str | None]]:
    for name in gate.inputs.get(profile, ()):
        if name not in UNCOMPARED_INPUTS and (PROJECT_ROOT / name).exists():
            yield name, file_digest(PROJECT_ROOT, name)
    for name in gate.params_of(profile):
        if not name.startswith(UNCOMPARED_PARAMS):
            yield name, parameter_digest(raw, name)  # pyright: ignore[reportArgumentType]


def _smoke(root: Path, profile: Profile, number: int) -> Found:
    params = read_section(root, "smoke", SmokeParameters).of(profile)
    for path in DIGITS:
        prepare(PROJECT_ROOT, path, "tasks.data.digits")
    seed = params.evaluation_seeds[number % len(params.evaluation_seeds)]
    skew = Skew(dataset="digits", alpha=params.dirichlet_alpha, min_size=params.min_shard_size)
    plans = (smoke_plan(params, codec, seed, num_features=NUM_FEATURES, num_classes=NUM_CLASSES) for codec in ("fp32", "int8"))
    fp32, int8 = _accuracies(*(Simulate(skew=skew, plan=plan) for plan in plans))
    return Found(seed, {"fp32_accuracy": fp32, "int8_accuracy": int8}, params.evaluation_seeds)


def _baseline(root: Path, profile: Profile, _number: int) -> Found:
    run = BaselineRun(read_section(root, "baseline", ByProfile[BaselineParameters]).of(profile))
    for side in ("train", "test"):
        prepare(PROJECT_ROOT, f"{run.params.dataset}/{side}.safetensors", _DATA[run.params.dataset])
    found = _accuracies(*(run.simulation("fedavg_int8", seed) for seed in run.params.seeds))
    return Found(run.params.seeds[0], {"methods.fedavg_int8.accuracy_mean": sum(found) / len(found)}, run.params.seeds)


def _classification(root: Path, profile: Profile, number: int) -> Found:
    params = read_section(root, "classification", ByProfile[ClassificationParameters]).of(profile)
    texts = read_section(root, "data.texts", TextsParameters)
    prepare(PROJECT_ROOT, texts_path(params.dataset), "tasks.data.texts", params.dataset)
    seed = params.seeds[number % len(params.seeds)]
    asked = Classify(
        dataset=params.dataset,
        vectorizer=params.vectorizer,
        classifier=params.classifier,
        test_fraction=texts.test_fraction,
        seeds=(seed,),
        num_timed=1,
    )
    (found,) = classify(asked).seeds
    figures = {"accuracy": found.accuracy, "macro_f1": sum(found.f1_by_label) / len(found.f1_by_label)}
    return Found(seed, figures, params.seeds)


def _accuracies(*asked: Simulate) -> list[float]:
    return [found.figures.accuracy for found in compute(*asked) if isinstance(found, Simulated)]


_RERUNS: Mapping[str, Callable[[Path, Profile, int], Found]] = {
    "smoke": _smoke,
    "baseline": _baseline,
    "classification": _classification,
}
GATE_OF: Mapping[str, Gate] = {gate.name: gate for gate in GATES.values() if gate.name in _RERUNS}
"""The gates that can be run again, by name."""
