"""The maintainer's own look: by the limits of his choice, and for what the draw falls on, with figures from his own machine."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.errors import CodedError
from gates.cohort.bundle.sealed_bundle import SealedBundle
from gates.cohort.ledger import Intake
from gates.cohort.pilot_status import RerunCounts, rerun_counts
from gates.params.cohort import CohortParameters, RerunParameters
from gates.statement import ParameterDigest, SourceDigest, Sources
from tasks.cohort.intake import take
from tasks.cohort.recheck import Rechecker
from tasks.cohort.reruns import GATE_OF, Found
from tasks.errors import ComputationFailedError, DataNotFetchedError
from tasks.evidence.sources import digest_sources
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT, file_digest
from tests.gates.cohort import bundles
from tests.gates.cohort.bundles import NOW, Made
from tests.gates.mutations import put, sample
from tests.tasks.cohort.cohort_folder import Place, make_place

PARAMS = load_project(PROJECT_ROOT)
STATED = sample("baseline")["methods"]["fedavg_int8"]["accuracy_mean"]
METRIC = "methods.fedavg_int8.accuracy_mean"


@pytest.fixture
def place(tmp_path) -> Place:
    return make_place(tmp_path)


def rechecker(root, found: float = STATED, **changes: object) -> Rechecker:
    rerun = RerunParameters(rate=1.0, gates=("baseline",), max_difference=0.02)
    params = CohortParameters.model_validate({"judged_by": "contract", "silent_after_h": 36.0, "rerun": rerun, **changes})
    return Rechecker(root, params, PARAMS.limits, bytes(32), lambda *_: Found(0, {METRIC: found}, (0,)))


def taken(place: Place, made: Made, recheck):
    place.drop(made.packed())
    return take(place.folder, place.folder.waiting(), Intake(), now=lambda: NOW, recheck=recheck)[0]


def honest(root, name: str = "baseline", **artifacts: object) -> Made:
    """A bundle whose gate `name` was run with the parameters of the project at `root` and the data of this checkout."""
    own = digest_sources(root, replace(GATE_OF[name], inputs={"reduced": ()}, entry="core.module"), "reduced")
    gate = GATE_OF[name]

    def members(found: dict[str, bytes]) -> dict[str, bytes]:
        member = f"artifacts/{gate.artifact}"
        sources = Sources(
            inputs=tuple(SourceDigest(name=one, sha256=file_digest(PROJECT_ROOT, one) or "0" * 64) for one in gate.inputs["reduced"]),
            code=(SourceDigest(name="flows/gate.py", sha256="0" * 64),),
            params=tuple(ParameterDigest(name=one.name, sha256=one.sha256, value=None) for one in own.params),
        )
        return {
            **found,
            f"artifacts/{gate.artifact.replace('.json', '.dsse.json')}": bundles.evidence_over(sources, name, found[member]),
        }

    return Made(members=members, artifacts={**Made().artifacts, **artifacts})


@pytest.fixture
def root(tmp_path):
    """A maintainer's project with parameters and without data."""
    (tmp_path / "project" / "core").mkdir(parents=True)
    (tmp_path / "project" / "core" / "module.py").write_text("")
    (tmp_path / "project" / "params.yaml").write_bytes((PROJECT_ROOT / "params.yaml").read_bytes())
    return tmp_path / "project"


@pytest.mark.parametrize(("found", "state", "code"), [(STATED, "passed", None), (STATED - 0.1, "failed", "rerun_differs")])
def test_figures_that_are_found_again_pass_and_others_fail(place: Place, root, found: float, state: str, code: str | None):
    seen = taken(place, honest(root), rechecker(root, found))
    assert seen.receipt is not None and seen.receipt.recheck is not None and seen.receipt.recheck.rerun is not None
    assert (seen.state, [one.code for one in seen.receipt.failures]) == (state, [code] if code else [])
    assert seen.receipt.recheck.rerun.found == {METRIC: found}
    assert place.folder.ledger().latest == (seen.receipt,)


def test_other_parameters_than_the_maintainers_are_no_way_around_a_rerun(place: Place, root):
    seen = taken(place, Made(), rechecker(root))
    assert seen.receipt is not None and seen.state == "failed"
    assert [(one.code, one.gate) for one in seen.receipt.failures] == [("rerun_unlike", "baseline")]
    assert "baseline.reduced" in seen.receipt.failure_reason


@pytest.mark.parametrize(("others", "code"), [([], None), ([0, 1, 2], "rerun_unlike"), ([7], "rerun_unlike")])
def test_true_figures_of_every_seed_do_not_cover_for_false_ones_beside_them(place: Place, root, others: list[int], code: str | None):
    artifact = sample("classification")
    rows = [*({"seed": seed, "accuracy": 1.0, "macro_f1": artifact["metrics"]["macro_f1"]} for seed in others), *artifact["seeds"]]
    artifact = put(put(artifact, "seeds", rows), "metrics.accuracy", sum(row["accuracy"] for row in rows) / len(rows))
    rerun = RerunParameters(rate=1.0, gates=("classification",), max_difference=0.02)
    found = Found(1, {name: artifact["seeds"][-1][name] for name in ("accuracy", "macro_f1")}, tuple(range(len(rows) - len(others))))
    seen = taken(
        place, honest(root, "classification", classification=artifact), replace(rechecker(root, rerun=rerun), run_again=lambda *_: found)
    )
    assert seen.receipt is not None and [one.code for one in seen.receipt.failures] == ([code] if code else [])


