"""One agent asks another's assistant over the network: conversations do not mix, and a refusal is an error with its code."""

import pytest

from p2p.agent.computing.operations import Said, SaidSource, SaidStep
from tasks.agents.dialogues import hold_over_agents, replies_sha256
from tasks.agents.network import agent_network, discover_agents, start_agents
from tasks.errors import DialogueFailedError


def test_each_dialogue_is_a_conversation_of_its_own() -> None:
    with agent_network("tests-dialogues", 1) as network:
        start_agents.fn(network)
        discover_agents.fn(network)
        asked = {
            "tool_use": ("what is 15% of 240",),
            "told": ("my cat is called Ivo", "list what you know"),
            "other": ("list what you know",),
        }
        replies = hold_over_agents.fn(network, "agent-0", asked)
        with pytest.raises(DialogueFailedError, match="empty") as failed:
            hold_over_agents.fn(network, "agent-0", {"empty": (" ",)})
    assert replies["tool_use"][0].text == "36"
    assert "Ivo" in replies["told"][1].text and "Ivo" not in replies["other"][0].text
    assert failed.value.context["code"] == "p2p.task.input_invalid"


SAID = Said(text="4", intent="tools", is_refused=False, steps=(SaidStep(tool="calculator", result="4"),))


def sourced(document: str, score: float) -> Said:
    return SAID.model_copy(update={"sources": (SaidSource(document=document, passage="p", score=score),)})


def test_the_digest_is_over_all_that_was_replied_but_the_scores() -> None:
    assert replies_sha256((sourced("tides", 1.0),)) == replies_sha256((sourced("tides", 1.0000001),))
    changed = [
        SAID.model_copy(update=update)
        for update in ({"text": "5"}, {"intent": "x"}, {"is_refused": True}, {"steps": ()}, {"sources": sourced("barn", 1.0).sources})
    ]
    assert len({replies_sha256((said,)) for said in (SAID, sourced("tides", 1.0), *changed)}) == 7
    assert replies_sha256((SAID, SAID)) != replies_sha256((SAID,))
