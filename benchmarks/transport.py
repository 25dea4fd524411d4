"""The transport beside bare trio TCP, its cipher alone and js-libp2p, in one run; every figure is the better of the rounds.

`python -m benchmarks.transport [--json] [--write]`: about a minute; `--write` keeps the table in docs/transport.md and the figure.
The serving and the asking sides are processes of their own, which stay; the competitors are warmed up and take turns, figure by figure.
"""

import argparse
import json
import logging
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TextIO, cast

import structlog
import trio

from benchmarks.discovery import time_to_find
from benchmarks.transport_report import Figures, acceptance, draw, table, write_table
from p2p.agent.computing.priority import yield_to_others

ROOT = Path(__file__).resolve().parents[1]
JS_PEER = ROOT / "docs" / "examples" / "js-peer"
JS_SCRIPT = ROOT / "benchmarks" / "js" / "transport.mjs"
BIN = Path(sys.executable).parent
NUM_MIB = 64
BOTH = ("connect", "ask_1", "ask_16", "ask_64", "kept", "one_way", "both_ways")
OURS = ("blob", "bare_kept", "bare_one_way", "bare_both_ways", "cipher")
WARM_UP = ("ask_64", "ask_1", "ask_16", "one_way")

Ask = Callable[[str], Figures]


def main() -> int:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=0.6, help="how long each rate is measured in each round")
    arguments = parser.parse_args()
    if not (JS_PEER / "node_modules").is_dir():
        print(f"js-libp2p is not installed here. Next: npm --prefix {JS_PEER.relative_to(ROOT)} ci, or make setup.", file=sys.stderr)
        return 2
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    found = measure(arguments.rounds, arguments.seconds)
    print(json.dumps({"figures": found, "acceptance": acceptance(found)}) if arguments.json else table(found))
    if arguments.write:
        write_table(ROOT / "docs" / "transport.md", found)
        draw(ROOT / "docs" / "figures" / "transport.svg", found)
    return 0


def measure(num_rounds: int, seconds: float) -> dict[str, Figures]:
    """The figures of everything, by name."""
    with serving([sys.executable, "-m", "benchmarks.transport_peer"]) as ours, serving(js("serve"), cwd=JS_PEER) as theirs:
        with asking_ours(ours, seconds) as ask, asking(js("ask", theirs, NUM_MIB, seconds), cwd=JS_PEER) as ask_js:
            in_turns(ask, ask_js, WARM_UP)
            rounds = [in_turns(ask, ask_js, (*BOTH, *OURS)) for _ in range(num_rounds)]
        burning: dict[str, Figures] = {}
        for num_children in (0, 1, 2):
            with burners(num_children), asking_ours(ours, 2 * seconds) as ask:
                for name in ("ask_1", "kept"):
                    burning[f"{name}_burning_{num_children}"] = ask(name)
    return best(rounds) | burning | {"discovery": discovery(), "demo": demo()}


def in_turns(ask: Ask, ask_js: Ask, names: Sequence[str]) -> dict[str, Figures]:
    """The figures of both sides, figure by figure, so that other work on the machine meets both alike."""
    found: dict[str, Figures] = {}
    for name in names:
        found[name] = ask(name)
        if name in BOTH:
            found[f"js_{name}"] = ask_js(name)
    return found


def best(rounds: Sequence[dict[str, Figures]]) -> dict[str, Figures]:
    """The best of each figure: what other work on the machine took away is nobody's merit or fault."""
    return {
        name: {key: (min if key.endswith("_ms") else max)(one[name][key] for one in rounds) for key in rounds[0][name]}
        for name in rounds[0]
    }


def js(*arguments: object) -> list[str]:
    """The command of the other side's script, which node gets as text, so that it finds the packages of its folder."""
    return [str(BIN / "node"), "--input-type=module", "--eval", JS_SCRIPT.read_text(), *map(str, arguments)]


def asking_ours(server: str, seconds: float) -> AbstractContextManager[Ask]:
    """Our asking side."""
    return asking([sys.executable, "-m", "benchmarks.transport_client", server, str(seconds)])


@contextmanager
def asking(command: list[str], cwd: Path = ROOT) -> Generator[Ask]:
    """Ask a process for one figure after the other; it ends with the block."""
    with started(command, cwd) as (to_process, from_process):

        def ask(name: str) -> Figures:
            to_process.write(f"{name}\n")
            to_process.flush()
            return json.loads(from_process.readline())

        yield ask


@contextmanager
def serving(command: list[str], cwd: Path = ROOT) -> Generator[str]:
    """The line that a serving process prints; it ends with the block."""
    with started(command, cwd) as (_, from_process):
        yield from_process.readline().strip()


@contextmanager
def started(command: list[str], cwd: Path) -> Generator[tuple[TextIO, TextIO]]:
    """The standard input and output of a process, which ends with its input."""
    process = subprocess.Popen(command, cwd=cwd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield cast(TextIO, process.stdin), cast(TextIO, process.stdout)
    finally:
        process.stdin.close()
        process.wait(20)


@contextmanager
def burners(number: int) -> Generator[None]:
    """So many children that burn CPU as an agent's do, for the block; they stop when it is left."""
    pids: list[int] = []
    for _ in range(number):
        if not (pid := os.fork()):
            yield_to_others()
            while os.getppid() != 1:
                sum(range(100_000))
            os._exit(0)
        pids.append(pid)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, 9)
            os.waitpid(pid, 0)


def discovery() -> Figures:
    """How long two fresh hosts take to find each other."""
    times_s = [trio.run(time_to_find, f"transport-{os.getpid()}-{run}") or float("inf") for run in range(3)]
    return {"p50_ms": 1000 * statistics.median(times_s)}


def demo() -> Figures:
    """How long `p2p-agent demo` takes, from the prompt to the prompt."""
    times_s: list[float] = []
    for _ in range(3):
        started_s = time.perf_counter()
        subprocess.run([sys.executable, "-m", "cli.main", "demo", "--json"], cwd=ROOT, capture_output=True, check=True, timeout=60)
        times_s.append(time.perf_counter() - started_s)
    return {"p50_ms": 1000 * statistics.median(times_s)}


if __name__ == "__main__":
    sys.exit(main())
