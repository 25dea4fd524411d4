"""What the gates that train have in common: their seeds, their bytes, the seed over agents, the fairness of a pair of methods."""

from collections.abc import Iterable, Mapping

from gates.verdicts.judge import Judge


def judge_seeds(judge: Judge, minimum: int | None) -> None:
    """The runs are as many as the seeds, which are all different, and at least `minimum`."""
    seeds = judge.items("config.seeds")
    if len({repr(seed) for seed in seeds}) != len(seeds):
        judge.fail("config.seeds", "a seed is repeated", "==", None)
    judge.consistent("runs", len(seeds))
    judge.hold(("runs", ">=", minimum))


def saving_percent(judge: Judge, method: str, reference: str = "fedavg_fp32") -> float | None:
    """How many percent fewer bytes `method` sends than `reference`."""
    numbers = judge.numbers(f"methods.{name}.uplink_mean_bytes" for name in (method, reference))
    return None if numbers is None or numbers[1] <= 0 else (1 - numbers[0] / numbers[1]) * 100


def accuracy_drop(judge: Judge, method: str) -> float | None:
    """The centralised accuracy minus that of `method`."""
    return judge.difference("methods.centralized.accuracy_mean", f"methods.{method}.accuracy_mean")


def judge_agents(judge: Judge, *, is_required: bool) -> None:
    """The seed over agents ended in its twin's weights; where nothing requires such a run, it is judged if it is there."""
    if not is_required and not judge.has("agents"):
        return
    judge.equals("transport", "libp2p")
    judge.derived("peers", judge.count("peers"), ">=", 2)
    judge.hold(("agents.seed", ">=", 0))
    block = judge.value("agents")
    methods: Iterable[object] = block if isinstance(block, Mapping) else ()
    names = [str(name) for name in methods if name != "seed"]
    judge.derived("agents", len(names), ">=", 1)
    for name in names:
        judge.same(f"agents.{name}.weights_sha256", f"agents.{name}.twin_weights_sha256")
