"""Where a training stands, as bytes that it can go on from."""

import hashlib

import numpy as np
from pydantic import TypeAdapter, ValidationError

from learning.arrays import AnyArray, Float32Array
from learning.errors import CheckpointInvalidError, StrategyStateMalformedError
from learning.plan import TrainingPlan
from learning.simulation import RunState, SimulatedRound
from learning.strategies.state_file import pack_strategy_state, unpack_strategy_state
from learning.tensors import Tensors, read_tensors, write_tensors

_FORMAT = {"format": "checkpoint", "version": "1"}
_ROUNDS = TypeAdapter(tuple[SimulatedRound, ...])
_CLIENTS = TypeAdapter(tuple[int, ...])


def pack_checkpoint(plan: TrainingPlan, state: RunState) -> bytes:
    """The state as safetensors bytes, with the identity of the plan beside it."""
    kept = np.frombuffer(pack_strategy_state(state.strategy_state, plan), np.uint8)
    arrays: dict[str, AnyArray] = {"weights": state.weights_P, "strategy_state": kept}
    clients = sorted(state.codec_states)
    if clients:
        arrays["codec_states"] = np.stack([state.codec_states[client] for client in clients])
    rounds = _ROUNDS.dump_json(state.rounds).decode()
    metadata = _FORMAT | {"plan": _plan_sha256(plan), "clients": _CLIENTS.dump_json(tuple(clients)).decode(), "rounds": rounds}
    return write_tensors(Tensors(arrays, metadata))


def unpack_checkpoint(data: bytes, plan: TrainingPlan) -> RunState:
    """The state in `data`, checked to be of a training of `plan`.

    Errors: CheckpointInvalidError (learning.checkpoint.invalid).
    """
    tensors = read_tensors(data, CheckpointInvalidError, len(data))
    metadata = tensors.metadata
    if set(metadata) != {*_FORMAT, "plan", "clients", "rounds"} or any(metadata[key] != value for key, value in _FORMAT.items()):
        raise CheckpointInvalidError("the file is no checkpoint of format version 1")
    if metadata["plan"] != _plan_sha256(plan):
        raise CheckpointInvalidError("the checkpoint is of another plan")
    try:
        clients, rounds = _CLIENTS.validate_json(metadata["clients"], strict=True), _ROUNDS.validate_json(metadata["rounds"])
    except ValidationError as error:
        raise CheckpointInvalidError("the checkpoint's rounds or clients cannot be read") from error
    if [entry.round_index for entry in rounds] != list(range(len(rounds))) or len(rounds) > plan.num_rounds:
        raise CheckpointInvalidError("the checkpoint's rounds are not those of the plan", num_rounds=len(rounds))
    size = plan.model.num_parameters
    try:
        strategy_state = unpack_strategy_state(tensors.arrays["strategy_state"].tobytes(), plan)
    except (KeyError, StrategyStateMalformedError) as error:
        raise CheckpointInvalidError("the strategy's state is missing or malformed") from error
    weights_P = _array(tensors, "weights", (size,))
    states = _array(tensors, "codec_states", (len(clients), size)) if clients else ()
    return RunState(weights_P, strategy_state, dict(zip(clients, states, strict=True)), rounds)


def _array(tensors: Tensors, name: str, shape: tuple[int, ...]) -> Float32Array:
    array = tensors.arrays.get(name)
    if array is None or array.shape != shape or array.dtype != np.float32 or not np.isfinite(array).all():
        raise CheckpointInvalidError("an array is missing, of another model, or not finite", array=name)
    return array.copy()


def _plan_sha256(plan: TrainingPlan) -> str:
    return hashlib.sha256(plan.model_dump_json().encode()).hexdigest()
