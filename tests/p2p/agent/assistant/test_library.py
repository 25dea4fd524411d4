from collections.abc import Sequence

import numpy as np

from learning.arrays import Float32Array
from learning.retrieval.corpus import Document
from p2p.agent.assistant.encoder import Encoder
from p2p.agent.assistant.library import MAX_CHUNK_WORDS, Library, chunks_of

DOCUMENTS = [
    Document(id="tea", text="Green tea turns bitter in boiling water. Seventy degrees suit it better.\n\nBlack tea wants four minutes."),
    Document(id="ladder", text="Lean a ladder so that its foot stands one metre away from the wall for every four metres of height."),
]


def test_the_document_that_answers_comes_first_with_its_passage(encoder: Encoder) -> None:
    first, second = Library.of(DOCUMENTS, encoder).rank("how hot may the water for green tea be", 5)
    assert (first.document, second.document) == ("tea", "ladder")
    assert "Seventy degrees" in first.passage
    assert first.score > second.score


def test_no_more_documents_than_are_asked_for(encoder: Encoder) -> None:
    assert len(Library.of(DOCUMENTS, encoder).rank("ladder", 1)) == 1


def test_an_empty_library_finds_nothing(encoder: Encoder) -> None:
    assert Library.of([], encoder).rank("tea", 3) == ()


def test_a_passage_is_whole_sentences_of_one_paragraph() -> None:
    text = "\n\n".join(" ".join(f"Sentence {number} has some words of its own." for number in range(30)) for _ in range(2))
    chunks = list(chunks_of(text))
    assert " ".join(chunks).split() == text.split()
    assert all(len(chunk.split()) <= MAX_CHUNK_WORDS and chunk.endswith(".") for chunk in chunks)


class Alike:
    """An encoder to which all texts mean the same."""

    def encode(self, texts: Sequence[str], /) -> Float32Array:
        return np.ones((len(texts), 384), dtype=np.float32)


def test_of_documents_that_are_equally_near_the_one_with_fewer_passages_comes_first() -> None:
    passages = [f"The river number {number} flows along fields." for number in range(12)]
    library = Library.of([Document(id="long", text="\n\n".join(passages)), Document(id="short", text=passages[0])], Alike())
    assert [source.document for source in library.rank("which", 2)] == ["short", "long"]


def test_a_passage_is_nearer_the_nearer_the_rest_of_its_document_is(encoder: Encoder) -> None:
    same = "It takes four minutes."
    tea = Document(id="tea", text=f"Tea is brewed from leaves in hot water.\n\n{same}")
    tyre = Document(id="tyre", text=f"A bicycle tyre is changed by the roadside.\n\n{same}")
    for question, expected in (("how many minutes for tea", "tea"), ("how many minutes for a tyre", "tyre")):
        assert Library.of([tea, tyre], encoder).rank(question, 1)[0].document == expected
