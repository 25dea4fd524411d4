"""docs/volunteer.md: every command in it is one that there is; the soak `make soak-volunteer` follows it to the maintainer's "passed"."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from tests.system.volunteer_document import DOCUMENT, Step, commands, section, steps


def test_every_command_exists_with_the_options_that_it_is_given() -> None:
    told = [line for line in commands(DOCUMENT.read_text()) if line.startswith("p2p-agent")]
    assert len(told) >= 6
    for line in told:
        words = shlex.split(line)[1:]
        shown = CliRunner().invoke(app, [*words[:2], "--help"], env={"COLUMNS": "200"}).output
        for option in (word for word in words if word.startswith("--")):
            assert re.search(rf"{option}\b", shown), (line, option)


def test_there_is_one_command_to_start_and_one_to_submit() -> None:
    text = DOCUMENT.read_text()
    for title in ("2. Start", "3. Submit"):
        assert len(commands(section(text, title))) == 1, title


def test_what_can_be_rehearsed_is_what_the_document_says_before_in_small() -> None:
    text = DOCUMENT.read_text()
    rehearsed = [" ".join(step.commands) for step in steps(text)]
    assert [re.sub(r" (--rehearsal|--profile rehearsal)", "", line) for line in rehearsed] == [
        line.replace(" --every 30m", "") for line in commands(text) if line.startswith("p2p-agent") and "rehears" not in line
    ]


@pytest.mark.parametrize("text", ["```sh\na\n```\n\n```text\nb …\n```\n"])
def test_a_step_is_a_command_and_what_is_shown_below_it(text: str, tmp_path: Path) -> None:
    assert steps(text) == [Step(("a",), ("b …",))]
