"""A strategy's state is read back as it was, or refused by its code."""

import numpy as np
import pytest

from learning.errors import StrategyStateMalformedError
from learning.strategies.registry import strategy_named, strategy_names
from learning.strategies.state_file import pack_strategy_state, unpack_strategy_state
from learning.tensors import Tensors, write_tensors
from tests.learning.strategies.quadratics import plan_of


@pytest.mark.parametrize("name", strategy_names())
def test_a_state_is_read_back_to_the_bit(name):
    plan = plan_of({"name": name}, 3)
    state = strategy_named(name).initial_state(plan)
    data = pack_strategy_state(state, plan)
    read = unpack_strategy_state(data, plan)
    assert {key: array.tobytes() for key, array in read.items()} == {key: array.tobytes() for key, array in state.items()}
    assert pack_strategy_state(read, plan) == data


def test_what_is_no_state_of_the_plan_is_refused():
    plan = plan_of({"name": "fedadam"}, 3)
    good = pack_strategy_state(strategy_named("fedadam").initial_state(plan), plan)
    metadata = {"format": "strategy-state", "version": "1", "strategy": "fedadam"}
    first, second = np.zeros(2, np.float32), np.zeros(2, np.float32)
    bad = [
        b"",
        b"nonsense",
        good[:-1],
        good + b"\0",
        pack_strategy_state(strategy_named("fedyogi").initial_state(plan), plan_of({"name": "fedyogi"}, 3)),
        write_tensors(Tensors({"first": first, "second": second}, {**metadata, "version": "2"})),
        write_tensors(Tensors({"first": first}, metadata)),
        write_tensors(Tensors({"first": first, "second": np.zeros(3, np.float32)}, metadata)),
        write_tensors(Tensors({"first": first, "second": np.zeros(2, np.int64)}, metadata)),
        write_tensors(Tensors({"first": first, "second": np.full(2, np.nan, np.float32)}, metadata)),
    ]
    for data in bad:
        with pytest.raises(StrategyStateMalformedError):
            unpack_strategy_state(data, plan)


def test_a_state_that_is_not_finite_is_not_written():
    plan = plan_of({"name": "fedavgm"}, 3)
    with pytest.raises(StrategyStateMalformedError):
        pack_strategy_state({"momentum": np.array([np.inf, 0], np.float32)}, plan)
