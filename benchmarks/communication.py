"""What each codec costs in accuracy and saves in bytes: `python -m benchmarks.communication [--json] [--write]`, about a minute.

MNIST's 10,000 test digits (`benchmarks.digits`), 8,000 to train on, 100 clients, Dirichlet(0.3), 20 a round, batches of 16, 2 epochs, a
perceptron with 128 hidden units. Bytes are those of the encoded updates, headers included. `per sync` compares them with fp32's in the
same rounds, `per step` with fp32 updates after every local step, and `to target` those that were sent before the held-out accuracy
first came within one point of fp32's last. The worst tenth of the clients is by the accuracy on their own training digits.
`forgotten` is the same codec without error feedback: what an update leaves out is lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.digits import settle_environment, shared_digits
from benchmarks.tables import Claim, Column, Figure, Findings, report_options, tell
from learning.plan import Strategy, TrainingPlan

if TYPE_CHECKING:
    from learning.arrays import Float32Array
    from learning.examples import Examples
    from learning.server import RoundAggregator
    from learning.simulation import RunState, Trained

MODULE = "benchmarks.communication"
FORGOTTEN = ", forgotten"
PLAIN = "fp32"
CODECS = (
    PLAIN, "fp16", "int8", "int8-p99", "sign", "sign" + FORGOTTEN, "topk-1pct",
    "topk2b-3pct", "topk2b-3pct" + FORGOTTEN, "topk2b-1pct", "topk1b-3pct", "topk1b-1pct",
)  # fmt: skip
"""The first is what the others are compared with."""
MARGIN = 0.01
COLUMNS = (
    Column("accuracy", "accuracy", ".4f"), Column("accuracy_std", "±", ".4f"), Column("points_lost", "points lost", ".2f"),
    Column("worst_tenth_points_lost", "worst tenth", ".2f"), Column("bytes_an_update", "bytes", ",.0f"),
    Column("times_fewer_per_sync", "per sync", ".1f"), Column("times_fewer_per_step", "per step", ",.0f"),
    Column("bytes_to_target", "to target", ",.0f"), Column("times_fewer_to_target", "times fewer", ".1f"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """One training: the held-out accuracy and the bytes so far after each round, and how the worst tenth of the clients fares."""

    codec: str
    seed: int
    accuracies: tuple[float, ...]
    bytes_so_far: tuple[int, ...]
    worst_tenth: float
    steps_a_client: float

    def bytes_to(self, accuracy: float) -> int | None:
        """What was sent before the accuracy was first reached; None where it never was."""
        return next((sent for reached, sent in zip(self.accuracies, self.bytes_so_far, strict=True) if reached >= accuracy), None)


class Forgetful:
    """The crew that is this process, whose clients owe nothing."""

    def __init__(self, plan: TrainingPlan, shards: "Sequence[Examples]") -> None:
        self._plan, self._shards = plan, shards

    def expect(self, round_index: int, clients: Sequence[int], state: "RunState") -> None:
        """See `learning.simulation.Crew`: nobody trains beside this process."""

    def train(self, aggregator: "RoundAggregator", round_index: int, clients: Sequence[int], state: "RunState") -> "list[Trained]":
        """See `learning.simulation.Crew`."""
        from learning.cohort import train_client

        return [
            train_client(self._plan, aggregator, self._shards[client], round_index, client, weights_P=state.weights_P, codec_state=None)
            for client in clients
        ]


def main() -> None:
    """Set the compute environment by starting over, then measure and report."""
    parser = report_options(__doc__)
    parser.add_argument("--rounds", type=int, default=40, help="rounds of a run (default 40)")
    options = parser.parse_args()
    settle_environment(MODULE)
    runs = {codec: [run(codec, seed, options.rounds) for seed in range(options.seeds)] for codec in CODECS}
    report = {codec: compare(some, runs[PLAIN]) for codec, some in runs.items()}
    findings = Findings("codec", report, COLUMNS, claims(report))
    tell(findings, options, MODULE, f"{options.rounds} rounds, {options.seeds} seeds.")


def run(codec: str, seed: int, num_rounds: int) -> Run:
    """One training by the simulation that the agents' runs are held to."""
    import numpy as np

    from learning.evaluation import evaluate, per_client_accuracy
    from learning.schedule import client_batches
    from learning.simulation import first_state, run_rounds, simulate

    plan, shards, held_out = shared_digits(seed, num_rounds, codec.removesuffix(FORGOTTEN), Strategy(name="fedavg"))
    accuracies: list[float] = []

    def note(weights_P: "Float32Array") -> None:
        accuracies.append(evaluate(plan.model, weights_P, held_out).accuracy)

    if codec.endswith(FORGOTTEN):
        result = run_rounds(plan, Forgetful(plan, shards), first_state(plan), None, lambda state: note(state.weights_P))
    else:
        result = simulate(plan, shards, on_round=lambda _, weights_P: note(weights_P))
    worst = sorted(per_client_accuracy(plan.model, result.weights_P, shards))[: plan.num_clients // 10]
    steps = [
        len(client_batches(shards[client].num_examples, plan, entry.round_index, client))
        for entry in result.rounds
        for client in entry.included
    ]
    sent = np.cumsum([entry.uplink_bytes for entry in result.rounds])
    return Run(codec, seed, tuple(accuracies), tuple(map(int, sent)), float(np.mean(worst)), float(np.mean(steps)))


def compare(runs: Sequence[Run], plain: Sequence[Run]) -> dict[str, Figure]:
    """One codec's runs beside fp32's with the same seeds; accuracies and points are means over the seeds."""
    import numpy as np

    last, plain_last = (np.array([one.accuracies[-1] for one in some]) for some in (runs, plain))
    ratio = plain[0].bytes_so_far[-1] / np.mean([one.bytes_so_far[-1] for one in runs])
    to_target = [
        (one.bytes_to(other.accuracies[-1] - MARGIN), other.bytes_to(other.accuracies[-1] - MARGIN))
        for one, other in zip(runs, plain, strict=True)
    ]
    is_reached = all(own is not None for own, _ in to_target)
    return {
        "accuracy": float(last.mean()),
        "accuracy_std": float(last.std()),
        "points_lost": float(100 * (plain_last - last).mean()),
        "worst_tenth_points_lost": float(
            100 * np.mean([other.worst_tenth - one.worst_tenth for one, other in zip(runs, plain, strict=True)])
        ),
        "bytes_an_update": float(np.mean([one.bytes_so_far[-1] for one in runs]) / len(runs[0].accuracies) / 20),
        "times_fewer_per_sync": float(ratio),
        "times_fewer_per_step": float(ratio * np.mean([one.steps_a_client for one in runs])),
        "bytes_to_target": float(np.mean([own for own, _ in to_target if own is not None])) if is_reached else None,
        "times_fewer_to_target": float(np.mean([other / own for own, other in to_target if own and other])) if is_reached else None,
    }


def claims(report: Mapping[str, Mapping[str, Figure]]) -> list[Claim]:
    """What is said of codecs, and what was found."""

    def figures(codec: str) -> list[float]:
        found = report[codec]
        return [
            float(found[name] or 0) for name in ("points_lost", "times_fewer_per_sync", "worst_tenth_points_lost", "times_fewer_to_target")
        ]

    int8_lost, int8_times, _, _ = figures("int8")
    lost, times, worst_lost, to_target = figures("topk2b-3pct")
    forgotten_lost, sign_lost, sign_forgotten_lost = (
        figures(codec)[0] for codec in ("topk2b-3pct" + FORGOTTEN, "sign", "sign" + FORGOTTEN)
    )
    return [
        Claim(
            "Alistarh et al. 2017, arXiv:1610.02132 (QSGD)", "stochastic rounding to 8 bits costs no accuracy",
            "≤ 0.2 points at ≥ 3.8 times fewer bytes", f"{int8_lost:.2f} points at {int8_times:.2f} times",
            int8_lost <= 0.2 and int8_times >= 3.8,
        ),
        Claim(
            "Sarfi et al. 2025, arXiv:2508.15706 (SparseLoCo)", "2-bit values of the largest 1 to 3 per cent with error feedback keep the quality",
            "≤ 1.2 points at ≥ 100 times, worst tenth ≤ 2.5 points",
            f"{lost:.2f} points at {times:.0f} times ({to_target:.0f} times to the target), worst tenth {worst_lost:.2f}",
            lost <= 1.2 and times >= 100 and worst_lost <= 2.5,
        ),
        Claim(
            "Stich et al. 2018, arXiv:1809.07599", "top-k converges as plain SGD does with a memory of what is left out, and not without",
            "loses less than without", f"{lost:.2f} points with, {forgotten_lost:.2f} without", lost < forgotten_lost,
        ),
        Claim(
            "Karimireddy et al. 2019, arXiv:1901.09847 (EF-signSGD)", "error feedback mends the sign",
            "loses less than without", f"{sign_lost:.2f} points with, {sign_forgotten_lost:.2f} without", sign_lost < sign_forgotten_lost,
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    main()
