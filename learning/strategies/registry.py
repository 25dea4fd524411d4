"""Which server strategies there are."""

from learning.errors import StrategyUnknownError
from learning.strategies.afl import Afl
from learning.strategies.diloco import DiLoCo
from learning.strategies.fedadam import FedAdam
from learning.strategies.fedavg import FedAvg
from learning.strategies.fedavgm import FedAvgM
from learning.strategies.fedprox import FedProx
from learning.strategies.fedyogi import FedYogi
from learning.strategies.qffl import QFfl
from learning.strategies.strategy import ServerStrategy

_STRATEGIES: dict[str, ServerStrategy] = {
    "afl": Afl(),
    "diloco": DiLoCo(),
    "fedadam": FedAdam(),
    "fedavg": FedAvg(),
    "fedavgm": FedAvgM(),
    "fedprox": FedProx(),
    "fedyogi": FedYogi(),
    "qffl": QFfl(),
}


def strategy_names() -> tuple[str, ...]:
    """Every registered name, sorted."""
    return tuple(sorted(_STRATEGIES))


def strategy_named(name: str) -> ServerStrategy:
    """The strategy of that name.

    Errors: StrategyUnknownError (learning.strategy.unknown).
    """
    strategy = _STRATEGIES.get(name)
    if strategy is None:
        raise StrategyUnknownError("no strategy has this name", strategy=name[:64], known=",".join(strategy_names()))
    return strategy
