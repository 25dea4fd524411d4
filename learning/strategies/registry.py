"""Which server strategies there are."""

from collections.abc import Callable

from learning.arrays import Float32Array
from learning.errors import StrategyUnknownError
from learning.plan import Strategy
from learning.strategies.fedavg import apply_fedavg

Apply = Callable[[Float32Array, Float32Array, Strategy], Float32Array]

_STRATEGIES: dict[str, Apply] = {"fedavg": apply_fedavg}


def strategy_names() -> tuple[str, ...]:
    """Every registered name, sorted."""
    return tuple(sorted(_STRATEGIES))


def strategy_named(name: str) -> Apply:
    """The strategy of that name: (weights [P], mean update [P], strategy) to weights [P].

    Errors: StrategyUnknownError (learning.strategy.unknown).
    """
    apply = _STRATEGIES.get(name)
    if apply is None:
        raise StrategyUnknownError("no strategy has this name", strategy=name[:64], known=",".join(strategy_names()))
    return apply
