"""`python -m tasks.data.speeches`: write tinyshakespeare's speeches by speaker, split into train and test (the DVC stage `data_speeches`)."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from core.ids import Sha256
from gates.errors import DataAlteredError
from gates.params.data import SpeechesParameters
from learning.text.characters import vocabulary_of
from tasks.data.example_files import write_command, write_registered
from tasks.data.registry import read_data
from tasks.project.files import PROJECT_ROOT
from tasks.project.parameters import read_section

SOURCE, PREPARED = "tinyshakespeare/input.txt", "speeches/tinyshakespeare.json"

_FROZEN = ConfigDict(frozen=True, extra="forbid")


class Speaker(BaseModel):
    """One speaker, a natural client: the speeches of each side in the order of the plays; all of `test` come after all of `train`."""

    model_config = _FROZEN
    name: str
    train: tuple[str, ...]
    test: tuple[str, ...]


class Speeches(BaseModel):
    """The prepared file: the speakers by name, and every character of theirs."""

    model_config = _FROZEN
    schema_version: Literal[1] = 1
    vocabulary: str
    speakers: tuple[Speaker, ...]


def parse_plays(raw: bytes) -> dict[str, list[str]]:
    """The speeches of each speaker, in the order of the plays: a line `NAME:` and the lines below it, then an empty line.

    A name without a speech is passed over.
    Errors: DataAlteredError (gates.data.altered) for text without a speaker's line.
    """
    found: dict[str, list[str]] = {}
    try:
        blocks = re.split(r"\n{2,}", raw.decode("ascii").strip("\n"))
    except UnicodeDecodeError as error:
        raise DataAlteredError("the plays are not ASCII text", path=SOURCE) from error
    for block in blocks:
        name, _, text = block.partition("\n")
        if not name.endswith(":"):
            raise DataAlteredError(f"a speech without a speaker: {name[:40]}", path=SOURCE)
        if text:
            found.setdefault(name[:-1], []).append(text)
    return found


def prepare_speeches(raw: bytes, params: SpeechesParameters) -> Speeches:
    """The speakers of at least `min_characters`, each one's last speeches kept for testing.

    Errors: DataAlteredError (gates.data.altered), also where no speaker says so much.
    """
    speakers = [
        Speaker(name=name, train=tuple(texts[:cut]), test=tuple(texts[cut:]))
        for name, texts in sorted(parse_plays(raw).items())
        if len(texts) > 1 and sum(map(len, texts)) >= params.min_characters
        for cut in (_cut(texts, params.test_fraction),)
    ]
    if not speakers:
        raise DataAlteredError("no speaker says enough", path=SOURCE, min_characters=params.min_characters)
    everything = [text for speaker in speakers for text in (*speaker.train, *speaker.test)]
    return Speeches(vocabulary=vocabulary_of(everything), speakers=tuple(speakers))


def write_speeches(root: Path, params: SpeechesParameters) -> dict[str, Sha256]:
    """Write the prepared file; the same parameters give the same bytes.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered).
    """
    content = prepare_speeches(read_data(root, SOURCE), params).model_dump_json(indent=1) + "\n"
    return write_registered(root, {PREPARED: content.encode()})


def load_speeches(root: Path) -> Speeches:
    """The prepared file, checked against the registry.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered).
    """
    try:
        return Speeches.model_validate_json(read_data(root, PREPARED))
    except ValidationError as error:
        raise DataAlteredError(f"the prepared speeches are not in their format: {error}", path=PREPARED) from error


def _cut(texts: Sequence[str], test_fraction: float) -> int:
    """The number of speeches to train on: the fewest from the end hold `test_fraction` of the characters; at least one on each side."""
    wanted, taken, cut = test_fraction * sum(map(len, texts)), 0, len(texts)
    while taken < wanted and cut > 1:
        cut -= 1
        taken += len(texts[cut])
    return cut


if __name__ == "__main__":
    sys.exit(write_command(lambda: write_speeches(PROJECT_ROOT, read_section(PROJECT_ROOT, "data.speeches", SpeechesParameters))))
