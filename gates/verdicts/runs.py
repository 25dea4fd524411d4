"""What the gates that train have in common: their seeds, what follows from their methods' figures, the seed over agents.

`within` is the path of the report inside the artifact, with its dot; empty where the artifact is the report.
"""

from dataclasses import dataclass

from gates.artifacts.over_agents import contribution_difference, participation_difference
from gates.verdicts.judge import Judge

MODES = ("fp32", "int8", "sparse")


@dataclass(frozen=True, slots=True)
class FairnessGains:
    """The int8 figure minus the fp32 one, so that more is fairer; None where a figure is missing."""

    jain: float | None
    gap: float | None
    slowest_fastest: float | None
    contributed_clients: float | None


def judge_seeds(judge: Judge, *, minimum: int | None, count: str = "runs", within: str = "") -> None:
    """The runs are as many as the seeds, which are all different, and at least `minimum`."""
    seeds = judge.items(f"{within}config.seeds")
    if len({repr(seed) for seed in seeds}) != len(seeds):
        judge.fail(f"{within}config.seeds", "a seed is repeated", "==", None)
    judge.consistent(f"{within}{count}", len(seeds))
    judge.hold((f"{within}{count}", ">=", minimum))


def judge_utility(judge: Judge, within: str = "") -> None:
    """The savings and drops of a utility report follow from its methods' bytes and figures."""
    for mode in MODES:
        if mode != "fp32":
            path = f"{within}communication_savings_percent.{mode}_vs_fp32_percent"
            judge.consistent(path, saving_percent(judge, f"fedavg_{mode}", within))
        for metric in ("accuracy", "macro_f1"):
            path = f"{within}quality_drop_vs_centralized.{mode}_{metric}_drop"
            judge.consistent(path, quality_drop(judge, f"fedavg_{mode}", metric, within))


def saving_percent(judge: Judge, method: str, within: str = "") -> float | None:
    """How many percent fewer bytes `method` sends than fp32."""
    numbers = judge.numbers(f"{within}methods.{name}.uplink_mean_bytes" for name in (method, "fedavg_fp32"))
    return None if numbers is None or numbers[1] <= 0 else (1 - numbers[0] / numbers[1]) * 100


def quality_drop(judge: Judge, method: str, metric: str = "accuracy", within: str = "") -> float | None:
    """The centralised figure minus that of `method`."""
    return judge.difference(f"{within}methods.centralized.{metric}_mean", f"{within}methods.{method}.{metric}_mean")


def fairness_gains(judge: Judge, within: str = "") -> FairnessGains:
    """What int8 gains over fp32."""
    fp32, int8 = (f"{within}methods.fedavg_{codec}.fairness" for codec in ("fp32", "int8"))
    return FairnessGains(
        jain=judge.difference(f"{int8}.contribution_jain_index_mean", f"{fp32}.contribution_jain_index_mean"),
        gap=judge.difference(f"{fp32}.contribution_rate_gap_mean", f"{int8}.contribution_rate_gap_mean"),
        slowest_fastest=judge.difference(
            f"{int8}.slowest_fastest_contribution_ratio_mean", f"{fp32}.slowest_fastest_contribution_ratio_mean"
        ),
        contributed_clients=judge.difference(
            f"{int8}.contributed_clients_per_round_mean_mean", f"{fp32}.contributed_clients_per_round_mean_mean"
        ),
    )


def judge_agents(judge: Judge, *, is_required: bool) -> None:
    """The seed over agents ended in its twin's weights; where nothing requires such a run, it is judged if it is there."""
    if not is_required and not judge.has("agents"):
        return
    judge.equals("transport", "libp2p")
    judge.derived("peers", judge.count("peers"), ">=", 2)
    judge.hold(("agents.seed", ">=", 0))
    methods = [name for name in judge.names("agents") if name != "seed"]
    judge.derived("agents", len(methods), ">=", 1)
    for name in methods:
        judge.same(f"agents.{name}.weights_sha256", f"agents.{name}.twin_weights_sha256")


def judge_trial(judge: Judge, limit: float | None) -> None:
    """The virtual clock foresaw who took part in the trial over agents; where nothing limits the difference, it is judged if it is there."""
    if limit is None and not judge.has("trial"):
        return
    judge_agents(judge, is_required=True)
    places, contributions = "trial.participation_difference", "trial.contribution_difference"
    num_clients = judge.number("trial.num_clients")
    methods = [f"trial.methods.{name}" for name in judge.names("trial.methods")]
    judge.derived("trial.methods", len(methods), ">=", 2)
    pairs = [(_rounds(judge, f"{method}.predicted"), _rounds(judge, f"{method}.observed")) for method in methods]
    judge.consistent(places, participation_difference(pairs, int(num_clients)) if num_clients and num_clients >= 1 else None)
    judge.consistent(contributions, contribution_difference(pairs))
    judge.hold((places, "<=", None))
    judge.hold_additive((contributions, "<=", limit))


def _rounds(judge: Judge, path: str) -> list[list[float]]:
    return [
        judge.numbers(f"{path}[{index}][{place}]" for place in range(judge.count(f"{path}[{index}]"))) or []
        for index in range(judge.count(path))
    ]
