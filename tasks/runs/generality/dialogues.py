"""One case of each of the assistant's families as agents have it: an assistant in a home, and what the same assistant replies in this process."""

# P parameters.

from collections.abc import Iterator, Sequence
from pathlib import Path

from gates.cases.half import Cases, Half, said_in
from learning.arrays import Float32Array
from p2p.agent.assistant.assistant import Assistant
from p2p.agent.assistant.files import write_assistant, write_passages
from p2p.agent.assistant.memory import Memory
from p2p.agent.assistant.passages import NamedEncoder, pack_passages
from p2p.agent.assistant.router import Router
from p2p.agent.computing.conversations import as_said
from p2p.agent.computing.operations import Said
from tasks.data.case_features import case_passages
from tasks.data.texts import load_texts
from tasks.runs.generality.families import TODAY


def move_in(folder: Path, half: Half, router: Router, router_P: Float32Array, known: NamedEncoder) -> None:
    """Write an assistant with the router and all documents into the folder of a home, and the vectors of their passages.

    So the agent encodes what is said to it, and no document.
    """
    write_assistant(folder, router_P, router.labels, router.threshold, (*half.documents, *half.long_documents))
    write_passages(folder, pack_passages(case_passages(half), known))


def dialogues_of(cases: Cases, utterance: str) -> dict[str, tuple[str, ...]]:
    """What is said in the first case of each family, and the text whose intent is asked, by the names of the tasks.

    A case with a day of its own is passed over: an agent answers on the day that it is.
    """
    said: dict[str, tuple[str, ...]] = {"classification": (utterance,)}
    for name in Cases.model_fields:
        undated = (case for case in getattr(cases, name) if getattr(case, "today", None) is None)
        if (first := next(undated, None)) is not None:
            said[name] = said_in(first)
    return said


def held(assistant: Assistant, texts: Sequence[str]) -> Iterator[Said]:
    """The replies of one conversation."""
    memory = Memory()
    for text in texts:
        reply, memory = assistant.reply(text, memory, TODAY)
        yield as_said(reply)


def routed_text(root: Path, dataset: str) -> str:
    """The first text of those that the router is trained on and tested with.

    Errors: those of `load_texts`.
    """
    return load_texts(root, dataset).items[0].text
