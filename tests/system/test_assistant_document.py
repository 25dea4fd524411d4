"""docs/assistant.md is followed to the letter."""

import re
from pathlib import Path

from typer.testing import CliRunner

from cli.main import app


def test_the_conversation_goes_as_the_document_says(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("P2P_AGENT_HOME", str(tmp_path))
    shown = re.search(r"```text\n(.*?)```", (Path(__file__).parents[2] / "docs" / "assistant.md").read_text(), re.DOTALL)
    assert shown is not None
    turns = re.findall(r"^> (.+)\n((?:(?!> ).+\n)+)", shown.group(1), re.MULTILINE)
    assert len(turns) == 9
    result = CliRunner().invoke(app, ["chat"], input="".join(f"{said}\n" for said, _ in turns))
    assert (result.exit_code, result.stdout) == (0, "".join(answer for _, answer in turns))
