"""The steps over agents say what happened; updates that went over no stream are not taken for such."""

import pytest

from core.ids import PeerId
from p2p.agent.training.sessions import Dropout, RoundReport, SessionReport
from tasks.agents.network import COORDINATOR, agent_network
from tasks.agents.run import Introduced, RunOverAgents, introduce, is_over_streams, session_detail, train_over
from tasks.computing.computations import Figures, SharedOut, Simulated
from tasks.data.digit_files import prepare_digits
from tasks.errors import SessionFailedError, TwinDiffersError
from tasks.gate.steps import StepLog
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.baseline import BaselineRun

TINY = {"num_clients": 2, "num_rounds": 1, "hidden_sizes": (4,)}
RUN = BaselineRun(load_project(PROJECT_ROOT).baseline.reduced.model_copy(update=TINY))


def session(uplink_bytes: int, stream_bytes: int, *out: Dropout) -> SessionReport:
    one = RoundReport(
        round_index=0, included=(0, 1), out=out, uplink_bytes=uplink_bytes, stream_bytes=stream_bytes,
        weights_sha256="a" * 64, duration_s=0.1, mean_loss=1.0,
    )  # fmt: skip
    return SessionReport(
        session_id="s", status="completed", plan=RUN.plan("fedavg_fp32", 0), participants=("p",), corpus="digits",
        rounds=(one, one), weights_sha256="a" * 64, model_path="m",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("uplink_bytes", "stream_bytes", "expected"), [(100, 120, True), (100, 0, False), (0, 0, False), (120, 100, False)]
)
def test_streams_carry_more_than_the_updates_alone(uplink_bytes: int, stream_bytes: int, expected: bool) -> None:
    assert is_over_streams(session(uplink_bytes, stream_bytes)) is expected


def simulated(weights_sha256: str) -> Simulated:
    figures = Figures(accuracy=0.9, macro_f1=0.8, per_client_accuracy=(1.0,))
    return Simulated(
        weights_sha256=weights_sha256, label_total_variation=0.3, uplink_bytes=200, duration_s=1.0, losses=(1.0,), figures=figures
    )


def test_what_is_known_of_the_agents_is_told_as_far_as_the_steps_came() -> None:
    run = RunOverAgents()
    assert run.network_fields() == {}
    run.introduced = Introduced((PeerId("c"), PeerId("p")), SharedOut(sizes=(1, 2), label_total_variation=0.3))
    assert run.network_fields() == {"peers": ["c", "p"]}
    run.sessions["int8"] = session(100, 120)
    assert run.network_fields() == {"peers": ["c", "p"], "transport": "libp2p"}
    assert run.agents_fields(3, lambda _, __: {}) == {}
    run.take_twins((simulated("a" * 64),))
    method = {"weights_sha256": "a" * 64, "twin_weights_sha256": "a" * 64, "accuracy": 0.9, "uplink_bytes": 200}
    assert run.agents_fields(3, lambda one, _: {"rounds": len(one.rounds)}) == {"agents": {"seed": 3, "int8": method | {"rounds": 2}}}


def test_one_session_with_other_weights_than_its_twin_is_an_error_that_names_it_and_is_kept() -> None:
    run = RunOverAgents(sessions={"fp32": session(100, 120), "int8": session(100, 120)})
    with pytest.raises(TwinDiffersError, match="int8"):
        run.take_twins((simulated("a" * 64), simulated("b" * 64)))
    assert run.twins["int8"].weights_sha256 == "b" * 64


def test_one_session_beside_the_streams_is_enough_to_name_no_transport() -> None:
    assert RunOverAgents(sessions={"fp32": session(100, 120), "int8": session(100, 0)}).network_fields() == {}


def test_a_missing_update_is_told() -> None:
    assert "missing" not in session_detail(session(2048, 4096))
    lost = Dropout(client=1, peer="p", code="p2p.peer.lost", message="gone")
    assert session_detail(session(2048, 4096, lost)) == (
        "2 rounds, 4.0 KiB of updates in 8.0 KiB on the streams, 2 updates missing, weights aaaaaaaaaaaa"
    )


def test_agents_are_introduced_and_trained_in_steps_that_are_told(prefect_api: str) -> None:
    prepare_digits.fn(PROJECT_ROOT)
    said: list[str] = []
    log = StepLog("tests", lambda: 0.0, said.append)
    with agent_network("tests-over-agents", 2) as network:
        introduced = introduce(log, network, RUN.skew, 0)
        report = train_over(log, network, RUN.plan("fedavg_int8", 0), "digits", 30.0)
        with pytest.raises(SessionFailedError):
            train_over(log, network, RUN.plan("fedavg_fp32", 0), "nothing", 5.0)
        assert introduced.peers == (network.peer(COORDINATOR), *network.participants)
    assert sum(introduced.shared.sizes) == 1438
    assert is_over_streams(report)
    assert [(step.name, step.ok) for step in log.steps] == [
        ("agents", True),
        ("discovery", True),
        ("train_int8", True),
        ("train_fp32", False),
    ]
    assert said[2].startswith("[tests] train_int8: ok (0.0 s) 1 rounds, ")
