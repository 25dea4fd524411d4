import pytest
from pydantic import ValidationError

from p2p.agent.training.sessions import Dropout, RoundReport, SessionReport, SessionRequest


def report_of(plan) -> SessionReport:
    out = Dropout(client=1, peer="b", code="p2p.peer.lost", message="gone")
    rounds = tuple(
        RoundReport(
            round_index=index,
            included=included,
            out=(out,),
            uplink_bytes=1,
            stream_bytes=2,
            weights_sha256="0" * 64,
            duration_s=0.5,
            mean_loss=1.0,
        )
        for index, included in enumerate([(0, 1), (0,)])
    )
    return SessionReport(session_id="s", status="completed", plan=plan, participants=("a", "b"), corpus="c", rounds=rounds)


def test_a_report_survives_json(make_plan) -> None:
    report = report_of(make_plan())
    assert SessionReport.model_validate_json(report.model_dump_json()) == report


def test_participation_is_what_a_simulation_replays(make_plan) -> None:
    assert report_of(make_plan()).participation == ((0, 1), (0,))


def test_bytes_and_missing_updates_are_those_of_all_rounds(make_plan) -> None:
    report = report_of(make_plan())
    assert (report.uplink_bytes, report.stream_bytes, report.num_missing) == (2, 4, 2)


@pytest.mark.parametrize(
    "wrong", [{"round_timeout_s": 0}, {"participants": ()}, {"corpus": ""}, {"speed": 1}, {"round_timeout_s": float("nan")}]
)
def test_a_senseless_request_is_refused(make_plan, wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SessionRequest.model_validate({"plan": make_plan(), "participants": ("a",), "corpus": "c", **wrong})
