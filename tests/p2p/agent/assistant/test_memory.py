"""The memory is a value: what a turn leaves in it, and what it does not."""

from datetime import date

from p2p.agent.assistant.assistant import Assistant
from p2p.agent.assistant.memory import Memory

TODAY = date(2026, 5, 5)


def test_an_empty_memory_begins_a_conversation() -> None:
    assert Memory() != Memory() and (Memory().facts, Memory().question, Memory().result, Memory().request) == ((), None, "", "")


def test_the_request_of_a_tool_stays_until_something_told_is_asked_for(assistant: Assistant) -> None:
    _, memory = assistant.reply("my locker is number 12", Memory(), TODAY)
    _, memory = assistant.reply("what is 3 times 4?", memory, TODAY)
    assert (memory.request, memory.result) == ("what is 3 times 4?", "12")
    _, memory = assistant.reply("the gym closes at nine", memory, TODAY)
    assert (memory.request, memory.result) == ("what is 3 times 4?", "")
    _, memory = assistant.reply("what's my locker number?", memory, TODAY)
    assert (memory.request, len(memory.facts)) == ("", 2)
