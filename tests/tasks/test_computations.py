"""A computing process answers in order, apart from its caller, and says why when it cannot."""

from pathlib import Path

import pytest

from gates.params.smoke import smoke_plan
from tasks.computations import Evaluate, SharedOut, ShareOut, Simulate, Simulated, Skew, compute
from tasks.digits import write_digits
from tasks.errors import ComputationFailedError
from tasks.parameters import load_project
from tasks.project_files import PROJECT_ROOT

SKEW = Skew(alpha=0.3, min_size=16)


@pytest.fixture(scope="module", autouse=True)
def digits() -> None:
    write_digits(PROJECT_ROOT, load_project(PROJECT_ROOT).data.digits)


def test_results_come_in_the_order_of_the_questions(tmp_path: Path) -> None:
    params = load_project(PROJECT_ROOT).smoke.model_copy(update={"num_rounds": 1, "hidden_sizes": (16,)})
    plan = smoke_plan(params, "fp32", 3, num_features=64, num_classes=10)
    shared, twin = compute(
        ShareOut(skew=SKEW, seed=0, targets=(tmp_path / "home" / "corpora" / "a.safetensors",)), Simulate(skew=SKEW, plan=plan)
    )
    assert isinstance(shared, SharedOut)
    assert isinstance(twin, Simulated)
    assert len(twin.figures.per_client_accuracy) == params.num_agents


def test_a_computation_that_cannot_be_done_says_why(tmp_path: Path) -> None:
    params = load_project(PROJECT_ROOT).smoke
    plan = smoke_plan(params, "fp32", 0, num_features=64, num_classes=10)
    broken = tmp_path / "model.safetensors"
    broken.write_bytes(b"no weights")
    with pytest.raises(ComputationFailedError, match=r"learning\.weights\.malformed"):
        compute(Evaluate(skew=SKEW, plan=plan, models=(broken,)))
