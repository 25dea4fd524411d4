"""What the computing process computes: each operation, on the agent's own files."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import CodedError
from learning.arrays import Float32Array
from learning.client import client_update
from learning.codecs.registry import codec_named
from learning.codecs.state import pack_state, unpack_state
from learning.evaluation import evaluate
from learning.examples import Examples, check_examples, unpack_examples
from learning.kernels.registry import initial_weights
from learning.normalisation import normalise
from learning.plan import ModelSpec, TrainingPlan
from learning.schedule import num_batches, select_clients
from learning.server import RoundAggregator
from learning.strategies.registry import strategy_named
from learning.strategies.state_file import pack_strategy_state, unpack_strategy_state
from learning.strategies.strategy import State
from learning.weights import pack_weights, unpack_weights, weights_sha256
from p2p.agent.computing.operations import (
    AggregateAdd,
    AggregateBegin,
    AggregateFinish,
    AnyOperation,
    Converse,
    CorpusFacts,
    Done,
    Evaluate,
    Initialise,
    Inspect,
    ModelFile,
    Operation,
    Predict,
    Prediction,
    Quality,
    Restore,
    Said,
    Select,
    Selection,
    Train,
    UpdateFile,
)
from p2p.agent.computing.predictor import Predictor
from p2p.agent.errors import CheckpointDamagedError, CorpusUnknownError, FileRefusedError
from p2p.agent.models.store import ModelStore
from p2p.atomic_file import write_private_file
from p2p.errors import SessionUnknownError

if TYPE_CHECKING:
    from p2p.agent.computing.conversations import Conversations

MAX_AGGREGATIONS = 4


class Computations:
    """The operations, and what they keep between each other: the open aggregations, the model that was asked last."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._predictor = Predictor(ModelStore(home / "models"))
        self._conversations: Conversations | None = None
        self._aggregations: dict[str, tuple[TrainingPlan, RoundAggregator]] = {}

    def run(self, operation: AnyOperation) -> Operation:
        """The answer to one operation; which class it has stands beside each request.

        Errors: those of `learning`, CorpusUnknownError (p2p.corpus.unknown), FileRefusedError (p2p.file.refused) for a path
        outside the home or not readable, SessionUnknownError (p2p.session.unknown), CheckpointDamagedError (p2p.checkpoint.damaged),
        those of `Predictor`.
        """
        match operation:
            case Inspect():
                codec_named(operation.plan.codec)
                strategy_named(operation.plan.strategy.name)
                num_examples = self._corpus(operation.corpus_path, operation.plan).num_examples
                num_batches(num_examples, operation.plan)
                return CorpusFacts(num_examples=num_examples)
            case Select():
                return Selection(clients=select_clients(operation.plan, operation.round_index))
            case Initialise():
                return self._initialise(operation)
            case Restore():
                return self._restore(operation)
            case Train():
                return self._train(operation)
            case AggregateBegin() | AggregateAdd() | AggregateFinish():
                return self._aggregate(operation)
            case Evaluate():
                return self._evaluate(operation)
            case Converse():
                return self._converse(operation)
            case Predict():
                return Prediction(probabilities=self._predictor.predict(operation.weights_sha256, operation.rows))

    def _converse(self, operation: Converse) -> Said:
        if self._conversations is None:
            # Its grammar takes a moment to load, which a child that never converses does without.
            from p2p.agent.computing.conversations import Conversations

            self._conversations = Conversations(self._home / "assistant")
        return self._conversations.reply(operation)

    def _initialise(self, operation: Initialise) -> ModelFile:
        plan = operation.plan
        if operation.model_path is None:
            return self._write_model(operation.out_path, initial_weights(plan.model, plan.seed), plan.model)
        return self._write_model(operation.out_path, self._weights(operation.model_path, plan.model), plan.model)

    def _restore(self, operation: Restore) -> ModelFile:
        try:
            data = self._read(operation.model_path)
            weights_P = unpack_weights(data, operation.plan.model)
        except CodedError as error:
            raise CheckpointDamagedError("the model cannot be read", code=error.code) from error
        if weights_sha256(weights_P) != operation.weights_sha256:
            raise CheckpointDamagedError("the model is not the one that the report names")
        self._check_state(operation)
        return _model_file(data, weights_P, operation.state_sha256)

    def _check_state(self, operation: Restore) -> None:
        """Refuse a strategy's state that is not the one that the report names."""
        if operation.state_sha256 is None:
            if strategy_named(operation.plan.strategy.name).initial_state(operation.plan):
                raise CheckpointDamagedError("the report names no state of the strategy")
            return
        try:
            data = self._read(operation.state_path)
            unpack_strategy_state(data, operation.plan)
        except CodedError as error:
            raise CheckpointDamagedError("the strategy's state cannot be read", code=error.code) from error
        if hashlib.sha256(data).hexdigest() != operation.state_sha256:
            raise CheckpointDamagedError("the strategy's state is not the one that the report names")

    def _train(self, operation: Train) -> UpdateFile:
        plan = operation.plan
        weights_P = self._weights(operation.model_path, plan.model)
        examples = self._corpus(operation.corpus_path, plan)
        owed = None
        if operation.debt_path is not None:
            owed = unpack_state(self._read(operation.debt_path), plan.codec, plan.model.num_parameters)
        update = client_update(plan, weights_P, examples, operation.round_index, operation.client, codec_state=owed)
        if operation.new_debt_path is not None and update.codec_state is not None:
            # Before the update is seen by anybody: whoever counts it can rely on the state behind it.
            write_private_file(self._inside(operation.new_debt_path), pack_state(update.codec_state, plan.codec))
        self._inside(operation.out_path).write_bytes(update.payload)
        return UpdateFile(
            size_bytes=len(update.payload),
            sha256=hashlib.sha256(update.payload).hexdigest(),
            num_examples=update.num_examples,
            loss=update.loss,
            global_loss=update.global_loss,
        )

    def _aggregate(self, operation: AggregateBegin | AggregateAdd | AggregateFinish) -> Operation:
        if isinstance(operation, AggregateBegin):
            state = unpack_strategy_state(self._read(operation.state_path), operation.plan) if operation.state_path is not None else None
            aggregator = RoundAggregator(operation.plan, self._weights(operation.model_path, operation.plan.model), state)
            self._aggregations.pop(operation.session, None)
            while len(self._aggregations) >= MAX_AGGREGATIONS:
                del self._aggregations[next(iter(self._aggregations))]
            self._aggregations[operation.session] = (operation.plan, aggregator)
            return Done()
        if operation.session not in self._aggregations:
            raise SessionUnknownError("no aggregation is open for the session", session_id=operation.session)
        plan, aggregator = self._aggregations[operation.session]
        if isinstance(operation, AggregateAdd):
            aggregator.add(operation.client, self._read(operation.path), operation.num_examples, operation.global_loss)
            return Done()
        del self._aggregations[operation.session]
        weights_P = aggregator.finish()
        state_sha256 = self._write_state(operation.state_out_path, aggregator.state, plan)
        return self._write_model(operation.out_path, weights_P, plan.model, state_sha256)

    def _evaluate(self, operation: Evaluate) -> Quality:
        spec = operation.plan.model
        examples = normalise(self._corpus(operation.corpus_path, operation.plan), operation.plan.normalisation)
        quality = evaluate(spec, self._weights(operation.model_path, spec), examples)
        return Quality(accuracy=quality.accuracy, macro_f1=quality.macro_f1, loss=quality.loss)

    def _corpus(self, path: str, plan: TrainingPlan) -> Examples:
        if not self._inside(path).is_file():
            raise CorpusUnknownError("the agent has no such corpus", corpus=Path(path).stem)
        examples = unpack_examples(self._read(path))
        check_examples(examples, plan.model)
        return examples

    def _weights(self, path: str, spec: ModelSpec) -> Float32Array:
        return unpack_weights(self._read(path), spec)

    def _write_model(self, path: str, weights_P: Float32Array, spec: ModelSpec, state_sha256: str | None = None) -> ModelFile:
        data = pack_weights(weights_P, spec)
        write_private_file(self._inside(path), data)
        return _model_file(data, weights_P, state_sha256)

    def _write_state(self, path: str, state: State, plan: TrainingPlan) -> str | None:
        """The hash of the file with the strategy's state; None, and no file, where it keeps nothing."""
        if not state:
            return None
        data = pack_strategy_state(state, plan)
        write_private_file(self._inside(path), data)
        return hashlib.sha256(data).hexdigest()

    def _read(self, path: str) -> bytes:
        try:
            return self._inside(path).read_bytes()
        except OSError as error:
            raise FileRefusedError(f"the file cannot be read: {error.strerror}", path=path) from error

    def _inside(self, path: str) -> Path:
        """`path` with its links followed, checked to lie in the home."""
        resolved = Path(path).resolve()
        if not resolved.is_relative_to(self._home):
            raise FileRefusedError("the path is outside the agent's home", path=path)
        return resolved


def _model_file(data: bytes, weights_P: Float32Array, state_sha256: str | None) -> ModelFile:
    return ModelFile(
        weights_sha256=weights_sha256(weights_P),
        num_parameters=weights_P.size,
        size_bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        state_sha256=state_sha256,
    )
