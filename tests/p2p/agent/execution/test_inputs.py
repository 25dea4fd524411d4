import pytest
import trio
from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter

from p2p.agent.capabilities.echo import Echo
from p2p.agent.errors import TaskInputInvalidError
from p2p.agent.execution.inputs import input_schema, valid_input
from p2p.protocols.capability import Limits
from p2p.wire.messages import ErrorReport


class Sum(BaseModel):
    """Numbers to add."""

    model_config = ConfigDict(extra="forbid", strict=True)
    numbers: tuple[int, ...] = Field(max_length=3)


class Adding:
    name = "add"
    summary = "Adds."
    limits = Limits()
    input = Sum

    async def run(self, value, peer):
        return sum(value.numbers)


def test_an_input_becomes_the_type_that_the_capability_asks_for():
    assert trio.run(valid_input, Adding(), {"numbers": [1, 2]}) == Sum(numbers=(1, 2))
    assert trio.run(valid_input, Echo(), {"deep": [1, 2.5, None, "ü"]}) == {"deep": [1, 2.5, None, "ü"]}


@pytest.mark.parametrize("value", [None, 7, [], {}, {"numbers": ["1"]}, {"numbers": [1, 2, 3, 4]}, {"numbers": [1], "more": 1}])
def test_an_input_that_does_not_fit_is_refused_with_the_place(value: JsonValue):
    with pytest.raises(TaskInputInvalidError) as refusal:
        trio.run(valid_input, Adding(), value)
    assert refusal.value.code == "p2p.task.input_invalid"
    assert ": " in refusal.value.message


def test_the_schema_says_what_is_valid():
    schema = input_schema(Adding())
    assert (schema["required"], schema["additionalProperties"]) == (["numbers"], False)
    assert input_schema(Echo()) == TypeAdapter(JsonValue).json_schema()


def test_the_peer_is_told_what_does_not_fit():
    with pytest.raises(TaskInputInvalidError) as refusal:
        trio.run(valid_input, Adding(), {"numbers": [1], "\u202e\x1bmore": 1})
    assert ErrorReport.of(refusal.value).message.startswith(f"{TaskInputInvalidError.text} more: Extra inputs")
