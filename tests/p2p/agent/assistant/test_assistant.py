from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from learning.arrays import Float32Array
from learning.retrieval.corpus import Document
from p2p.agent.assistant.assistant import OUT_OF_SCOPE, Assistant
from p2p.agent.assistant.encoder import Encoder, Tokens
from p2p.agent.assistant.library import Library
from p2p.agent.assistant.memory import Memory
from p2p.agent.assistant.router import Router

TODAY = date(2026, 5, 5)


@pytest.fixture(scope="module")
def sure() -> Router:
    """A router that always says the same intent."""
    return Router(("find_peers", "weather"), np.zeros((384, 2), dtype=np.float32), np.array([9, 0], dtype=np.float32), threshold=0.9)


def test_a_result_comes_with_its_step(assistant: Assistant) -> None:
    reply, _ = assistant.reply("what is 12 times 12?", Memory(), TODAY)
    assert (reply.text, reply.intent, [(step.tool, step.result) for step in reply.steps]) == ("144", "tools", [("calculator", "144")])


def test_what_nobody_can_answer_is_refused(assistant: Assistant) -> None:
    reply, memory = assistant.reply("shuffle my workout playlist", Memory(), TODAY)
    assert (reply.is_refused, reply.intent) == (True, OUT_OF_SCOPE)
    assert memory.facts == ()


@pytest.mark.parametrize(
    "text", ["let the florist know that I am on my way", "I cannot sleep at night, what should I do", "Are you sometimes sad in there?"]
)
def test_what_is_for_nobody_here_is_refused_and_not_noted(text: str, assistant: Assistant) -> None:
    reply, memory = assistant.reply(text, Memory(), TODAY)
    assert (reply.is_refused, memory.facts) == (True, ())


@pytest.mark.parametrize(
    "text", ["begin a new training round with four participants", "Could you call a cab to the airport for half past six?"]
)
def test_what_is_none_of_its_kind_no_grammar_answers(text: str, assistant: Assistant) -> None:
    assert assistant.reply(text, Memory(), TODAY)[0].intent not in ("tools", "instruction")


def test_an_answer_from_a_document_names_its_source(encoder: Encoder, unsure: Router) -> None:
    library = Library.of([Document(id="tea", text="Green tea turns bitter in boiling water; seventy degrees suit it better.")], encoder)
    reply, _ = Assistant(encoder, unsure, library).reply("how hot should the water be for green tea", Memory(), TODAY)
    assert reply.sources[0].document == "tea"
    assert "seventy degrees" in reply.text


def test_a_sure_router_says_the_intent(encoder: Encoder, sure: Router) -> None:
    reply, _ = Assistant(encoder, sure, Library.of([], encoder)).reply("which peers are online right now", Memory(), TODAY)
    assert (reply.intent, reply.is_refused) == ("find_peers", False)


TEA = Document(id="tea", text="Green tea turns bitter in boiling water; seventy degrees suit it better.")


def answered(encoder: Encoder, router: Router, text: str) -> tuple[str, list[str]]:
    reply, _ = Assistant(encoder, router, Library.of([TEA], encoder)).reply(text, Memory(), TODAY)
    return reply.intent, [source.document for source in reply.sources]


def test_a_document_that_fits_well_answers_a_question_before_an_intent(encoder: Encoder, sure: Router) -> None:
    assert answered(encoder, sure, "does green tea turn bitter in boiling water") == ("documents", ["tea"])


def test_a_request_keeps_its_intent_whatever_the_documents_say(encoder: Encoder, sure: Router) -> None:
    assert answered(encoder, sure, "show green tea in boiling water") == ("find_peers", ["tea"])
    assert answered(encoder, sure, "which peers are online right now") == ("find_peers", [])


def test_what_is_told_is_noted_unless_a_document_fits_well(encoder: Encoder, unsure: Router) -> None:
    assert answered(encoder, unsure, "my green tea turns bitter in boiling water") == ("documents", ["tea"])
    assert answered(encoder, unsure, "my locker number is 418") == ("memory", [])


def test_a_refusal_names_what_was_nearest(encoder: Encoder, unsure: Router) -> None:
    assert answered(encoder, unsure, "shuffle my workout playlist") == (OUT_OF_SCOPE, ["tea"])


def test_memory_is_a_value(assistant: Assistant) -> None:
    before = Memory()
    _, after = assistant.reply("my locker number is 418", before, TODAY)
    assert before.facts == ()
    assert [fact.text for fact in after.facts] == ["my locker number is 418"]


def test_what_stands_before_a_turn_is_taken_off_once(assistant: Assistant) -> None:
    class Counting:
        num_texts = 0

        def encode(self, texts: Sequence[str]) -> Float32Array:
            self.num_texts += len(texts)
            return assistant.encoder.encode(texts)

        def tokens(self, text: str) -> Tokens:
            return assistant.encoder.tokens(text)

    encoder = Counting()
    replace(assistant, encoder=encoder).reply("- " * 700, Memory(), TODAY)
    assert encoder.num_texts <= 4


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        (["what is 250 minus 130?", "and half of that?", "plus 5?"], "65"),
        (
            ["the cleaner comes on Wednesdays", "as of this month the cleaner comes on Fridays", "what day does the cleaner come?"],
            "Fridays",
        ),
        (["I support Sunderland, my flatmate supports Everton", "which team does my flatmate support?", "and mine?"], "Sunderland"),
        (["table 5 is reserved for the Bergs, table 8 for the Castros", "which table is reserved for the Castros?"], "table 8"),
        (["no meat for Clemens on Fridays", "what mustn't I serve Clemens on a Friday?"], "no meat"),
    ],
)
def test_a_turn_leans_on_those_before(assistant: Assistant, turns: list[str], said: str) -> None:
    memory, reply = Memory(), None
    for turn in turns:
        reply, memory = assistant.reply(turn, memory, date(2026, 1, 1))
    assert reply is not None
    assert said in reply.text


@pytest.mark.parametrize(("text", "reply"), [("only reply with 'cat'", "cat"), ("Say the word banana and nothing else", "banana")])
def test_a_reply_that_is_ordered_leaves_no_older_result_to_go_on_from(text: str, reply: str, assistant: Assistant) -> None:
    said, memory = assistant.reply(text, Memory(result="5"), TODAY)
    assert (said.text, memory.result) == (reply, "")


@pytest.mark.parametrize(
    "asked",
    [
        "Answer in one word: what's the name of my cousin's new baby?",
        "what is the name of my cousin's new baby? End your answer with the word cheerio.",
    ],
)
def test_what_was_told_is_recalled_whatever_form_is_prescribed_beside(assistant: Assistant, asked: str) -> None:
    _, memory = assistant.reply("my cousin's new baby is called Evangeline", Memory(), TODAY)
    assert "Evangeline" in assistant.reply(asked, memory, TODAY)[0].text


def test_somebody_elses_fact_is_no_answer(assistant: Assistant) -> None:
    _, memory = assistant.reply("Esmeralda starts school at 8:50", Memory(), TODAY)
    assert "8:50" not in assistant.reply("what time does Benedict start school?", memory, TODAY)[0].text
