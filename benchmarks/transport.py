"""The transport beside bare trio TCP, its cipher alone and js-libp2p, in one run; every figure is the better of the rounds.

`python -m benchmarks.transport [--json] [--write]`: about a minute; `--write` keeps the table in docs/transport.md and the figure.
The serving and the asking side are processes of their own, and the competitors take turns.
"""

import argparse
import json
import logging
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import structlog
import trio

from benchmarks.discovery import time_to_find
from benchmarks.transport_report import Figures, acceptance, draw, table, write_table
from p2p.agent.priority import yield_to_others

ROOT = Path(__file__).resolve().parents[1]
JS_PEER = ROOT / "docs" / "examples" / "js-peer"
JS_SCRIPT = ROOT / "benchmarks" / "js" / "transport.mjs"
BIN = Path(sys.executable).parent
NUM_MIB = 64
OURS = ("connect", "ask_1", "ask_16", "ask_64", "kept", "one_way", "both_ways", "blob")
BARE = ("bare_kept", "bare_one_way", "bare_both_ways", "cipher")


def main() -> int:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=0.8, help="how long each rate is measured in each round")
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
    rounds: list[dict[str, Figures]] = []
    with serving([sys.executable, "-m", "benchmarks.transport_peer"]) as ours, serving(js("serve"), cwd=JS_PEER) as theirs:
        for _ in range(num_rounds):
            found = ask_ours(ours, seconds, [*OURS, *BARE])
            js_found = answer_of(js("ask", theirs, NUM_MIB, seconds), cwd=JS_PEER)
            rounds.append(found | {f"js_{name}": value for name, value in js_found.items()})
        burning: dict[str, Figures] = {}
        for num_children in (0, 1, 2):
            with burners(num_children):
                for name, value in ask_ours(ours, 2 * seconds, ["ask_1", "kept"]).items():
                    burning[f"{name}_burning_{num_children}"] = value
    return best(rounds) | burning | {"discovery": discovery(), "demo": demo()}


def best(rounds: Sequence[dict[str, Figures]]) -> dict[str, Figures]:
    """The best of each figure: what other work on the machine took away is nobody's merit or fault."""
    return {
        name: {key: (min if key.endswith("_ms") else max)(one[name][key] for one in rounds) for key in rounds[0][name]}
        for name in rounds[0]
    }


def js(*arguments: object) -> list[str]:
    """The command of the other side's script, which node gets as text, so that it finds the packages of its folder."""
    return [str(BIN / "node"), "--input-type=module", "--eval", JS_SCRIPT.read_text(), *map(str, arguments)]


def ask_ours(server: str, seconds: float, names: Sequence[str]) -> dict[str, Figures]:
    """The figures of our asking side."""
    return answer_of([sys.executable, "-m", "benchmarks.transport_client", server, str(seconds), *names])


def answer_of(command: list[str], cwd: Path = ROOT) -> dict[str, Figures]:
    """What `command` prints."""
    return json.loads(subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True, timeout=120).stdout)


@contextmanager
def serving(command: list[str], cwd: Path = ROOT) -> Generator[str]:
    """The line that a serving process prints; it ends with the block."""
    process = subprocess.Popen(command, cwd=cwd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
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
