"""docs/volunteer.md as commands to type, and what is shown below them."""

import re
from dataclasses import dataclass

from tasks.project.files import PROJECT_ROOT

DOCUMENT = PROJECT_ROOT / "docs" / "volunteer.md"
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Step:
    """Commands, and the lines that the document shows below them."""

    commands: tuple[str, ...]
    shown: tuple[str, ...]

    def missing(self, said: str, words: dict[str, str]) -> list[str]:
        """The shown lines that were not said; an ellipsis is anything, a word in capitals what `words` has."""
        return [line for line in self.shown if not re.search(_pattern(filled_in(line, words)), said, re.MULTILINE)]


def commands(text: str) -> list[str]:
    """Every line that is to be typed."""
    return [line for block in re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL) for line in block.splitlines()]


def section(text: str, title: str) -> str:
    """The part below a title, up to the next."""
    return text[text.index(f"## {title}\n") :].split("\n## ", 1)[0]


def steps(text: str) -> list[Step]:
    """The commands below which the document shows what they say."""
    blocks = re.findall(r"^```sh\n([^`]*)^```\n\n```text\n([^`]*)^```$", text, re.MULTILINE)
    return [Step(tuple(typed.splitlines()), tuple(shown.splitlines())) for typed, shown in blocks]


def filled_in(line: str, words: dict[str, str]) -> str:
    """The line with what is known in the place of words in capitals."""
    return re.sub(r"(?<![A-Z])[A-Z]{4,}(?![A-Z])", lambda word: words.get(word[0], word[0]), line)


def _pattern(line: str) -> str:
    return "^" + r".*".join(map(re.escape, line.split(ELLIPSIS)))
