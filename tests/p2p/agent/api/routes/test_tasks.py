"""Asking over the local API: patience is the caller's, and the answer says what it took."""

import uuid

import pytest

from core.errors import CodedError


def test_an_answer_tells_its_attempts(pair) -> None:
    a, b = pair
    b.client.trust_add(a.record.peer_id)
    task_id = str(uuid.uuid4())
    answer = a.client.ask(b.record.peer_id, "echo", 1, retries=2, task_id=task_id)
    assert (answer.output, answer.task_id, len(answer.attempts)) == (1, task_id, 1)
    assert (answer.attempts[0].provider, answer.attempts[0].code) == (b.record.peer_id, None)
    b.client.trust_remove(a.record.peer_id)


def test_any_provider_is_one_that_is_trusted_and_the_others_are_named(pair) -> None:
    a, b = pair
    with pytest.raises(CodedError) as nobody:
        a.client.ask_any("echo", 1)
    assert (nobody.value.code, nobody.value.context["tried"]) == ("p2p.task.no_provider", [])
    a.client.trust_add(b.record.peer_id)
    with pytest.raises(CodedError) as refused:
        a.client.ask_any("echo", 1, retries=2)
    assert refused.value.context["tried"] == [{"provider": b.record.peer_id, "code": "p2p.peer.untrusted"}]
    b.client.trust_add(a.record.peer_id)
    assert a.client.ask_any("echo", [2]).output == [2]
    b.client.trust_remove(a.record.peer_id)
    a.client.trust_remove(b.record.peer_id)


@pytest.mark.parametrize("fields", [{"retries": -1}, {"retries": 101}, {"task_id": "../x"}, {"attempt_timeout_s": 0}, {"peer": "x"}])
def test_a_request_out_of_bounds_is_refused(http, fields) -> None:
    answer = http.post("/ask", json={"task": "echo", **fields})
    assert (answer.status_code, answer.json()["code"]) == (422, "p2p.request.invalid")
