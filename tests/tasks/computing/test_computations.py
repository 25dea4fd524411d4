"""What is asked reaches the computing process as it was asked, and nothing that was not."""

import pytest
from pydantic import ValidationError

from gates.params.smoke import smoke_plan
from tasks.computing.computations import COMPUTATIONS, Simulate, Simulated, Skew
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT


def test_questions_survive_their_journey() -> None:
    plan = smoke_plan(load_project(PROJECT_ROOT).smoke, "int8", 0, num_features=64, num_classes=10)
    asked = (Simulate(skew=Skew(dataset="digits", alpha=0.3, min_size=16), plan=plan, participation=((0, 1), (1,))),)
    assert COMPUTATIONS.validate_json(COMPUTATIONS.dump_json(asked)) == asked


@pytest.mark.parametrize("asked", [[{"kind": "delete"}], [{"kind": "share_out", "skew": {}, "seed": 0, "targets": []}], {}])
def test_what_nobody_knows_is_refused(asked: object) -> None:
    with pytest.raises(ValidationError):
        COMPUTATIONS.validate_python(asked)


def test_a_result_without_a_number_is_none() -> None:
    with pytest.raises(ValidationError):
        Simulated.model_validate({
            "weights_sha256": "a", "label_total_variation": 0.5, "uplink_bytes": 1, "duration_s": float("nan"), "losses": (),
            "figures": {"accuracy": 1.0, "macro_f1": 1.0, "per_client_accuracy": ()},
        })  # fmt: skip
