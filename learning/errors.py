"""What can go wrong in training: one class per reason."""

from core.errors import CodedError


class UpdateMalformedError(CodedError):
    """The bytes of an update that no codec can read."""

    code = "learning.update.malformed"
    http_status = 400
    text = "The model update cannot be read."


class UpdateTooLargeError(CodedError):
    """An update of more bytes than any codec needs for the model."""

    code = "learning.update.too_large"
    http_status = 413
    text = "The model update is too large."


class UpdateShapeError(CodedError):
    """An update for a model of another size."""

    code = "learning.update.shape"
    http_status = 400
    text = "The model update does not fit the model."


class UpdateNotFiniteError(CodedError):
    """An update that holds NaN or an infinity."""

    code = "learning.update.not_finite"
    http_status = 400
    text = "The model update holds a value that is not finite."


class UpdateOutOfRangeError(CodedError):
    """An update, or its number of examples, beyond what the fixed-point mean can hold."""

    code = "learning.update.out_of_range"
    http_status = 400
    text = "The model update holds a value out of range."


class UpdateLossError(CodedError):
    """An update without the loss that its strategy weighs it by, or with one that no model has."""

    code = "learning.update.loss"
    http_status = 400
    text = "The model update needs the global model's loss on the client's examples, a finite number of at least 0."


class UpdateDuplicateError(CodedError):
    """A second update of one client in one round."""

    code = "learning.update.duplicate"
    http_status = 409
    text = "The client has sent its update of this round already."


class ClientUnknownError(CodedError):
    """A client that was not selected for the round."""

    code = "learning.client.unknown"
    http_status = 400
    text = "The client does not take part in this round."


class CodecUnknownError(CodedError):
    """A codec name that is not registered."""

    code = "learning.codec.unknown"
    http_status = 400
    text = "The update codec is not known."


class CodecVersionError(CodedError):
    """A version of a codec that this program does not read."""

    code = "learning.codec.version"
    http_status = 400
    text = "The version of the update codec is not supported."


class CodecMismatchError(CodedError):
    """An update in another codec than the plan's."""

    code = "learning.codec.mismatch"
    http_status = 400
    text = "The update is not in the codec of the training plan."


class CodecStateError(CodedError):
    """What a client keeps of its last update for its next one, damaged or of another training."""

    code = "learning.codec.state"
    http_status = 409
    text = "What the client owes from its last update cannot be used."


class StrategyUnknownError(CodedError):
    """A strategy name that is not registered."""

    code = "learning.strategy.unknown"
    http_status = 400
    text = "The training strategy is not known."


class StrategyStateMalformedError(CodedError):
    """A strategy's state that cannot be read, or that is another strategy's."""

    code = "learning.strategy.state_malformed"
    http_status = 400
    text = "The strategy's state cannot be used."


class EmptyCohortError(CodedError):
    """A round, a mean or an evaluation over nobody."""

    code = "learning.cohort.empty"
    http_status = 409
    text = "Nobody took part in the round."


class PartitionImpossibleError(CodedError):
    """Too few examples for so many clients of so many examples."""

    code = "learning.partition.impossible"
    http_status = 400
    text = "The examples cannot be split in that way."


class PlanInvalidError(CodedError):
    """A training plan with an unknown, missing, mistyped or contradictory value."""

    code = "learning.plan.invalid"
    http_status = 400
    text = "The training plan is not valid."


class RoundPhaseError(CodedError):
    """An event that the round, or the client within it, is not waiting for."""

    code = "learning.round.phase"
    http_status = 409
    text = "The round does not expect this now."


class RoundLateError(CodedError):
    """A client that was still awaited when the round's deadline passed."""

    code = "learning.round.late"
    http_status = 408
    text = "The client was too late for the round."
    is_retryable = True


class ParticipationInvalidError(CodedError):
    """A recorded participation that the plan cannot have produced."""

    code = "learning.round.participation"
    http_status = 400
    text = "The recorded participation does not fit the training plan."


class DeviceUnknownError(CodedError):
    """A device class that the table does not hold."""

    code = "learning.device.unknown"
    http_status = 400
    text = "The device class is not known."


class TraceInvalidError(CodedError):
    """A trace of availability that no client can have."""

    code = "learning.trace.invalid"
    http_status = 400
    text = "The availability trace cannot be used."


class FleetMismatchError(CodedError):
    """A fleet or a workload of another number of clients than the plan."""

    code = "learning.fleet.mismatch"
    http_status = 400
    text = "The devices do not fit the training plan."


class FairnessUndefinedError(CodedError):
    """Counts of which a measure of fairness says nothing."""

    code = "learning.fairness.undefined"
    http_status = 409
    text = "The fairness of these contributions is not defined."


class DataMalformedError(CodedError):
    """Examples that cannot be read, or that do not fit the model."""

    code = "learning.data.malformed"
    http_status = 400
    text = "The training data cannot be used."


class EncoderMalformedError(CodedError):
    """A folder that does not hold the text encoder."""

    code = "learning.encoder.malformed"
    http_status = 409
    text = "The text encoder cannot be read."


class WeightsMalformedError(CodedError):
    """A model file that cannot be read, or whose model is another."""

    code = "learning.weights.malformed"
    http_status = 400
    text = "The model weights cannot be used."


class RetrievalEmptyError(CodedError):
    """An index of no words, or figures over no queries."""

    code = "learning.retrieval.empty"
    http_status = 400
    text = "There is nothing to search."


class CheckpointInvalidError(CodedError):
    """A checkpoint that cannot be read, or that another training wrote."""

    code = "learning.checkpoint.invalid"
    http_status = 400
    text = "The checkpoint cannot be used."


class RunCancelledError(CodedError):
    """A training that was told to stop."""

    code = "learning.run.cancelled"
    http_status = 409
    text = "The training was cancelled."


class PoolWorkerLostError(CodedError):
    """A process of the pool that died; the training goes on from its last checkpoint."""

    code = "learning.pool.worker_lost"
    http_status = 409
    text = "A computing process was lost."
    is_retryable = True
