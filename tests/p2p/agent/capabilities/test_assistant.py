"""The assistant's capability over its computing process: one conversation for each name of each peer."""

import pytest

from p2p.agent.capabilities.assistant import AssistantCapability
from p2p.agent.computing.child import WorkerChild
from p2p.agent.errors import TaskInputInvalidError
from p2p.agent.execution.inputs import valid_input


def test_a_text_or_a_turn_is_answered(run, home) -> None:
    async def main() -> None:
        async with WorkerChild(home) as child:
            capability = AssistantCapability(child)
            for value in ("what is 12 times 12", {"text": "what is 12 times 12", "conversation": "one"}):
                answer = await capability.run(await valid_input(capability, value), "peer")
                assert (answer["text"], answer["is_refused"]) == ("144", False)

    run(main, timeout_s=150.0)


def test_what_is_no_turn_is_refused(run, home) -> None:
    async def main() -> None:
        capability = AssistantCapability(WorkerChild(home))
        for value in ("", {"text": "x", "conversation": "a b"}, {"words": "x"}, 7):
            with pytest.raises(TaskInputInvalidError):
                await valid_input(capability, value)

    run(main, timeout_s=150.0)
