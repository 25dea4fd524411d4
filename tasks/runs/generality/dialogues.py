"""One case of each of the assistant's families as agents have it: an assistant in a home, and what the same assistant replies in this process."""

# P parameters.

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from gates.cases.half import Cases, Half, said_in
from learning.arrays import Float32Array
from p2p.agent.assistant.assistant import Assistant
from p2p.agent.assistant.files import write_assistant
from p2p.agent.assistant.memory import Memory
from p2p.agent.computing.conversations import as_said
from p2p.agent.computing.operations import Said
from tasks.data.texts import load_texts
from tasks.runs.generality.assistant import assistant_of
from tasks.runs.generality.computations import Dialogue
from tasks.runs.generality.families import TODAY


def move_in(folder: Path, half: Half, assistant: Assistant, router_P: Float32Array, utterance: str) -> dict[str, Dialogue]:
    """Write an assistant with the router and few of the documents into the folder of a home, and hold the dialogues with the same one here.

    It has all short documents and the long one that is asked about: an agent encodes its documents itself, which takes its time.
    """
    few, router = asked_about(half), assistant.router
    write_assistant(folder, router_P, router.labels, router.threshold, (*few.documents, *few.long_documents))
    here = assistant_of(assistant.encoder, few, router)
    return {name: Dialogue(texts=texts, replies=tuple(held(here, texts))) for name, texts in dialogues_of(half.cases, utterance).items()}


def dialogues_of(cases: Cases, utterance: str) -> dict[str, tuple[str, ...]]:
    """What is said in the first case of each family that is to be answered, and the text whose intent is asked, by the names of the tasks.

    A case with a day of its own is passed over: an agent answers on the day that it is.
    """
    said: dict[str, tuple[str, ...]] = {"classification": (utterance,)}
    for name in Cases.model_fields:
        undated = (case for case in getattr(cases, name) if getattr(case, "today", None) is None)
        if name != "out_of_scope" and (first := next(undated, None)) is not None:
            said[name] = said_in(first)
    return said


def held(assistant: Assistant, texts: Sequence[str]) -> Iterator[Said]:
    """The replies of one conversation."""
    memory = Memory()
    for text in texts:
        reply, memory = assistant.reply(text, memory, TODAY)
        yield as_said(reply)


def asked_about(half: Half) -> Half:
    """The half with no long document but that of its first question about one."""
    document = half.cases.long_context_retrieval[0].document
    return replace(half, long_documents=tuple(one for one in half.long_documents if one.id == document))


def routed_text(root: Path, dataset: str) -> str:
    """The first text of those that the router is trained on and tested with.

    Errors: those of `load_texts`.
    """
    return load_texts(root, dataset).items[0].text
