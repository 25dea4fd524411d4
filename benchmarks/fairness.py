"""Whether q-FFL and AFL serve the worst clients better than FedAvg at an equal mean: `python -m benchmarks.fairness [--json] [--write]`.

MNIST's 10,000 test digits (`benchmarks.digits`), 8,000 to train on, 100 clients, Dirichlet(0.3), 20 a round, batches of 16, 2 epochs, a
perceptron with 128 hidden units. A client's accuracy is that on the 2,000 held-out digits, each label counting as often as the client
has it: what the client may expect of new digits of its own. The twenty digits or so that a client could hold out itself would drown
what is looked for in chance. Beside it stands the accuracy on the client's own training digits, by which the gates judge.
FedAvg is the one whose server learning rate, of three, gives the best mean on new digits.
The claim: q-FFL's worst tenth is better off and the variance smaller at a comparable mean (Li et al. 2020, arXiv:1905.10497, tables 1 and 2);
so is the worst client of AFL (Mohri et al. 2019, arXiv:1902.00146).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from benchmarks.digits import settle_environment, shared_digits
from benchmarks.tables import Claim, Column, Figure, Findings, report_options, tell
from learning.plan import Strategy

MODULE = "benchmarks.fairness"
STRATEGIES = (
    *(Strategy(name="fedavg", server_learning_rate=rate) for rate in (1.0, 1.5, 2.0)),
    *(Strategy(name="qffl", q=q, server_learning_rate=rate) for q, rate in ((0.1, 4.0), (0.3, 8.0), (1.0, 12.0), (1.0, 20.0), (2.0, 30.0))),
    *(
        Strategy(name="afl", mixture_learning_rate=mixture, server_learning_rate=rate)
        for mixture, rate in ((1e-3, 1.0), (3e-3, 1.0), (3e-3, 1.5), (1e-2, 1.0), (1e-2, 1.5))
    ),
)
"""q-FFL's divisor grows with q: its steps are those of FedAvg only at server learning rates as large as these."""
MARGIN_POINTS = 1.0
COLUMNS = (
    Column("mean", "mean", ".2f"), Column("worst_tenth", "worst tenth", ".2f"), Column("variance", "variance", ".2f"),
    Column("mean_gain", "± mean", "+.2f"), Column("worst_tenth_gain", "± worst", "+.2f"), Column("worst_tenth_gain_least", "least of seeds", "+.2f"),
    Column("own_mean", "own mean", ".2f"), Column("own_worst_tenth", "own worst", ".2f"), Column("own_variance", "own variance", ".2f"), Column("own_mean_gain", "± own mean", "+.2f"),
    Column("own_worst_tenth_gain", "± own worst", "+.2f"), Column("own_worst_tenth_gain_least", "least of seeds", "+.2f"),
    Column("fairer", "fairer", ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """One training's figures over the clients: percentages, `variance` in squared points; `own_…` on the clients' training digits."""

    mean: float
    worst_tenth: float
    variance: float
    own_mean: float
    own_worst_tenth: float
    own_variance: float


def main() -> None:
    """Set the compute environment by starting over, then measure and report."""
    parser = report_options(__doc__)
    parser.add_argument("--rounds", type=int, default=100, help="rounds of a run (default 100)")
    options = parser.parse_args()
    settle_environment(MODULE)
    runs = {_label(strategy): [run(strategy, seed, options.rounds) for seed in range(options.seeds)] for strategy in STRATEGIES}
    plain = max((some for label, some in runs.items() if label.startswith("fedavg")), key=lambda some: sum(one.mean for one in some))
    report = {label: compare(some, plain) for label, some in runs.items()}
    findings = Findings("strategy", report, COLUMNS, claims(report))
    tell(findings, options, MODULE, f"{options.rounds} rounds, {options.seeds} seeds.")


def run(strategy: Strategy, seed: int, num_rounds: int) -> Run:
    """One training by the simulation that the agents' runs are held to."""
    from learning.evaluation import expected_accuracy, per_client_accuracy
    from learning.fairness.accuracy import accuracy_fairness
    from learning.simulation import simulate

    plan, shards, held_out = shared_digits(seed, num_rounds, "fp32", strategy)
    weights_P = simulate(plan, shards).weights_P
    expected = accuracy_fairness(expected_accuracy(plan.model, weights_P, shards, held_out))
    own = accuracy_fairness(per_client_accuracy(plan.model, weights_P, shards))
    points = [100 * figure for fairness in (expected, own) for figure in (fairness.mean, fairness.worst_decile, 100 * fairness.variance)]
    return Run(*points)


def compare(runs: Sequence[Run], plain: Sequence[Run]) -> dict[str, Figure]:
    """One strategy's figures, means over the seeds, beside the tuned FedAvg's with the same seeds; `fairer` is the project's own aim."""
    import numpy as np

    names = list(asdict(runs[0]))
    rows = np.array([list(asdict(one).values()) for one in runs])
    gains = rows - np.array([list(asdict(one).values()) for one in plain])
    figures: dict[str, Figure] = dict(zip(names, map(float, rows.mean(axis=0)), strict=True))
    for name in ("mean", "worst_tenth", "own_mean", "own_worst_tenth"):
        gains_S = gains[:, names.index(name)]
        figures |= {f"{name}_gain": float(gains_S.mean()), f"{name}_gain_least": float(gains_S.min())}
    fairer = [
        where
        for where, prefix in (("new", ""), ("own", "own_"))
        if float(figures[f"{prefix}worst_tenth_gain"] or 0) > 0 and abs(float(figures[f"{prefix}mean_gain"] or 0)) <= MARGIN_POINTS
    ]
    return {**figures, "fairer": ", ".join(fairer) or "no"}


def claims(report: Mapping[str, Mapping[str, Figure]]) -> list[Claim]:
    """What is said of q-FFL and AFL, and what was found with the best of the parameters tried."""
    said = (
        ("qffl", "Li et al. 2020, arXiv:1905.10497, tables 1 and 2", "q-FFL: the worst tenth is better off at a comparable mean"),
        ("afl", "Mohri et al. 2019, arXiv:1902.00146", "AFL: the worst are better off"),
    )
    found: list[Claim] = []
    for name, source, claim in said:
        for prefix, where in (("", "new digits"), ("own_", "own digits")):
            keys = [prefix + key for key in ("mean_gain", "worst_tenth_gain", "worst_tenth_gain_least")]
            gains = {label: tuple(float(figures[key] or 0) for key in keys) for label, figures in report.items() if label.startswith(name)}
            label, (mean, worst, least) = max(gains.items(), key=lambda item: (abs(item[1][0]) <= MARGIN_POINTS, item[1][1]))
            text = f"{label}: worst tenth {worst:+.2f} (least of seeds {least:+.2f}), mean {mean:+.2f} on {where}"
            found.append(Claim(source, claim, "worst tenth above FedAvg's, mean ± 1 point", text, worst > 0 and abs(mean) <= MARGIN_POINTS))
    return found


def _label(strategy: Strategy) -> str:
    parameter = {"qffl": f" q={strategy.q:g}", "afl": f" γ={strategy.mixture_learning_rate:g}"}.get(strategy.name, "")
    return strategy.name + parameter + (f" lr={strategy.server_learning_rate:g}" if strategy.server_learning_rate != 1 else "")


if __name__ == "__main__":
    main()
