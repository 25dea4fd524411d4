import dataclasses

from p2p.agent.assistant.reply import Reply, Source, StepResult


def test_a_reply_is_a_value_that_tells_all_of_itself() -> None:
    reply = Reply("7", "tools", steps=(StepResult("calculator", "7"),), sources=(Source("tea", "Seventy degrees.", 1.0),))
    assert dataclasses.asdict(reply) == {
        "text": "7",
        "intent": "tools",
        "is_refused": False,
        "steps": ({"tool": "calculator", "result": "7"},),
        "sources": ({"document": "tea", "passage": "Seventy degrees.", "score": 1.0},),
    }
