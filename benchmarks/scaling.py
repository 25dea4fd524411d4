"""How the pool grows with clients and processors: `python -m benchmarks.scaling [--json] [--write]`.

Memory is the proportional set size of all processes together, at its highest from start to end, in the middle of rounds too: with 10, 100
and 1,000 clients a round, which must make no difference, and with 10,000 a round, all out of a population of a million that exists only as a seed. Two workers are timed on a long
training beside two processes that share nothing and train half of the rounds each, at the same time; the better of two turns counts.
P2P_AGENT_DATA_MIRROR may name a folder that holds `mnist-t10k/`; without it the digits are those that DVC has fetched.
"""

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.children import Outcome, run_child
from benchmarks.digits import settle_environment
from benchmarks.engine_report import write_section

ROOT = Path(__file__).resolve().parents[1]
ROUND_SIZES = (10, 100, 1_000, 10_000)
_HALF_ROUNDS = 240
_START_S = 6.0
"""After so long both of the independent processes are ready."""
_TIMEOUT_S = 280

Figures = dict[str, float]
_TURNS = 2
_NEVER: Figures = {"seconds": math.inf}


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md's section")
    parser.add_argument("--rounds", type=int, default=_HALF_ROUNDS, help=f"rounds of each independent process (default {_HALF_ROUNDS})")
    options = parser.parse_args()
    settle_environment("benchmarks.scaling")
    found = {f"round_{size}": _memory(size) for size in ROUND_SIZES}
    for _ in range(_TURNS):
        for name, run in (("together", _two_workers), ("apart", _two_processes)):
            found[name] = min(found.get(name, _NEVER), run(options.rounds), key=lambda one: one["seconds"])
    if options.write:
        write_section(ROOT / "docs" / "benchmarks.md", "scaling", table(found))
    print(json.dumps({"found": found, "tests": scaling_tests(found)}, indent=2) if options.json else table(found))


def _memory(clients_per_round: int) -> Figures:
    outcome = _child("round", clients_per_round)
    return {**outcome.found, "peak_bytes": float(outcome.peak_bytes)}


def _two_workers(half_rounds: int) -> Figures:
    return _child("pool", 2 * half_rounds).found


def _two_processes(num_rounds: int) -> Figures:
    begin = {"SCALING_BEGIN": str(time.time() + _START_S)}
    with ThreadPoolExecutor(2) as threads:
        outcomes = [threads.submit(_child, "alone", num_rounds, begin) for _ in range(2)]
    return {"seconds": max(outcome.result().found["seconds"] for outcome in outcomes)}


def _child(name: str, number: int, more: Mapping[str, str] | None = None) -> Outcome:
    command = [sys.executable, "-m", "benchmarks.scaling_runs", name, str(number)]
    return run_child(command, {**os.environ, **(more or {})}, 2, _TIMEOUT_S)


def scaling_tests(found: Mapping[str, Figures]) -> list[dict[str, object]]:
    """What is asked, what was found."""
    peaks = [found[f"round_{size}"]["peak_bytes"] for size in ROUND_SIZES[:-1]]
    spread = max(peaks) / min(peaks) - 1
    most = found[f"round_{ROUND_SIZES[-1]}"]["peak_bytes"]
    efficiency = found["apart"]["seconds"] / found["together"]["seconds"]
    return [
        {"asked": "memory from 10 to 1,000 clients a round, spread", "limit": "≤ 10%", "found": f"{spread:.1%}", "is_met": spread <= 0.1},
        {
            "asked": "memory of 10,000 a round out of 1,000,000", "limit": "< 2 GiB", "found": f"{most / 2**30:.2f} GiB",
            "is_met": most < 2**31,
        },
        {"asked": "speed of two workers against two processes", "limit": "≥ 90%", "found": f"{efficiency:.1%}", "is_met": efficiency >= 0.9},
        {
            "asked": "seconds that these two workers worked", "limit": "≥ 10", "found": f"{found['together']['seconds']:.1f}",
            "is_met": found["together"]["seconds"] >= 10,
        },
    ]  # fmt: skip


def table(found: Mapping[str, Figures]) -> str:
    """Tables in Markdown: what was measured, and what is asked."""
    lines = ["| clients a round, of 1,000,000 | memory, MiB | seconds a round | clients a second |", "|--:|--:|--:|--:|"]
    for size in ROUND_SIZES:
        one = found[f"round_{size}"]
        lines.append(f"| {size:,} | {one['peak_bytes'] / 2**20:,.0f} | {one['seconds']:.3g} | {one['clients_per_s']:,.0f} |")
    lines += ["", "| asked | limit | found |", "|---|--:|--:|"]
    for test in scaling_tests(found):
        lines.append(f"| {test['asked']} | {test['limit']} | {test['found']}{'' if test['is_met'] else ' (missed)'} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
