"""What is evaluated is what the session ended in."""

from pathlib import Path

import pytest

from gates.params.smoke import smoke_plan
from p2p.agent.training.sessions import RoundReport, SessionReport
from tasks.agents.evaluation import check_model, checkpoints
from tasks.computing.computations import Evaluated, Figures
from tasks.errors import ModelDiffersError
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT


def report(num_rounds: int) -> SessionReport:
    plan = smoke_plan(load_project(PROJECT_ROOT).smoke, "fp32", 0, num_features=64, num_classes=10)
    one = RoundReport(
        round_index=0, included=(0,), out=(), uplink_bytes=1, stream_bytes=1, weights_sha256="a", duration_s=0.1, mean_loss=1.0
    )
    rounds = tuple(one.model_copy(update={"round_index": index}) for index in range(num_rounds))
    return SessionReport(
        session_id="s", status="completed", plan=plan, participants=("p",), corpus="digits", rounds=rounds,
        weights_sha256="a" * 64, model_path=f"/h/rounds/s/model-{num_rounds}.safetensors",
    )  # fmt: skip


def evaluated(weights_sha256: str) -> Evaluated:
    return Evaluated(
        weights_sha256=weights_sha256,
        num_parameters=1,
        figures=Figures(accuracy=1.0, macro_f1=1.0, per_client_accuracy=(1.0,)),
        curve=(1.0,),
    )


def test_the_last_checkpoint_is_the_final_model() -> None:
    session = report(3)
    assert session.model_path is not None
    assert len(checkpoints(session)) == 4
    assert checkpoints(session)[-1] == Path(session.model_path)


def test_a_model_of_other_weights_is_refused() -> None:
    check_model(report(1), evaluated("a" * 64))
    with pytest.raises(ModelDiffersError):
        check_model(report(1), evaluated("b" * 64))
