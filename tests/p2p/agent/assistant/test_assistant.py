from datetime import date

import numpy as np

from learning.retrieval.corpus import Document
from p2p.agent.assistant.assistant import OUT_OF_SCOPE, Assistant
from p2p.agent.assistant.encoder import Encoder
from p2p.agent.assistant.library import Library
from p2p.agent.assistant.memory import Memory
from p2p.agent.assistant.router import Router

TODAY = date(2026, 5, 5)


def test_a_result_comes_with_its_step(assistant: Assistant) -> None:
    reply, _ = assistant.reply("what is 12 times 12?", Memory(), TODAY)
    assert (reply.text, reply.intent, [(step.tool, step.result) for step in reply.steps]) == ("144", "tools", [("calculator", "144")])


def test_what_nobody_can_answer_is_refused(assistant: Assistant) -> None:
    reply, memory = assistant.reply("shuffle my workout playlist", Memory(), TODAY)
    assert (reply.is_refused, reply.intent) == (True, OUT_OF_SCOPE)
    assert memory.facts == ()


def test_an_answer_from_a_document_names_its_source(encoder: Encoder, unsure: Router) -> None:
    library = Library.of([Document(id="tea", text="Green tea turns bitter in boiling water; seventy degrees suit it better.")], encoder)
    reply, _ = Assistant(encoder, unsure, library).reply("how hot should the water be for green tea", Memory(), TODAY)
    assert reply.sources[0].document == "tea"
    assert "seventy degrees" in reply.text


def test_a_sure_router_says_the_intent(encoder: Encoder) -> None:
    sure = Router(("find_peers", "weather"), np.zeros((384, 2), dtype=np.float32), np.array([9, 0], dtype=np.float32), threshold=0.9)
    reply, _ = Assistant(encoder, sure, Library.of([], encoder)).reply("which peers are online right now", Memory(), TODAY)
    assert (reply.intent, reply.is_refused) == ("find_peers", False)


def test_memory_is_a_value(assistant: Assistant) -> None:
    before = Memory()
    _, after = assistant.reply("my locker number is 418", before, TODAY)
    assert before.facts == ()
    assert [fact.text for fact in after.facts] == ["my locker number is 418"]
