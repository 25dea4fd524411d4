"""`python -m flows.smoke` as a person runs it: it passes, its evidence holds, and it leaves nothing behind."""

import json
import os
import signal
import time
from pathlib import Path

import psutil
import pytest

from tests.system.copied_project import Project

ARTIFACT, EVIDENCE, FIGURE = "smoke_summary.json", "smoke_summary.dsse.json", "smoke_accuracy.png"


def left_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def verify(project: Project) -> tuple[int, dict[str, object]]:
    status, said = project.run("-m", "cli.main", "verify", "reports/", "--json")
    return status, json.loads(said)


def test_smoke_passes_and_every_altered_byte_is_named(project: Project) -> None:
    status, said = project.run("-m", "flows.smoke", PREFECT_API_URL="http://127.0.0.1:9/api", PREFECT_PROFILE="someone-elses")
    assert status == 0, said
    assert said.splitlines()[-1] == f"reports/{ARTIFACT}"
    summary = json.loads((project.root / "reports" / ARTIFACT).read_text())
    assert [step["name"] for step in summary["steps"]] == ["agents", "discovery", "train_fp32", "train_int8", "twin", "evaluate"]
    for method in summary["methods"].values():
        assert method["weights_sha256"] == method["twin_weights_sha256"]
    assert not project.processes()
    assert left_in(project.temporary) == []
    assert verify(project)[0] == 0
    for name in (ARTIFACT, EVIDENCE, FIGURE):
        path = project.root / "reports" / name
        content = path.read_bytes()
        path.write_bytes(content[:-40] + bytes([content[-40] ^ 1]) + content[-39:])
        status, found = verify(project)
        assert status == 1
        assert "smoke_summary" in json.dumps(found)
        path.write_bytes(content)
    assert verify(project)[0] == 0


def agent_process(project: Project, name: str) -> psutil.Process:
    for process in project.processes():
        command = process.cmdline()
        if "p2p.agent.process" in command and command[-1 if command[-1] != "--leash" else -2].endswith(f"/{name}"):
            return process
    raise AssertionError(f"{name} does not run")


def test_a_killed_agent_is_named_and_the_rest_ends_in_the_bits_of_the_twin(project: Project) -> None:
    process = project.start("-m", "flows.smoke")
    rounds = project.temporary
    deadline = time.monotonic() + 120
    while not list(rounds.glob("p2p-smoke-*/coordinator/rounds/*/model-1.safetensors")):
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.01)
    victim = agent_process(project, "agent-2")
    victim.send_signal(signal.SIGKILL)
    said, _ = process.communicate(timeout=180)
    assert process.returncode == 0, said
    summary = json.loads((project.root / "reports" / ARTIFACT).read_text())
    excluded = {(one["peer"], one["code"]) for one in summary["excluded"]}
    assert {peer for peer, _ in excluded} == {summary["peers"][3]}
    assert all(code.startswith("p2p.") for _, code in excluded)
    for method in summary["methods"].values():
        assert method["weights_sha256"] == method["twin_weights_sha256"]
    assert [2 in clients for clients in summary["methods"]["fp32"]["participation"]][-1] is False
    assert not project.processes()


@pytest.mark.parametrize(("number", "after_s"), [(signal.SIGINT, 3.0), (signal.SIGTERM, 6.0), (signal.SIGINT, 8.0)])
def test_an_interrupted_run_leaves_nothing(project: Project, number: signal.Signals, after_s: float) -> None:
    process = project.start("-m", "flows.smoke")
    time.sleep(after_s)
    os.killpg(process.pid, number)
    said, _ = process.communicate(timeout=60)
    assert process.returncode in (130, 143, -number), said
    assert not project.processes()
    assert left_in(project.temporary) == []
