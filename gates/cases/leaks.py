"""What the held-out half shares with what the writers of the rules have seen."""

from collections.abc import Iterator, Sequence

from gates.cases.half import Half
from learning.text.near_duplicates import near_pairs

MIN_SHARED_PASSAGE_WORDS = 8


def leaks(held_out: Half, seen: Sequence[str], similarity: float) -> list[tuple[str, str]]:
    """Every held-out text, paraphrases and passages included, beside each text of `seen` that is its near-duplicate.

    Units: `similarity` is that of `learning.text.near_duplicates.text_similarity`, above 0.
    """
    own = every_text(held_out)
    return [(own[int(first)], seen[int(second)]) for first, second in zip(*near_pairs(own, seen, similarity), strict=True)]


def every_text(half: Half) -> list[str]:
    """Everything that a half holds: what is said in its cases and their paraphrases, its documents, passage by passage."""
    told = half.cases.texts() + (half.paraphrases.texts() if half.paraphrases else [])
    return told + [passage for document in (*half.documents, *half.long_documents) for passage in _passages(document.text)]


def _passages(text: str) -> Iterator[str]:
    """The paragraphs of a document; a heading of a few words is none."""
    for paragraph in text.split("\n"):
        if len(paragraph.split()) >= MIN_SHARED_PASSAGE_WORDS:
            yield paragraph
