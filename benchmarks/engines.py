"""The engine beside others on one federated training: `python -m benchmarks.engines [--json] [--write] [--engine NAME …]`.

The workload is that of the project's speed figures, a perceptron and a strided CNN (see `benchmarks.engine_workload`). Every engine gets
the same digits, clients, rounds, epochs and size of batches, and runs in a process of its own, held to one processor or to two. Imports,
reading, compiling and one round to warm up are the set-up, timed apart. They take turns, several times, and the median of an engine's
trainings counts; the fast ones train several times in each turn.
P2P_AGENT_DATA_MIRROR may name a folder that holds `mnist-t10k/`; without it the digits are those that DVC has fetched.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.children import ChildFailedError, run_child
from benchmarks.digits import cpu_flags, settle_environment
from benchmarks.engine_report import Engine, Run, draw, merge, speed_tests, table, write_section
from benchmarks.engine_workload import Kind, make_plan, make_shards, make_workload
from benchmarks.peer_environment import PeerMissingError, peer_python
from learning.environment import compute_environment

ROOT = Path(__file__).resolve().parents[1]
ENGINES = (
    Engine("ours_1", "ours, one process", 1),
    Engine("ours_2", "ours, a pool of two", 2, is_one_process=False),
    Engine("products", "our kernel's matrix products alone", 1),
    Engine("products_plain", "the matrix products of a training by the weights alone", 1),
    Engine("torch", "PyTorch, a plain loop", 1),
    Engine("vmap", "PyTorch, torch.func.vmap", 1),
    Engine("pfl", "pfl-research 0.6.0", 1, peer="pfl"),
    Engine("fedjax", "FedJAX 0.0.17", 1, peer="fedjax"),
    Engine("flower_1", "Flower 1.41.0, simulation, client as in its tutorial", 1, peer="flower", runs=1, is_one_process=False),
    Engine("flower", "Flower 1.41.0, simulation, client as in its tutorial", 2, peer="flower", runs=1, is_one_process=False),
    Engine("flower_lean", "Flower 1.41.0, simulation, client that keeps its module", 2, peer="flower", runs=1, is_one_process=False),
    Engine("cnn_ours", "ours, one process", 1, kind="cnn"),
    Engine("cnn_torch", "PyTorch, a plain loop", 1, kind="cnn"),
)
NUM_ROUNDS, CNN_ROUNDS = 20, 5
_TIMEOUT_S = 280


def main() -> None:
    """Measure what is asked for, and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md's section and figure")
    parser.add_argument("--rounds", type=int, default=NUM_ROUNDS, help=f"rounds of a training (default {NUM_ROUNDS})")
    parser.add_argument("--passes", type=int, default=3, help="how often the engines take their turn (default 3)")
    parser.add_argument("--engine", action="append", choices=[engine.name for engine in ENGINES], help="only these (default: all)")
    options = parser.parse_args()
    settle_environment("benchmarks.engines")
    engines = [engine for engine in ENGINES if not options.engine or engine.name in options.engine]
    runs = measure(engines, options.rounds, options.passes)
    if options.write:
        write_section(ROOT / "docs" / "benchmarks.md", "engines", table(ENGINES, runs))
        draw(ROOT / "docs" / "figures" / "engines.svg", ENGINES, runs)
    report = {"rounds": options.rounds, "engines": {name: run.as_json() for name, run in runs.items()}, "tests": speed_tests(runs)}
    print(json.dumps(report, indent=2) if options.json else table(ENGINES, runs))


def measure(engines: Sequence[Engine], num_rounds: int, num_passes: int) -> dict[str, Run]:
    """Each engine's trainings of all passes; one that failed in the first has no turn in the others."""
    from benchmarks.peers.workload import save_workload

    found: dict[str, Run] = {}
    with tempfile.TemporaryDirectory() as folder:
        paths: dict[str, Path] = {}
        sizes: dict[Kind, int] = {"mlp": num_rounds, "cnn": min(num_rounds, CNN_ROUNDS)}
        for kind, rounds in sizes.items():
            plan = make_plan(kind, rounds)
            paths[kind] = Path(folder) / f"{kind}.npz"
            save_workload(paths[kind], make_workload(plan, *make_shards(plan)))
        for _ in range(num_passes):
            for engine in engines:
                before = found.get(engine.name)
                if before is None or before.seconds:
                    run = _run(engine, paths[engine.kind])
                    found[engine.name] = merge(before, run) if before else run
    return found


def _run(engine: Engine, path: Path) -> Run:
    """One child's runs; a peer that is not to be had, or fails, is a run without seconds that says why."""
    environment = compute_environment(os.environ, cpu_flags()) | {
        "PYTHONPATH": str(ROOT), "FLWR_TELEMETRY_ENABLED": "0", "RAY_USAGE_STATS_ENABLED": "0", "JAX_PLATFORMS": "cpu",
        "HF_HUB_OFFLINE": "1", "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    try:
        if engine.peer:
            command = [
                str(peer_python(engine.peer)),
                "-m",
                f"benchmarks.peers.{engine.peer}.driver",
                str(path),
                str(engine.runs),
                engine.name.rpartition("_")[2],
            ]
        else:
            name = engine.name.removeprefix("cnn_")
            name = "ours_1" if name == "ours" else name
            command = [sys.executable, "-m", "benchmarks.engine_runs", str(path), str(engine.runs), name, engine.kind]
        outcome = run_child(command, environment, engine.cores, _TIMEOUT_S)
    except (PeerMissingError, ChildFailedError) as error:
        return Run(missing=str(error))
    found = outcome.found
    return Run(
        seconds=tuple(found["seconds"]),
        processor_s=tuple(found["processor_s"]),
        setup_s=found["ready_at"] - outcome.started_at,
        accuracy=found["accuracy"],
        peak_bytes=outcome.peak_bytes,
    )


if __name__ == "__main__":
    main()
