"""Why a step of a gate failed."""

from core.errors import CodedError


class ComputationFailedError(CodedError):
    """A computing process ended without a result."""

    code = "tasks.computation.failed"
    http_status = 500
    text = "A computation failed."


class SeedsFailedError(CodedError):
    """Some seeds could not be simulated, each of them in two attempts."""

    code = "tasks.seeds.failed"
    http_status = 500
    text = "A seed could not be simulated."


class DiscoveryIncompleteError(CodedError):
    """Not every agent was found in time."""

    code = "tasks.discovery.incomplete"
    http_status = 504
    text = "Not every agent was found."
    is_retryable = True


class SessionFailedError(CodedError):
    """A training session over agents did not complete."""

    code = "tasks.session.failed"
    http_status = 502
    text = "The training over agents did not complete."
    is_retryable = True


class TwinDiffersError(CodedError):
    """The run over agents and its simulated twin ended in different weights."""

    code = "tasks.twin.differs"
    http_status = 409
    text = "The weights differ from those of the simulation."


class DialogueFailedError(CodedError):
    """An agent's assistant did not reply to another agent."""

    code = "tasks.dialogue.failed"
    http_status = 502
    text = "An agent's assistant did not reply."
    is_retryable = True


class ReplyDiffersError(CodedError):
    """An agent's assistant and the same one in the process replied differently."""

    code = "tasks.reply.differs"
    http_status = 409
    text = "An agent's assistant replied otherwise than the same one in the process."


class ModelDiffersError(CodedError):
    """A model file does not hold the weights that its session reports."""

    code = "tasks.model.differs"
    http_status = 409
    text = "A model file holds other weights than reported."


class GateFailedError(CodedError):
    """A gate ran to its end and its verdict is no pass."""

    code = "tasks.gate.failed"
    http_status = 422
    text = "The gate did not pass."


class MeasurementFailedError(CodedError):
    """Work that was to be measured ended without a result."""

    code = "tasks.measurement.failed"
    http_status = 500
    text = "A measurement failed."


class MeasurementTimeoutError(CodedError):
    """Work that was to be measured took longer than it may."""

    code = "tasks.measurement.timeout"
    http_status = 504
    text = "A measurement took too long."


class MeasurementDiffersError(CodedError):
    """Two runs of the same work computed different results."""

    code = "tasks.measurement.differs"
    http_status = 409
    text = "Two measurements of the same work differ in their results."


class PipelineUnknownError(CodedError):
    """A profile by which the main track is not judged, and which has no pipeline."""

    code = "tasks.pipeline.unknown"
    http_status = 404
    text = "The profile has no pipeline."


class StageUnknownError(CodedError):
    """A target that the pipeline of the profile does not have."""

    code = "tasks.stage.unknown"
    http_status = 404
    text = "The pipeline has no such stage."


class StageFailedError(CodedError):
    """A stage of the pipeline ended without success."""

    code = "tasks.stage.failed"
    http_status = 422
    text = "A stage of the pipeline failed."


class UnitTestsFailedError(CodedError):
    """The fast tests with which a sweep begins failed."""

    code = "tasks.unit_tests.failed"
    http_status = 422
    text = "The unit tests failed."


class TrackBlockedError(CodedError):
    """A part of the main track is blocked."""

    code = "tasks.track.blocked"
    http_status = 422
    text = "A part of the main track is blocked."


class SweepFailedError(GateFailedError):
    """A sweep ran to its end and not every step passed."""

    code = "tasks.sweep.failed"
    http_status = 422
    text = "The sweep did not pass."


class DataUnreachableError(CodedError):
    """The source of a data set does not answer, or broke off."""

    code = "tasks.data.unreachable"
    http_status = 502
    text = "The source of a data set cannot be reached."
    is_retryable = True


class DataRefusedError(CodedError):
    """The source of a data set answers, and does not give the file."""

    code = "tasks.data.refused"
    http_status = 502
    text = "The source of a data set does not give a file."


class DataUnwritableError(CodedError):
    """A data file cannot be written: no room, no permission, something else in its place."""

    code = "tasks.data.unwritable"
    http_status = 507
    text = "A data file cannot be written."


class DataNotFetchedError(CodedError):
    """A data set that is not fetched: a command writes it, or it lies in git."""

    code = "tasks.data.not_fetched"
    http_status = 400
    text = "The data set is not one that is fetched."


class TextNotEncodedError(CodedError):
    """The vector of a text is asked for where no encoder runs, and the text was not encoded before."""

    code = "tasks.text.not_encoded"
    http_status = 500
    text = "A text was not encoded beforehand."


class CohortDamagedError(CodedError):
    """A receipt or an invitation in a maintainer's own folder that cannot be used."""

    code = "tasks.cohort.damaged"
    http_status = 500
    text = "A file of the cohort's folder is damaged."


class CohortEntryError(CodedError):
    """A name under which nothing waits, or nothing was taken."""

    code = "tasks.cohort.entry"
    http_status = 404
    text = "The cohort has nothing of this name."


class CohortUnversionedError(CodedError):
    """DVC could not take the accepted bundles; they are there all the same."""

    code = "tasks.cohort.unversioned"
    http_status = 503
    text = "The accepted bundles could not be versioned."
    is_retryable = True


class VolunteerUnreadyError(CodedError):
    """A volunteer's node that has not been set up, or whose files are damaged."""

    code = "tasks.volunteer.unready"
    http_status = 409
    text = "The volunteer's node is not set up."


class UptimeUnkeptError(CodedError):
    """A node whose uptime could not be written down: what was not, is not claimed."""

    code = "tasks.volunteer.uptime"
    http_status = 500
    text = "The uptime of the node could not be kept."


class VolunteerBusyError(CodedError):
    """A second process that would run the cycles of the same node."""

    code = "tasks.volunteer.busy"
    http_status = 409
    text = "The volunteer's node runs already."


class CycleFailedError(CodedError):
    """A cycle that ended before every gate had its artifact."""

    code = "tasks.volunteer.cycle_failed"
    http_status = 500
    text = "The cycle could not be run."


class RehearsalClockError(CodedError):
    """A moment given from outside where there is no rehearsal, or one that there is not."""

    code = "tasks.rehearsal.clock"
    http_status = 409
    text = "The clock of a rehearsal cannot be used here."


class LineUnmeasuredError(CodedError):
    """A line to a peer that does not answer with a text, or does so for trusted peers alone."""

    code = "tasks.volunteer.line"
    http_status = 502
    text = "The line was not measured."
