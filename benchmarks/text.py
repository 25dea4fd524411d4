"""A federated head on the frozen encoder beside an adapter of its last output product: `python -m benchmarks.text [--json] [--write]`.

CLINC150, banking77 and MetaTool, training texts near a test text left out; 100 clients, Dirichlet(0.3), 20 a round, batches of 16, 2
epochs, 40 rounds, of which the adapter's first 20 are the warm-up of its head. Each method has the same number of trials, judged on a tenth
of the training texts over the last five rounds; the best one is trained on all of them with three other seeds and judged on the test
texts. `central` trains the same head on all texts in one place, 40 passes. Seconds are those of one processor.
Each training is kept in .cache/ once it is done: a run that was ended goes on where it was. It needs `p2p-agent data fetch NAME`,
`python -m tasks.data.texts NAME` and `python -m tasks.data.encoding NAME` for each set.
"""

import argparse
import json
from pathlib import Path

from benchmarks.digits import settle_environment
from benchmarks.tables import Column, Figure, as_markdown, as_text, write_between_marks

MODULE = "benchmarks.text"
PAGE = Path(__file__).parents[1] / "docs" / "text.md"
DATASETS = ("clinc150", "banking77", "metatool")

Report = dict[str, dict[str, Figure]]

QUALITY = (
    Column("accuracy", "accuracy", ".4f"), Column("std", "±", ".4f"), Column("early", "after 20 rounds", ".4f"),
    Column("trial", "chosen", ""), Column("processor_s", "seconds", ",.0f"), Column("bytes_a_client", "bytes a client and round", ",.0f"),
)  # fmt: skip
LONG = (
    Column("rounds", "rounds", ",.0f"), Column("accuracy", "accuracy", ".4f"), Column("std", "±", ".4f"),
    Column("of_central", "of the central head's", ".1%"), Column("trial", "chosen", ""), Column("processor_s", "seconds", ",.0f"),
)  # fmt: skip
TRIALS = (Column("held_out", "held-out accuracy", ".4f"), Column("chosen", "chosen", ""))
STEPS = (
    Column("tokens", "tokens a step", ".0f"), Column("padded_tokens", "padded", ".0f"), Column("ours", "ours, ms", ".1f"),
    Column("kept", "ours in the next round, ms", ".1f"), Column("padded", "padded to the batch's longest, ms", ".1f"), Column("times", "times faster", ".1f"),
    Column("padded_alike", "padded to the longest of all, ms", ".1f"), Column("times_alike", "times faster", ".1f"),
)  # fmt: skip
BYTES = (
    Column("parameters", "parameters", ",.0f"), Column("full", "full model, fp32", ",.0f"), Column("fp32", "fp32", ",.0f"),
    Column("times_fp32", "times fewer", ",.0f"), Column("int8", "int8", ",.0f"), Column("times_int8", "times fewer", ",.0f"),
)  # fmt: skip


def main() -> None:
    """Set the compute environment by starting over, then measure and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--write", action="store_true", help="keep the tables in docs/text.md")
    parser.add_argument("--dataset", action="append", choices=DATASETS, help="measure these alone (default: all three)")
    parser.add_argument("--repeats", type=int, default=5, help="runs of each engine, taken in turn (default 5)")
    parser.add_argument("--only", choices=("quality", "long", "trials", "steps", "bytes"), help="measure this alone")
    options = parser.parse_args()
    settle_environment(MODULE)
    datasets = tuple(options.dataset or DATASETS)
    measures = {
        "quality": lambda: quality(datasets), "long": lambda: long_trainings(datasets), "trials": lambda: trials(datasets),
        "steps": lambda: steps(datasets, options.repeats), "bytes": lambda: sizes(datasets),
    }  # fmt: skip
    reports: dict[str, Report] = {name: measure() for name, measure in measures.items() if options.only in (None, name)}
    columns = {"quality": QUALITY, "long": LONG, "trials": TRIALS, "steps": STEPS, "bytes": BYTES}
    if options.json:
        print(json.dumps(reports, indent=2))
    else:
        print("\n\n".join(as_text(name, report, columns[name]) for name, report in reports.items()))
    if options.write:
        for name, report in reports.items():
            write_between_marks(PAGE, f"{MODULE} --only {name}", as_markdown("set", report, columns[name]))


def quality(datasets: tuple[str, ...]) -> Report:
    """Each method's figures on each set, means over the seeds."""
    import numpy as np

    from benchmarks.text_runs import CLIENTS_PER_ROUND, EARLY, METHODS, NUM_ROUNDS, SEEDS, Task, best_trial

    report: Report = {}
    for dataset in datasets:
        for method in METHODS:
            trial = best_trial(dataset, method)
            outcomes = [Task(dataset, method, trial, seed, "test").outcome() for seed in SEEDS]
            last = np.array([one.accuracies[NUM_ROUNDS] for one in outcomes])
            sent = [one.uplink_bytes / NUM_ROUNDS / CLIENTS_PER_ROUND for one in outcomes]
            report[f"{dataset}, {method.name}"] = {
                "accuracy": float(last.mean()),
                "std": float(last.std()),
                "early": float(np.mean([one.accuracies[EARLY] for one in outcomes])),
                "trial": method.describe(trial),
                "processor_s": float(np.mean([one.processor_s for one in outcomes])),
                "bytes_a_client": None if method.is_central else float(np.mean(sent)),
            }
    return report


def long_trainings(datasets: tuple[str, ...]) -> Report:
    """The federated head with the time to settle beside the central one, on each set, means over the seeds."""
    import numpy as np

    from benchmarks.text_runs import LONG_METHODS, SEEDS, Task, best_trial

    report: Report = {}
    for dataset in datasets:
        accuracies: dict[str, float] = {}
        for method in LONG_METHODS:
            trial = best_trial(dataset, method)
            outcomes = [Task(dataset, method, trial, seed, "test").outcome() for seed in SEEDS]
            last = np.array([one.accuracies[method.num_rounds] for one in outcomes])
            accuracies[method.name] = float(last.mean())
            report[f"{dataset}, {method.name}"] = {
                "rounds": method.num_rounds,
                "accuracy": float(last.mean()),
                "std": float(last.std()),
                "of_central": None,
                "trial": method.describe(trial),
                "processor_s": float(np.mean([one.processor_s for one in outcomes])),
            }
        report[f"{dataset}, head"]["of_central"] = accuracies["head"] / accuracies["central head"]
    return report


def trials(datasets: tuple[str, ...]) -> Report:
    """Each trial's accuracy on the texts that were held out of its training, and which one is trained on."""
    from benchmarks.text_runs import METHODS, best_trial, trial_accuracies

    report: Report = {}
    for dataset in datasets:
        for method in METHODS:
            best = best_trial(dataset, method)
            for trial, accuracy in enumerate(trial_accuracies(dataset, method)):
                chosen = "yes" if trial == best else ""
                report[f"{dataset}, {method.name}, {method.describe(trial)}"] = {"held_out": accuracy, "chosen": chosen}
    return report


def steps(datasets: tuple[str, ...], repeats: int) -> Report:
    """What a step takes on each set."""
    from benchmarks.text_costs import step_figures

    return {dataset: dict(step_figures(dataset, repeats)) for dataset in datasets}


def sizes(datasets: tuple[str, ...]) -> Report:
    """What an update weighs on each set."""
    from benchmarks.text_costs import byte_figures
    from benchmarks.text_runs import num_classes_of

    return {dataset: dict(byte_figures(num_classes_of(dataset))) for dataset in datasets}


if __name__ == "__main__":
    main()
