"""Inputs: a task's input is what its capability asks for, or the task is refused."""

from collections.abc import Callable
from typing import Any

from pydantic import JsonValue, TypeAdapter, ValidationError

from p2p.agent.errors import TaskInputInvalidError
from p2p.protocols.capability import Capability
from p2p.protocols.parsing import off_the_loop

_JSON: TypeAdapter[JsonValue] = TypeAdapter(JsonValue)


async def valid_input(capability: Capability, value: JsonValue) -> Any:
    """`value` as the capability's own type.

    Errors: TaskInputInvalidError (p2p.task.input_invalid).
    """
    try:
        return await off_the_loop(_JSON.dump_json(value), _validator(capability))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        path = ".".join(str(part) for part in first["loc"])
        raise TaskInputInvalidError(f"{path or 'input'}: {first['msg']}"[:200], task=capability.name) from error


def input_schema(capability: Capability) -> dict[str, JsonValue]:
    """The JSON Schema of what the capability asks for."""
    declared = capability.input
    return declared.json_schema() if isinstance(declared, TypeAdapter) else declared.model_json_schema()


def _validator(capability: Capability) -> Callable[[bytes], Any]:
    declared = capability.input
    return declared.validate_json if isinstance(declared, TypeAdapter) else declared.model_validate_json
