"""One half of the cases, held out or for development: its files read and found whole."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from core.parameters import Parameters
from gates.cases.families import (
    Case,
    ChainCase,
    ConversationCase,
    ConversationParaphrase,
    InstructionCase,
    LongContextCase,
    Paraphrase,
    RetrievalCase,
    ToolCase,
)
from gates.errors import CasesInvalidError
from learning.retrieval.corpus import Document

MIN_LONG_WORDS = 1500
MIN_ANSWER_DEPTH_WORDS = 300
LONG_DOCUMENTS = "long_documents/"

Line = TypeVar("Line", bound=BaseModel)


class Cases(Parameters):
    """The cases of each family; the utterances of classification lie elsewhere."""

    retrieval: tuple[RetrievalCase, ...]
    long_context_retrieval: tuple[LongContextCase, ...]
    instruction_following: tuple[InstructionCase, ...]
    conversation_continuity: tuple[ConversationCase, ...]
    tool_use: tuple[ToolCase, ...]
    multi_step_tool_use: tuple[ChainCase, ...]
    out_of_scope: tuple[Case, ...]

    @property
    def counts(self) -> dict[str, int]:
        """The number of cases of each family."""
        return {name: len(getattr(self, name)) for name in type(self).model_fields}

    def every(self) -> Iterator[Case | ConversationCase]:
        """All cases, family after family."""
        for name in type(self).model_fields:
            yield from getattr(self, name)

    def texts(self) -> list[str]:
        """Everything that is said in them."""
        return [said for case in self.every() for said in said_in(case)]


@dataclass(frozen=True, slots=True)
class Half:
    """Cases, the documents they ask about, and the same cases in other words, where there are any."""

    cases: Cases
    paraphrases: Cases | None
    documents: tuple[Document, ...]
    long_documents: tuple[Document, ...]


def said_in(case: Case | ConversationCase) -> tuple[str, ...]:
    """What is said to the assistant in one case."""
    return (case.text,) if isinstance(case, Case) else tuple(turn.text for turn in case.turns)


def parse_half(files: Mapping[str, bytes]) -> Half:
    """The half that `files` hold, by their names: FAMILY.jsonl, FAMILY.paraphrases.jsonl, documents.jsonl, long_documents/ID.md.

    Errors: CasesInvalidError (gates.cases.invalid) with the file, the line or the case, and the reason.
    """
    cases = Cases(
        retrieval=_lines(files, "retrieval.jsonl", RetrievalCase),
        long_context_retrieval=_lines(files, "long_context_retrieval.jsonl", LongContextCase),
        instruction_following=_lines(files, "instruction_following.jsonl", InstructionCase),
        conversation_continuity=_lines(files, "conversation_continuity.jsonl", ConversationCase),
        tool_use=_lines(files, "tool_use.jsonl", ToolCase),
        multi_step_tool_use=_lines(files, "multi_step_tool_use.jsonl", ChainCase),
        out_of_scope=_lines(files, "out_of_scope.jsonl", Case),
    )
    documents = _lines(files, "documents.jsonl", Document)
    long_documents = tuple(_long_document(name, files[name]) for name in sorted(files) if name.startswith(LONG_DOCUMENTS))
    is_paraphrased = any(name.endswith(".paraphrases.jsonl") for name in files)
    half = Half(cases, _paraphrased(files, cases) if is_paraphrased else None, documents, long_documents)
    _check(half)
    return half


def _lines(files: Mapping[str, bytes], name: str, model: type[Line]) -> tuple[Line, ...]:
    """Each line of a file as `model`."""
    if name not in files:
        raise CasesInvalidError("a file is missing", file=name)
    found: list[Line] = []
    for number, line in enumerate(files[name].splitlines(), start=1):
        try:
            found.append(model.model_validate_json(line, strict=True))
        except ValidationError as error:
            first = error.errors()[0]
            path = ".".join(str(part) for part in first["loc"])
            raise CasesInvalidError(f"{name}:{number}: {path}: {first['msg']}", file=name, line=number) from error
    return tuple(found)


def _long_document(name: str, raw: bytes) -> Document:
    try:
        return Document(id=name.removeprefix(LONG_DOCUMENTS).removesuffix(".md"), text=raw.decode("utf-8"))
    except (ValidationError, UnicodeDecodeError) as error:
        raise CasesInvalidError(f"{name} cannot be read: {error}", file=name) from error


def _paraphrased(files: Mapping[str, bytes], cases: Cases) -> Cases:
    """Each case with what is said in the words of its paraphrase."""
    return cases.model_copy(update={family: _in_other_words(files, family, getattr(cases, family)) for family in Cases.model_fields})


def _in_other_words(
    files: Mapping[str, bytes], family: str, cases: Sequence[Case | ConversationCase]
) -> tuple[Case | ConversationCase, ...]:
    name = f"{family}.paraphrases.jsonl"
    lines = _lines(files, name, ConversationParaphrase if family == "conversation_continuity" else Paraphrase)
    if [(case.id, len(said_in(case))) for case in cases] != [(line.id, len(_said(line))) for line in lines]:
        raise CasesInvalidError("the paraphrases are not those of the cases, in their order", file=name)
    return tuple(_said_as(case, _said(line)) for case, line in zip(cases, lines, strict=True))


def _said(line: Paraphrase | ConversationParaphrase) -> tuple[str, ...]:
    return (line.text,) if isinstance(line, Paraphrase) else line.turns


def _said_as(case: Case | ConversationCase, texts: tuple[str, ...]) -> Case | ConversationCase:
    if isinstance(case, Case):
        return case.model_copy(update={"text": texts[0]})
    return case.model_copy(
        update={"turns": tuple(turn.model_copy(update={"text": text}) for turn, text in zip(case.turns, texts, strict=True))}
    )


def _check(half: Half) -> None:
    """Names and texts are unique, documents are there, long ones are long, answers lie deep inside."""
    _refuse_twins("a name", [case.id for case in half.cases.every()])
    _refuse_twins("a document's name", [document.id for document in (*half.documents, *half.long_documents)])
    told = half.cases.texts() + (half.paraphrases.texts() if half.paraphrases else [])
    _refuse_twins("a text", [text.casefold() for text in told])
    short = {document.id for document in half.documents}
    for case in half.cases.retrieval:
        if case.document not in short:
            raise CasesInvalidError("no document has this name", case=case.id, document=case.document)
    for document in half.long_documents:
        if (found := len(document.text.split())) < MIN_LONG_WORDS:
            raise CasesInvalidError("a long document is too short", document=document.id, need=MIN_LONG_WORDS, have=found)
    texts = {document.id: " ".join(document.text.split()) for document in half.long_documents}
    for case in half.cases.long_context_retrieval:
        _check_answer(case, texts)


def _check_answer(case: LongContextCase, texts: Mapping[str, str]) -> None:
    if case.document not in texts:
        raise CasesInvalidError("no long document has this name", case=case.id, document=case.document)
    before, *after = texts[case.document].split(case.answer)
    if len(after) != 1 or len(before.split()) < MIN_ANSWER_DEPTH_WORDS:
        raise CasesInvalidError("the answer does not stand once, deep inside its document", case=case.id, document=case.document)


def _refuse_twins(what: str, values: Sequence[str]) -> None:
    value, count = Counter(values).most_common(1)[0] if values else ("", 0)
    if count > 1:
        raise CasesInvalidError(f"{what} is there twice", value=value)
