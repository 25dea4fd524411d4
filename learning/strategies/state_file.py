"""A strategy's state as bytes: safetensors that name the strategy."""

from typing import cast

import numpy as np

from learning.arrays import Float32Array
from learning.errors import StrategyStateMalformedError
from learning.plan import TrainingPlan
from learning.strategies.registry import strategy_named
from learning.strategies.strategy import State
from learning.tensors import Tensors, read_tensors, write_tensors


def pack_strategy_state(state: State, plan: TrainingPlan) -> bytes:
    """The state as safetensors bytes, the same for the same state.

    Errors: StrategyStateMalformedError (learning.strategy.state_malformed) where it is not one of the plan's, or not finite.
    """
    _check(state, plan)
    return write_tensors(Tensors(state, _metadata(plan)))


def unpack_strategy_state(data: bytes, plan: TrainingPlan) -> State:
    """The state in `data`, checked to be finite and one of the plan's strategy and sizes.

    Errors: StrategyStateMalformedError (learning.strategy.state_malformed), StrategyUnknownError (learning.strategy.unknown).
    """
    tensors = read_tensors(data, StrategyStateMalformedError)
    if tensors.metadata != _metadata(plan):
        raise StrategyStateMalformedError("the file holds no state of the plan's strategy", strategy=plan.strategy.name)
    state = cast(State, tensors.arrays)
    _check(state, plan)
    return {name: array.astype(np.float32) for name, array in state.items()}


def _metadata(plan: TrainingPlan) -> dict[str, str]:
    return {"format": "strategy-state", "version": "1", "strategy": plan.strategy.name}


def _check(state: State, plan: TrainingPlan) -> None:
    expected = strategy_named(plan.strategy.name).initial_state(plan)
    if {name: _kind(array) for name, array in state.items()} != {name: _kind(array) for name, array in expected.items()}:
        raise StrategyStateMalformedError("the state has other arrays than the plan's strategy", expected=",".join(expected))
    if not all(np.isfinite(array).all() for array in state.values()):
        raise StrategyStateMalformedError("a value of the state is not finite")


def _kind(array: Float32Array) -> tuple[str, tuple[int, ...]]:
    return str(array.dtype), array.shape
