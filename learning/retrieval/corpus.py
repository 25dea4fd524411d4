"""A retrieval corpus: documents, and queries that each have one of them as their answer."""

from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from core.parameters import Parameters
from learning.errors import DataMalformedError

DocumentId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Text = Annotated[str, Field(min_length=1, max_length=1_000_000)]


class Document(Parameters):
    """One document by its name."""

    id: DocumentId
    text: Text


class Query(Parameters):
    """A question, and the document that answers it."""

    text: Text
    document: DocumentId


class RetrievalCorpus(Parameters):
    """Documents and queries, in the order of the file."""

    schema_version: Literal[1]
    documents: Annotated[tuple[Document, ...], Field(min_length=1)]
    queries: Annotated[tuple[Query, ...], Field(min_length=1)]

    @property
    def answers(self) -> tuple[int, ...]:
        """The position of each query's document among the documents."""
        position = {document.id: index for index, document in enumerate(self.documents)}
        return tuple(position[query.document] for query in self.queries)

    @model_validator(mode="after")
    def _check(self) -> Self:
        names = {document.id for document in self.documents}
        if len(names) != len(self.documents):
            raise ValueError("two documents have one name")
        if unknown := {query.document for query in self.queries} - names:
            raise ValueError(f"queries name documents that are not there: {', '.join(sorted(unknown))}")
        return self


def parse_corpus(raw: bytes) -> RetrievalCorpus:
    """The corpus in `raw`, which is JSON.

    Errors: DataMalformedError (learning.data.malformed) with the path of the value and the reason.
    """
    try:
        return RetrievalCorpus.model_validate_json(raw, strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"])
        raise DataMalformedError(f"{path or 'the corpus'}: {first['msg']}", field=path) from error