def test_what_the_draw_passes_over_is_not_run_again(place: Place, root):
    rerun = RerunParameters(rate=0.0, gates=("baseline",), max_difference=0.02)
    seen = taken(place, Made(), rechecker(root, 0.0, rerun=rerun))
    assert seen.state == "passed" and seen.receipt is not None and seen.receipt.recheck is not None
    assert (seen.receipt.recheck.rerun, set(seen.receipt.recheck.verdicts.values())) == (None, {""})


def test_a_maintainer_may_hold_volunteers_to_our_own_limits(place: Place, root):
    made = Made(artifacts={**Made().artifacts, "baseline": put(sample("baseline"), METRIC, 0.94)})
    rerun = RerunParameters(rate=0.0, gates=("baseline",), max_difference=0.02)
    seen = taken(place, made, rechecker(root, judged_by="ours", rerun=rerun))
    assert seen.state == "failed" and seen.receipt is not None and "baseline" in seen.receipt.failure_reason


def test_where_our_own_side_fails_the_bundle_waits_and_is_taken_later(place: Place, root):
    def failing(_bundle: SealedBundle, _receipt):
        raise ComputationFailedError("no memory")

    seen = taken(place, Made(), failing)
    assert (seen.state, seen.error and seen.error.code) == ("waiting", "tasks.computation.failed")
    assert len(place.folder.waiting()) == 1 and place.folder.ledger().taken == {}
    assert [one.state for one in place.take()] == ["passed"]


def unfetched(*_: object) -> Found:
    raise DataNotFetchedError("the public data are not here")


@pytest.mark.parametrize(("hours", "state"), [(1, "waiting"), (23.5, "waiting"), (24.5, "passed"), (70, "passed")])
def test_what_our_own_side_cannot_run_again_waits_a_day_and_is_then_taken_without_and_marked(place: Place, root, hours: float, state: str):
    made, now = honest(root), datetime.fromisoformat(bundles.CREATED) + timedelta(hours=hours)
    recheck = replace(rechecker(root), run_again=unfetched, now=lambda: now)
    place.drop(made.packed())
    (seen,) = take(place.folder, place.folder.waiting(), Intake(), now=lambda: now, recheck=recheck)
    assert seen.state == state
    if state == "waiting":
        assert seen.error is not None and seen.error.code == "tasks.data.not_fetched"
        return
    assert seen.receipt is not None and seen.receipt.recheck is not None and seen.receipt.recheck.rerun is not None
    rerun = seen.receipt.recheck.rerun
    assert (rerun.outcome, rerun.seed, rerun.found, seen.receipt.failures) == ("unable", None, {}, ())
    assert rerun.detail.startswith("tasks.data.not_fetched: ")
    assert rerun_counts([seen.receipt]) == RerunCounts(bundles=1, rerun=0, same=0, unable=1)


def test_that_our_own_side_cannot_is_no_way_around_a_rerun_with_other_parameters(place: Place, root):
    now = datetime.fromisoformat(bundles.CREATED) + timedelta(hours=25)
    place.drop(Made().packed())
    recheck = replace(rechecker(root), run_again=unfetched, now=lambda: now)
    (seen,) = take(place.folder, place.folder.waiting(), Intake(), now=lambda: now, recheck=recheck)
    assert seen.receipt is not None and [one.code for one in seen.receipt.failures] == ["rerun_unlike"]


def test_behind_a_bundle_that_waits_the_later_ones_of_its_node_wait_and_those_of_others_do_not(place: Place, root):
    def failing_once(bundle: SealedBundle, receipt):
        if bundle.manifest.sequence == 1 and bundle.node_id == "node-1":
            raise ComputationFailedError("no memory")
        return receipt

    later = {"sequence": 2, "created_utc": "2026-01-31T11:30:00Z"}
    made = {"a": Made(), "b": Made(manifest=later), "c": Made(key=bundles.BOB, node_id="node-2")}
    names = [place.drop(one.packed(), f"{name}.tgz") for name, one in made.items()]
    seen = take(place.folder, names, Intake(), now=lambda: NOW, recheck=failing_once)
    assert [one.state for one in seen] == ["waiting", "waiting", "passed"]
    assert [one.state for one in place.take(*names[:2])] == ["passed", "passed"]


@pytest.mark.parametrize("change", ["revoked", "replaced", "gone"])
def test_what_happens_during_a_long_look_counts(place: Place, root, change: str):
    def long(_bundle: SealedBundle, receipt):
        if change == "revoked":
            place.invite(revoked=True)
        elif change == "replaced":
            place.drop(b"something else")
        else:
            place.folder.release(place.folder.waiting()[0])
        return receipt

    seen = taken(place, Made(), long)
    expected = ("refused", "gates.cohort_invitation.revoked") if change == "revoked" else ("waiting", "tasks.cohort.entry")
    assert (seen.state, seen.error and seen.error.code) == expected
    assert place.folder.ledger().taken == {} and len(place.folder.refusals()) == (change == "revoked")


def test_the_secret_is_made_once_and_is_the_maintainers_alone(place: Place, root):
    first, again = (Rechecker.of(root, place.folder).secret for _ in range(2))
    path = place.folder.root / "sampling.key"
    assert first == again and len(first) == 32 and path.stat().st_mode & 0o777 == 0o600
    path.write_text("short")
    with pytest.raises(CodedError) as caught:
        Rechecker.of(root, place.folder)
    assert caught.value.code == "tasks.cohort.damaged"
