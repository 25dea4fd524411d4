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
