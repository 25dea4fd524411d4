import pytest
from pydantic import ValidationError

from core.signing.keys import SigningKey
from p2p.agent.api.schemas.agent import AskAnswer, AskRequest, ConnectRequest
from p2p.agent.api.schemas.trust import TrustRequest

PEER = SigningKey.from_seed(b"1" * 32).peer_id


@pytest.mark.parametrize("peer", ["", "nobody", PEER[:-1], PEER + "x"])
def test_a_peer_is_named_by_its_id(peer: str) -> None:
    for model, fields in ((TrustRequest, {}), (ConnectRequest, {}), (AskRequest, {"task": "echo"})):
        with pytest.raises(ValidationError):
            model.model_validate({"peer": peer, **fields})


@pytest.mark.parametrize("timeout_s", [0, -1, 601, float("nan"), float("inf")])
def test_a_task_has_bounded_time(timeout_s: float) -> None:
    with pytest.raises(ValidationError):
        AskRequest(peer=PEER, task="echo", timeout_s=timeout_s)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_an_input_that_json_would_change_is_refused(number: float) -> None:
    for task_input in (number, [1, {"a": [number]}]):
        with pytest.raises(ValidationError):
            AskRequest(peer=PEER, task="echo", input=task_input)


def test_an_answer_survives_json() -> None:
    answer = AskAnswer(task_id="t", status="completed", output={"a": [1, None]}, provider=PEER, duration_ms=1, latency_ms=2.5)
    assert AskAnswer.model_validate_json(answer.model_dump_json()) == answer
