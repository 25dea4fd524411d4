"""A checkpoint is read back as it was written; any other bytes are a coded error."""

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ids import Sha256
from learning.checkpoints import pack_checkpoint, unpack_checkpoint
from learning.errors import CheckpointInvalidError
from learning.simulation import RunState, SimulatedRound, first_state


def make_state(plan):
    rounds = (
        SimulatedRound(0, (0, 2), 812, 0.1 + 0.2, Sha256("a" * 64)),
        SimulatedRound(1, (), 0, None, Sha256("a" * 64)),
    )
    size = plan.model.num_parameters
    return RunState(
        first_state(plan).weights_P,
        first_state(plan).strategy_state,
        {2: np.full(size, 0.5, np.float32), 0: np.arange(size, dtype=np.float32)},
        rounds,
    )


def test_state_survives(make_plan):
    state = make_state(make_plan())
    read = unpack_checkpoint(pack_checkpoint(make_plan(), state), make_plan())
    assert read.rounds == state.rounds and np.array_equal(read.weights_P, state.weights_P)
    assert sorted(read.codec_states) == [0, 2]
    assert all(np.array_equal(read.codec_states[client], owed) for client, owed in state.codec_states.items())


def test_strategys_state_survives(make_plan):
    plan = make_plan(strategy={"name": "fedadam"})
    state = first_state(plan)
    moved = RunState(state.weights_P, {name: array + 2 for name, array in state.strategy_state.items()}, {}, ())
    read = unpack_checkpoint(pack_checkpoint(plan, moved), plan)
    assert read.strategy_state and all(np.array_equal(read.strategy_state[name], array) for name, array in moved.strategy_state.items())


def test_first_state_survives(make_plan):
    read = unpack_checkpoint(pack_checkpoint(make_plan(), first_state(make_plan())), make_plan())
    assert read.rounds == () and read.codec_states == {}


@pytest.mark.parametrize("fields", [{"seed": 8}, {"num_rounds": 3}, {"model": {"kind": "mlp", "layer_sizes": [6, 3]}}])
def test_another_plan_is_refused(make_plan, fields):
    data = pack_checkpoint(make_plan(), make_state(make_plan()))
    with pytest.raises(CheckpointInvalidError):
        unpack_checkpoint(data, make_plan(**fields))


def test_weights_that_are_not_finite_are_refused(make_plan):
    state = make_state(make_plan())
    broken = RunState(np.full_like(state.weights_P, np.nan), state.strategy_state, state.codec_states, state.rounds)
    with pytest.raises(CheckpointInvalidError):
        unpack_checkpoint(pack_checkpoint(make_plan(), broken), make_plan())


def test_rounds_that_do_not_follow_each_other_are_refused(make_plan):
    state = make_state(make_plan())
    broken = RunState(state.weights_P, state.strategy_state, {}, state.rounds[1:])
    with pytest.raises(CheckpointInvalidError):
        unpack_checkpoint(pack_checkpoint(make_plan(), broken), make_plan())


@given(st.data())
def test_any_bytes_give_a_state_or_a_coded_error(data):
    from learning.plan import parse_plan

    plan = parse_plan({
        "model": {"kind": "mlp", "layer_sizes": [2, 2]}, "local": {"epochs": 1, "batch_size": 1, "learning_rate": 0.1}, "codec": "fp32",
        "strategy": {"name": "fedavg"}, "num_rounds": 2, "num_clients": 3, "clients_per_round": 1, "min_clients": 1, "seed": 0,
    })  # fmt: skip
    whole = bytearray(pack_checkpoint(plan, make_state(plan)))
    for _ in range(data.draw(st.integers(0, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))]) if data.draw(st.booleans()) else bytes(whole)
    with contextlib.suppress(CheckpointInvalidError):
        unpack_checkpoint(cut, plan)
