"""What a gate has trained is served by the user's own agent from then on."""

from pathlib import Path

import pytest

from learning.kernels.registry import initial_weights
from learning.plan import ModelSpec, parse_plan
from learning.weights import pack_weights, weights_sha256
from p2p.agent.models.store import ModelStore
from p2p.agent.storage.home import AgentHome
from p2p.agent.training.sessions import RoundReport, SessionReport
from p2p.identity import load_or_create_identity
from tasks.agents.publishing import digit_terms, publish_model
from tasks.computing.computations import Evaluated, Figures


@pytest.fixture
def finished(tmp_path: Path) -> tuple[SessionReport, Evaluated]:
    """A session of one round, and what was found of its model."""
    spec = ModelSpec(kind="mlp", layer_sizes=(64, 10))
    weights = initial_weights(spec, 0)
    path = tmp_path / "model-1.safetensors"
    path.write_bytes(pack_weights(weights, spec))
    plan = parse_plan(
        {
            "model": {"kind": "mlp", "layer_sizes": [64, 10]},
            "local": {"epochs": 1, "batch_size": 8, "learning_rate": 0.1},
            "codec": "fp32",
            "strategy": {"name": "fedavg"},
            "num_rounds": 1,
            "num_clients": 2,
            "clients_per_round": 2,
            "min_clients": 1,
            "seed": 0,
        }
    )
    one = RoundReport(
        round_index=0, included=(0, 1), out=(), uplink_bytes=1, stream_bytes=1, weights_sha256="a", duration_s=0.1, mean_loss=1.0
    )
    report = SessionReport(
        session_id="s",
        status="completed",
        plan=plan,
        participants=("p", "q"),
        corpus="digits",
        rounds=(one,),
        weights_sha256=weights_sha256(weights),
        model_path=str(path),
    )
    figures = Figures(accuracy=0.75, macro_f1=0.5, per_client_accuracy=(0.5, 1.0))
    return report, Evaluated(weights_sha256=weights_sha256(weights), num_parameters=650, figures=figures, curve=(0.75,))


def test_the_model_is_published_in_the_users_home_once_however_often_it_is_trained(tmp_path: Path, finished, monkeypatch) -> None:
    monkeypatch.setenv("P2P_AGENT_HOME", str(tmp_path / "home"))
    for _ in range(2):
        assert publish_model.fn(*finished) == finished[0].weights_sha256
    store = ModelStore(AgentHome.at(tmp_path / "home").models)
    card = store.latest().card
    assert store.names() == (card.weights_sha256,)
    assert (card.name, card.training.accuracy, card.training.num_participants) == ("digits", 0.75, 2)
    assert (card.terms, card.signer) == (digit_terms(), load_or_create_identity(tmp_path / "home").peer_id)


def test_the_digits_features_are_named_row_by_row() -> None:
    assert digit_terms().features[:9] == (*(f"pixel_0_{column}" for column in range(8)), "pixel_1_0")
    assert digit_terms().classes == tuple("0123456789")
