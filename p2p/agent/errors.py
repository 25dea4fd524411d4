"""Why an agent, its local API, its worker or a training session refuses or fails."""

from collections.abc import Mapping

from pydantic import JsonValue

from core.errors import CATALOGUE, CodedError, load_catalogue


class HomeInvalidError(CodedError):
    """The home folder cannot be made or is not the user's own."""

    code = "p2p.home.invalid"
    http_status = 500
    text = "The agent's home folder cannot be used."


class StoreNewerError(CodedError):
    """A file of the home was written by a newer version of this program."""

    code = "p2p.store.newer"
    http_status = 500
    text = "A file of the agent is of a newer version; update p2p-agent."


class AgentStartFailedError(CodedError):
    """A started agent ended or was not ready in time."""

    code = "p2p.agent.start_failed"
    http_status = 500
    text = "The agent did not start."


class DoctorFailedError(CodedError):
    """The examination itself broke down or did not end."""

    code = "p2p.doctor.failed"
    http_status = 500
    text = "The examination did not come to its end."


class AgentInternalError(CodedError):
    """A fault of the agent's own; its log has the traceback."""

    code = "p2p.agent.internal"
    http_status = 500
    text = "The agent failed on this request."


class RequestInvalidError(CodedError):
    """A request to the local API that does not fit its schema."""

    code = "p2p.request.invalid"
    http_status = 422
    text = "The request is invalid."


class RequestTooLargeError(CodedError):
    """A request to the local API beyond its size cap."""

    code = "p2p.request.too_large"
    http_status = 413
    text = "The request is too large."


class RouteUnknownError(CodedError):
    """A path or method that the local API does not have."""

    code = "p2p.request.unknown_route"
    http_status = 404
    text = "There is no such route."


class CorpusUnknownError(CodedError):
    """The agent has no corpus of that name."""

    code = "p2p.corpus.unknown"
    http_status = 404
    text = "The agent has no such corpus."


class CorpusConsentError(CodedError):
    """The owner of a corpus has not consented to this peer's training on it, or does so no more."""

    code = "p2p.corpus.no_consent"
    http_status = 403
    text = "The owner of the data has not consented to this training."


class CorpusMismatchError(CodedError):
    """Participants whose data have unlike features or classes cannot train one model."""

    code = "p2p.corpus.mismatch"
    http_status = 409
    text = "The participants' data do not fit together."


class DataFileInvalidError(CodedError):
    """A data file that cannot be read, or whose rows and columns are no labelled examples."""

    code = "p2p.data.invalid"
    http_status = 400
    text = "The data file cannot be used."


class ModelUnknownError(CodedError):
    """The home has no such model, or none at all."""

    code = "p2p.model.unknown"
    http_status = 404
    text = "There is no such model."


class ModelInvalidError(CodedError):
    """A model whose card cannot be read, contradicts itself or is another model's."""

    code = "p2p.model.invalid"
    http_status = 400
    text = "The model cannot be used."


class FileRefusedError(CodedError):
    """A file named to the local API that is missing, no plain file, too large, or outside its place."""

    code = "p2p.file.refused"
    http_status = 400
    text = "The file cannot be used."


class SessionInvalidError(CodedError):
    """A session request or offer that contradicts itself."""

    code = "p2p.session.invalid"
    http_status = 400
    text = "The session is not possible as asked."


class SessionBusyError(CodedError):
    """The agent is in another session."""

    code = "p2p.session.busy"
    http_status = 409
    text = "The agent is busy with another session."
    is_retryable = True


class SessionTooFewError(CodedError):
    """Fewer clients than the plan's least delivered an update."""

    code = "p2p.session.too_few"
    http_status = 409
    text = "Too few participants remain."


class SessionCancelledError(CodedError):
    """The session was cancelled by its owner, or its agent was stopped."""

    code = "p2p.session.cancelled"
    http_status = 409
    text = "The session was cancelled."


class DebtLostError(CodedError):
    """The agent is asked to go on from a codec's state that it does not have any more."""

    code = "p2p.debt.lost"
    http_status = 409
    text = "The agent has lost what it owes from its last update in this session."


class CheckpointDamagedError(CodedError):
    """A model that a session left is not the one that its report names."""

    code = "p2p.checkpoint.damaged"
    http_status = 500
    text = "A checkpoint of the session is damaged."


class TaskInputInvalidError(CodedError):
    """A task's input does not fit what the capability asks for; the peer is told the message too, so it names nothing but the input."""

    code = "p2p.task.input_invalid"
    http_status = 422
    text = "The input does not fit what the capability asks for."

    @property
    def public(self) -> str:
        """The text and the message: what does not fit is the asker's own."""
        return f"{self.text} {''.join(char for char in self.message if char.isprintable())[:200]}"


class TaskConflictError(CodedError):
    """A task id that its sender has used for another task or another input."""

    code = "p2p.task.conflict"
    http_status = 409
    text = "The task id was used for another task."


class TaskHandedBackError(CodedError):
    """A task that its agent could not end before it stopped; another may run it, or the same one later."""

    code = "p2p.task.handed_back"
    http_status = 503
    text = "The agent stopped before the task was done."
    is_retryable = True


class AgentStoppingError(CodedError):
    """An agent that is about to end takes no new tasks."""

    code = "p2p.agent.stopping"
    http_status = 503
    text = "The agent is stopping."
    is_retryable = True


class TaskProviderMissingError(CodedError):
    """No trusted peer that could be asked did the task."""

    code = "p2p.task.no_provider"
    http_status = 503
    text = "No provider did the task."
    is_retryable = True


class WorkerLostError(CodedError):
    """The computing process ended in the middle of an operation."""

    code = "p2p.worker.lost"
    http_status = 500
    text = "The computing process ended."
    is_retryable = True


class PeerLostError(CodedError):
    """A peer went away in the middle of a round."""

    code = "p2p.peer.lost"
    http_status = 502
    text = "The peer went away."
    is_retryable = True


class DemoFailedError(CodedError):
    """The demo's story came to no end: an agent of it ended, time was over, or an answer was not as it must be."""

    code = "p2p.demo.failed"
    http_status = 500
    text = "The demo did not come to its end."
    is_retryable = True


def coded_error(code: str, message: str, fallback: type[CodedError], context: Mapping[str, JsonValue] | None = None) -> CodedError:
    """An error that another process of this user told by its code, as the class that the catalogue has for it, loaded here or not yet."""
    known = CATALOGUE.get(code) or load_catalogue().get(code, fallback)
    return known(message, **(context or {}))
