import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cli.verify import verify
from core.signing.keys import SigningKey
from tasks.evidence.local_identity import local_key

APP = typer.Typer()
APP.command()(verify)


def run(published, *arguments: str):
    return CliRunner().invoke(APP, [str(published.reports), "--project", str(published.root), *arguments])


@pytest.fixture
def trusting(published):
    entry = {"peer_id": published.key.peer_id, "name": "release key", "added_utc": "2026-01-01T00:00:00Z", "purpose": "tests"}
    (published.root / "trust/keys.json").write_text(json.dumps({"schema_version": 1, "keys": [entry]}))
    return published


def test_evidence_that_is_right_passes_and_the_signer_is_named(trusting):
    result = run(trusting)
    assert result.exit_code == 0, result.output
    assert "release key" in result.output


def test_the_local_identity_is_trusted_and_named_as_such(published):
    published.publish(key=local_key())
    result = run(published)
    assert result.exit_code == 0, result.output
    assert "local identity" in result.output


@pytest.mark.parametrize("name", ["smoke_summary.json", "smoke_summary.dsse.json", "smoke_accuracy.png"])
def test_one_changed_byte_fails_and_is_named(trusting, name):
    path = trusting.reports / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    result = run(trusting)
    assert result.exit_code == 1
    assert "gates.evidence." in result.output
    assert "smoke_summary" in result.output


def test_an_unlisted_key_fails_and_is_named(trusting):
    stranger = SigningKey.generate()
    trusting.publish(key=stranger)
    result = run(trusting)
    assert result.exit_code == 1
    assert "gates.evidence.untrusted" in result.output
    assert stranger.peer_id in result.output


def test_another_list_of_keys_can_be_named(published, tmp_path):
    entry = {"peer_id": published.key.peer_id, "name": "other", "added_utc": "2026-01-01T00:00:00Z", "purpose": "tests"}
    (tmp_path / "other.json").write_text(json.dumps({"schema_version": 1, "keys": [entry]}))
    assert run(published).exit_code == 1
    assert run(published, "--trust", str(tmp_path / "other.json")).exit_code == 0


def test_json_says_what_the_table_says(trusting):
    assert json.loads(run(trusting, "--json").stdout) == {
        "ok": True,
        "artifacts": [
            {"artifact": "smoke_summary.json", "signer": trusting.key.peer_id, "signer_name": "release key", "ok": True, "findings": []}
        ],
    }
    (trusting.reports / "smoke_summary.dsse.json").unlink()
    result = run(trusting, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["artifacts"][0]["findings"][0]["code"] == "gates.evidence.unsigned"


def test_an_empty_folder_is_no_pass(trusting):
    for path in trusting.reports.iterdir():
        path.unlink()
    assert run(trusting).exit_code == 1
    assert json.loads(run(trusting, "--json").stdout) == {"ok": False, "artifacts": []}


def test_a_folder_that_is_not_there_fails_with_its_code(trusting):
    for path in trusting.reports.iterdir():
        path.unlink()
    trusting.reports.rmdir()
    assert json.loads(run(trusting, "--json").stdout)["error"]["code"] == "gates.artifact.missing"


def test_a_broken_list_of_keys_fails_with_its_code(trusting):
    (trusting.root / "trust/keys.json").write_text("{}")
    result = run(trusting, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"]["code"] == "gates.trust.malformed"


def test_a_file_name_cannot_recolour_the_terminal(trusting):
    (trusting.reports / "\x1b[2J[red].json").write_text("{}")
    result = run(trusting)
    assert result.exit_code == 1
    assert "\x1b[2J" not in result.output
    assert "[red]" in result.output


def test_the_command_is_light_to_import():
    heavy = ("pydantic", "cryptography", "rich.table", "numpy", "prefect", "yaml", "httpx")
    code = f"import sys, cli.verify; sys.exit(any(name in sys.modules for name in {heavy!r}))"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
