"""The registered text sets as they come: each file's own format read into labelled texts."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from gates.errors import DataAlteredError, DataUnknownError
from tasks.data.registry import read_data

Side = Literal["train", "test", "either", "indirect"]
"""Where a text may go: `either` is dealt by a seed; `indirect` says its intent in other words and is only reported."""


class LabelledText(NamedTuple):
    """One text, the name of its label, and where it may go."""

    text: str
    label: str
    side: Side


class Utterances(BaseModel):
    """The file data/own/utterances.json: texts by label; `out_of_scope` are of no label."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    schema_version: Literal[1]
    language: str
    labels: dict[str, tuple[str, ...]]
    indirect: dict[str, tuple[str, ...]]
    out_of_scope: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextSource:
    """How one set is read: its registered files, and the function of their bytes."""

    paths: tuple[str, ...]
    parse: Callable[..., list[LabelledText]]


def hashed_name(dataset: str) -> str:
    """The data set that holds the dense, hashed form of the text set `dataset`."""
    return f"{dataset}_hashed"


def texts_path(dataset: str) -> str:
    """The path below data/ of a text set as the gates read it."""
    return f"texts/{dataset}.json"


def read_source(root: Path, name: str) -> list[LabelledText]:
    """The texts of the set `name`, in the order of its files.

    Errors: DataUnknownError (gates.data.unknown), DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered).
    """
    if name not in TEXT_SOURCES:
        raise DataUnknownError("no text set has this name", name=name, known=" ".join(TEXT_SOURCES))
    source = TEXT_SOURCES[name]
    contents = [read_data(root, path) for path in source.paths]
    try:
        return source.parse(*contents)
    except (ValidationError, UnicodeDecodeError, KeyError, ValueError) as error:
        raise DataAlteredError(f"the files of {name} are not in its format: {error}", path=source.paths[0]) from error


def parse_utterances(raw: bytes) -> list[LabelledText]:
    """The project's own utterances, without those that are out of scope."""
    found = Utterances.model_validate_json(raw)
    parts: tuple[tuple[Mapping[str, tuple[str, ...]], Side], ...] = ((found.labels, "either"), (found.indirect, "indirect"))
    return [LabelledText(text, label, side) for texts, side in parts for label in texts for text in texts[label]]


def parse_clinc150(raw: bytes) -> list[LabelledText]:
    """CLINC150's training and test texts that are in scope; its validation side is what the parameters were chosen on."""
    pairs = TypeAdapter(dict[str, list[tuple[str, str]]]).validate_json(raw)
    sides: tuple[Side, ...] = ("train", "test")
    return [LabelledText(text, label, side) for side in sides for text, label in pairs[side]]


def parse_banking77(train: bytes, test: bytes) -> list[LabelledText]:
    """banking77's two sides."""
    sides: tuple[tuple[bytes, Side], ...] = ((train, "train"), (test, "test"))
    return [
        LabelledText(row["text"], row["category"], side)
        for raw, side in sides
        for row in csv.DictReader(io.StringIO(raw.decode("utf-8"), newline=""))
    ]


def parse_metatool(raw: bytes) -> list[LabelledText]:
    """MetaTool's queries, each with the tool that answers it; a query that stands there twice is taken once."""
    rows = csv.DictReader(io.StringIO(raw.decode("utf-8"), newline=""))
    return [LabelledText(text, label, "either") for text, label in dict.fromkeys((row["Query"], row["Tool"]) for row in rows)]


TEXT_SOURCES: Mapping[str, TextSource] = {
    "utterances": TextSource(("own/utterances.json",), parse_utterances),
    "clinc150": TextSource(("clinc150/data_full.json",), parse_clinc150),
    "banking77": TextSource(("banking77/train.csv", "banking77/test.csv"), parse_banking77),
    "metatool": TextSource(("metatool/all_clean_data.csv",), parse_metatool),
}
