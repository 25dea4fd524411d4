import pytest
from pydantic import ValidationError

from p2p.agent.computing.operations import AggregateAdd, Call, Reply, Select


def test_a_call_is_told_by_its_operation(make_plan) -> None:
    for operation in (Select(plan=make_plan(), round_index=1), AggregateAdd(session="s", client=0, path="p", num_examples=3)):
        call = Call(number=1, operation=operation)
        assert Call.model_validate_json(call.model_dump_json()) == call


def test_an_unknown_operation_is_refused() -> None:
    with pytest.raises(ValidationError):
        Call.model_validate({"number": 1, "operation": {"op": "format_disk"}})


def test_a_reply_needs_no_result() -> None:
    assert Reply.model_validate_json('{"number": 2}').result is None
