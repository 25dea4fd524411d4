"""`p2p-agent remote serve` as a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path

from p2p.agent.remote.access import HEADER
from tasks.project.files import PROJECT_ROOT


@dataclass(frozen=True)
class ServedRemote:
    """A remote that serves `store`; what it logs goes to the file `log`."""

    process: "subprocess.Popen[str]"
    url: str
    token: str
    store: Path
    log: Path
    commands: list[str]

    @property
    def headers(self) -> dict[str, str]:
        """What a request needs to be let in."""
        return {HEADER: self.token}

    def requests(self) -> list[dict[str, object]]:
        """Every request as it was logged."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [line for line in lines if line["event"] == "remote.request"]

    def names(self) -> list[str]:
        """Path of every file in the store, unfinished ones too; they may be gone a moment later."""
        return [f"/{Path(folder, name).relative_to(self.store)}" for folder, _, names in os.walk(self.store) for name in names]

    def objects(self) -> dict[str, bytes]:
        """Path to content of every file in the store, unfinished ones too."""
        return {f"/{path.relative_to(self.store)}": path.read_bytes() for path in self.store.rglob("*") if path.is_file()}


def start_remote(folder: Path, *options: str, port: int = 0) -> ServedRemote:
    """A remote with store, token and log in `folder`; the caller ends its process."""
    folder.mkdir(exist_ok=True)
    words = ["--folder", str(folder / "store"), "--token-file", str(folder / "token"), "--port", str(port), "--json", *options]
    with (folder / "log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli.main", "remote", "serve", *words], cwd=PROJECT_ROOT, stdout=subprocess.PIPE, stderr=log, text=True
        )
    said = ""
    assert process.stdout is not None
    while not said.endswith("}\n"):
        line = process.stdout.readline()
        assert line, (folder / "log").read_text()
        said += line
    facts = json.loads(said)
    token = (folder / "token").read_text().strip()
    return ServedRemote(process, facts["url"], token, folder / "store", folder / "log", facts["commands"])


@contextmanager
def served(folder: Path, *options: str) -> Generator[ServedRemote]:
    """A remote for as long as the block lasts."""
    remote = start_remote(folder, *options)
    try:
        yield remote
    finally:
        remote.process.terminate()
        remote.process.communicate(timeout=60)


def object_path(content: bytes) -> str:
    """The path of an object in a remote."""
    digest = md5(content).hexdigest()
    return f"/files/md5/{digest[:2]}/{digest[2:]}"
