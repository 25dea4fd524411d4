"""A federated head on the frozen encoder beside an adapter of its last layer: `python -m benchmarks.text [--json] [--write]`.

CLINC150, banking77 and MetaTool, near-duplicates of test texts left out; 100 clients, Dirichlet(0.3), 20 a round, batches of 16, 2 epochs,
40 rounds. Each method has the same number of trials, judged on a tenth of the training texts; the best one is trained on all of them with
three other seeds and judged on the test texts. `central` trains the same model on all texts in one place, 40 passes.
Each training is kept in .cache/ once it is done: a run that was ended goes on where it was. It needs `p2p-agent data fetch NAME`,
`python -m tasks.data.texts NAME` and `python -m tasks.data.encoding NAME` for each set.
"""

import argparse
import json

from benchmarks.digits import settle_environment

COLUMNS = ("accuracy", "std", "at_20_rounds", "trial", "processor_s", "uplink_bytes_a_round")


def main() -> None:
    """Set the compute environment by starting over, then measure and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--dataset", action="append", help="measure these alone")
    options = parser.parse_args()
    settle_environment("benchmarks.text")
    from benchmarks.text_runs import DATASETS

    report = {dataset: quality(dataset) for dataset in options.dataset or DATASETS}
    print(json.dumps(report, indent=2) if options.json else _as_text(report))


def quality(dataset: str) -> dict[str, dict[str, float]]:
    """Each method's figures on one set, means over the seeds."""
    import numpy as np

    from benchmarks.text_runs import METHODS, NUM_ROUNDS, SEEDS, Task, best_trial

    found: dict[str, dict[str, float]] = {}
    for method in METHODS:
        trial = best_trial(dataset, method)
        outcomes = [Task(dataset, method, trial, seed, "test").outcome() for seed in SEEDS]
        last = np.array([one.accuracies[NUM_ROUNDS] for one in outcomes])
        figures = (
            last.mean(), last.std(), np.mean([one.accuracies[20] for one in outcomes]), trial,
            np.mean([one.processor_s for one in outcomes]), np.mean([one.uplink_bytes / NUM_ROUNDS for one in outcomes]),
        )  # fmt: skip
        found[method.name] = dict(zip(COLUMNS, map(float, figures), strict=True))
    return found


def _as_text(report: dict[str, dict[str, dict[str, float]]]) -> str:
    rows = [("set", "method", *COLUMNS)]
    forms = (".4f", ".4f", ".4f", ".0f", ",.1f", ",.0f")
    for dataset, methods in report.items():
        for name, found in methods.items():
            rows.append((dataset, name, *(format(found[key], form) for key, form in zip(COLUMNS, forms, strict=True))))
    return "\n".join("".join(f"{cell:>{22 if index > 1 else 14}}" for index, cell in enumerate(row)) for row in rows)


if __name__ == "__main__":
    main()
