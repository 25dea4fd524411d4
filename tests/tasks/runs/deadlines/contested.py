"""What a contest may have found, so that a run can be judged without one."""

from core.ids import PeerId
from p2p.agent.training.sessions import RoundReport, SessionReport
from tasks.agents.run import Introduced
from tasks.computing.computations import ClientPart, Contested, Figures, Participation, SharedOut, Simulated
from tasks.runs.deadlines.contest import CENTRALIZED, ContestRun
from tasks.runs.deadlines.trial import METHODS, TrialRun

NUM_ROUNDS = 20


def contested(rates: list[float], accuracy: float, expected: list[float], update_bytes: int, change: float = 0.0) -> Contested:
    """A training in which each client contributed to the share `rates` of the rounds and serves it with the accuracy `expected`."""
    rounds = [round(rate * NUM_ROUNDS) for rate in rates]
    figures = Figures(accuracy=accuracy + change, macro_f1=accuracy + change - 0.01, per_client_accuracy=(1.0,) * len(rates))
    return Contested(
        simulated=Simulated(
            weights_sha256="a" * 64, label_total_variation=0.5, uplink_bytes=update_bytes * sum(rounds), duration_s=0.5,
            losses=(1.0,) * NUM_ROUNDS, figures=figures,
        ),
        deadline_s=0.4 + change,
        zero_client_rounds=0,
        clients=tuple(
            ClientPart(
                capacity=1.0 + client, num_steps=10, asked_rounds=NUM_ROUNDS, contributed_rounds=count, uplink_bytes=update_bytes * count,
                update_l2=1.5, expected_accuracy=at,
            )
            for client, (count, at) in enumerate(zip(rounds, expected, strict=True))
        ),
    )  # fmt: skip


def fill(run: ContestRun, *, is_swapped: bool = False) -> None:
    """Every training of the run: with fp32 the slow clients are late, with other updates nobody is; a fair strategy serves the first one better."""
    fill_trial(run.trial)
    num_clients = len(run.params.fleet)
    late, in_time = [0.0] * (num_clients // 2) + [1.0] * (num_clients - num_clients // 2), [0.9] * num_clients
    for seed in run.params.seeds:
        for name, (method, _) in run.labels.items():
            codec = method if method == CENTRALIZED else run.methods[method].codec
            is_late = (codec == "fp32") != is_swapped
            worst = 0.95 if method.startswith("afl") else 0.8
            expected = [worst, worst, *[0.97] * (num_clients - 2)]
            change = 0.001 * (seed - 1)
            if method == CENTRALIZED:
                run.simulated[seed, name] = contested([1.0], 0.98, [0.98], 1000, change)
            else:
                size = run.cost.update_bytes[codec]
                run.simulated[seed, name] = contested(late if is_late else in_time, 0.95, expected, size, change)


def fill_trial(trial: TrialRun, *, is_foreseen: bool = True) -> None:
    """Both sessions of the trial and their twins, as the clock foresaw them or with nobody but the first client in each round."""
    peers = tuple(PeerId(f"peer-{index}") for index in range(1 + len(trial.params.trial.agents)))
    trial.introduced = Introduced(peers, SharedOut(sizes=(1,), label_total_variation=0.5))
    for method in METHODS:
        trial.sessions[method] = _session(
            trial, method, trial.predicted(method) if is_foreseen else ((0,),) * trial.params.trial.num_rounds
        )
    figures = Figures(accuracy=0.5, macro_f1=0.5, per_client_accuracy=(1.0,))
    twin = Simulated(weights_sha256="b" * 64, label_total_variation=0.5, uplink_bytes=1, duration_s=0.1, losses=(1.0,), figures=figures)
    trial.take_twins([twin] * len(METHODS))


def _session(trial: TrialRun, method: str, participation: Participation) -> SessionReport:
    rounds = tuple(
        RoundReport(
            round_index=index, included=included, out=(), uplink_bytes=1, stream_bytes=2, weights_sha256="b" * 64, duration_s=2.5, mean_loss=1.0
        )
        for index, included in enumerate(participation)
    )  # fmt: skip
    return SessionReport(
        session_id=method, status="completed", plan=trial.plan(method), participants=("p",), corpus="c", rounds=rounds,
        weights_sha256="b" * 64, model_path="m",
    )  # fmt: skip
