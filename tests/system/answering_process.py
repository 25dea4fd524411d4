"""A process that does what it is told, one line of JSON after the other, until its orders end."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Answer = Callable[[dict[str, Any]], Any]


def answer_orders(answers: Mapping[str, Answer]) -> None:
    """Within the process: answer each order by the one of its name; whatever else is printed goes to standard error."""
    out = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(answers[order.pop("do")](order)), file=out)


@dataclass(slots=True)
class AnsweringProcess:
    """The process as seen from outside; `log` is what it has said on standard error."""

    process: "subprocess.Popen[str]"
    log: Path

    @classmethod
    def started(cls, command: list[str], folder: Path, environment: Mapping[str, str], log: Path) -> "AnsweringProcess":
        """The process, in a session of its own."""
        with log.open("w") as said:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env={**environment},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                start_new_session=True,
            )
        return cls(process, log)

    def ask(self, what: str, **order: Any) -> Any:
        """What it answers to an order; where it has ended, the last of what it has said is raised."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": what, **order}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f"{what}: ended with {self.process.wait()}: {self.log.read_text()[-4000:]}")
        return json.loads(line)

    def end(self) -> None:
        """End its orders and wait for it."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(60)
        finally:
            self.process.kill()
            self.process.wait()
            if self.process.stdout is not None:
                self.process.stdout.close()
