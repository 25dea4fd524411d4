"""The set-up tells what it found of the machine and of the line, and what was not measured as not measured."""

import json
from pathlib import Path

from typer.testing import CliRunner

from cli.volunteer import volunteer
from cli.volunteer_setup import Line
from tests.tasks.cohort.volunteer_node import issued

ANSWERS = ("--node-id", "Node-1", "--region", "eu", "--hardware-tier", "laptop", "--network-tier", "fibre")


def set_up(root: Path, *more: str):
    (root / "invitation.json").write_bytes(issued())
    return CliRunner().invoke(volunteer, ["setup", "--project", str(root), "--invitation", str(root / "invitation.json"), *ANSWERS, *more])


def test_what_was_not_asked_for_is_not_measured(tmp_path: Path) -> None:
    found = json.loads(set_up(tmp_path, "--json").stdout)
    assert (found["profile"]["node_id"], found["line"]["mbit_per_s"], found["line"]["doubt"]) == ("node-1", None, "")
    assert isinstance(found["gpus"], list)
    said = set_up(tmp_path).output
    assert "line: not measured" in said and "graphics processor: " in said


def test_an_address_that_is_none_is_named_and_the_node_is_set_up_all_the_same(tmp_path: Path) -> None:
    said = set_up(tmp_path, "--maintainer", "/ip4/127.0.0.1/tcp/1")
    assert said.exit_code == 1 and (tmp_path / "data" / "volunteer" / "node.json").exists()


def test_a_line_is_told_with_its_doubt() -> None:
    told = Line("3 Mbit/s there and back", 3.0, 20.0, "too slow").as_json()
    assert told == {"said": "3 Mbit/s there and back", "mbit_per_s": 3.0, "round_trip_ms": 20.0, "doubt": "too slow"}
