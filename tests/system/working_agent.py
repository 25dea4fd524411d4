"""An agent with a slow capability: `python working_agent.py HOME NOTES CONCURRENCY`.

`work` writes into the file NOTES when it begins, ends and is cancelled, and ends when a file `NOTES.release` is there.
"""

import subprocess
import sys
import time
from pathlib import Path
from typing import cast

import trio
from pydantic import JsonValue, TypeAdapter

from p2p.agent.client.agent import AgentClient
from p2p.agent.launch import end_process
from p2p.agent.process import run
from p2p.agent.settings import load_settings
from p2p.agent.storage.home import AgentHome
from p2p.protocols.capability import Limits
from tests.p2p.agent.forks import fork_script

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 30.0


class Work:
    """Notes what it does."""

    name = "work"
    summary = "Works until it is released."
    input: TypeAdapter[JsonValue] = TypeAdapter(JsonValue)

    def __init__(self, notes: Path, concurrency: int) -> None:
        self.limits = Limits(concurrency=concurrency, queue=0)
        self._notes = notes

    async def run(self, value: JsonValue, peer: str, /) -> JsonValue:
        self._note("begin")
        try:
            while not release_of(self._notes).exists():
                await trio.sleep(0.01)
        except trio.Cancelled:
            self._note("cancelled")
            raise
        self._note("end")
        return {"value": value, "runs": self._notes.read_text().count("begin")}

    def _note(self, what: str) -> None:
        with self._notes.open("a") as file:
            file.write(f"{what}\n")


def release_of(notes: Path) -> Path:
    return notes.with_suffix(".release")


class WorkingAgent:
    """Such an agent as a process, which can be killed and started again in its home."""

    def __init__(self, folder: Path, name: str, environment: dict[str, str], concurrency: int = 4) -> None:
        self.home = AgentHome.at(folder / name)
        self.notes = folder / f"{name}.notes"
        self._words = [str(self.home.path), str(self.notes), str(concurrency)]
        self._environment = environment
        self.start()

    def start(self) -> None:
        """Start the agent, and return when it is ready."""
        self.process = fork_script(Path(__file__), *self._words, environment=self._environment)
        until(lambda: (record := self.home.record()) is not None and record.pid == self.process.pid)
        self.record = self.home.record()
        self.client = AgentClient.of_home(self.home)

    def release(self) -> None:
        release_of(self.notes).touch()

    def noted(self) -> list[str]:
        return self.notes.read_text().split() if self.notes.exists() else []

    def until_noted(self, *what: str) -> None:
        until(lambda: self.noted() == list(what))

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        self.client.close()
        end_process(cast("subprocess.Popen[bytes]", self.process), 30)


def until(is_so) -> None:
    """Return when it is so."""
    give_up = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < give_up, "it never is"
        time.sleep(0.02)


if __name__ == "__main__":
    own_home = AgentHome.at(sys.argv[1])
    run(own_home, load_settings(), is_leashed=False, capabilities=[Work(Path(sys.argv[2]), int(sys.argv[3]))])
