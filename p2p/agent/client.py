"""A program's view of a running agent: the local API as plain calls, without trio or libp2p."""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError

from core.errors import CodedError
from core.ids import PeerId, SessionId
from p2p.agent.control import (
    AgentFacts,
    AskAnswer,
    AskRequest,
    ConnectRequest,
    CorpusImport,
    PeerFacts,
    SessionStarted,
    TrustRequest,
)
from p2p.agent.errors import AgentInternalError, RequestInvalidError, coded_error
from p2p.agent.home import AgentHome
from p2p.agent.sessions import SessionReport, SessionRequest
from p2p.errors import AgentNotRunningError, AgentUnreachableError

CALL_TIMEOUT_S = 15.0

Answer = TypeVar("Answer", bound=BaseModel)

_PEERS = TypeAdapter(list[PeerFacts])
_NAMES = TypeAdapter(list[str])


class AgentClient:
    """Calls on one agent; every error is a CodedError, the agent's own with its code.

    Errors of every call: AgentNotRunningError (p2p.agent.not_running), AgentUnreachableError (p2p.agent.unreachable) when there
    is no answer in time, and what the agent answers.
    """

    def __init__(self, socket_path: Path) -> None:
        self._socket_path = socket_path
        self._http = httpx.Client(transport=httpx.HTTPTransport(uds=str(socket_path)), base_url="http://agent", timeout=CALL_TIMEOUT_S)

    @classmethod
    def of_home(cls, home: AgentHome) -> Self:
        """The client of the agent that runs in `home`."""
        return cls(home.socket_path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give the connection back."""
        self._http.close()

    def health(self) -> str:
        """Whether the agent is `running` or `stopping`."""
        answer = self._call("GET", "/health")
        return str(TypeAdapter(dict[str, str]).validate_python(answer)["status"])

    def id(self) -> AgentFacts:
        """Who the agent is and where it listens."""
        return self._parsed(AgentFacts, self._call("GET", "/id"))

    def stop(self) -> None:
        """Ask the agent to end; it does so soon after the answer."""
        self._call("POST", "/stop")

    def peers(self) -> list[PeerFacts]:
        """Every peer that the agent knows or trusts."""
        return _PEERS.validate_python(self._call("GET", "/peers"))

    def connect(self, peer: str, addresses: tuple[str, ...] = (), timeout_s: float = 30.0) -> PeerFacts:
        """Connect to a peer, at addresses that discovery may not know."""
        answer = self._call("POST", "/peers", ConnectRequest(peer=peer, addresses=addresses), timeout_s)
        return _PEERS.validate_python(answer)[0]

    def trust_list(self) -> list[str]:
        """The trusted peers, sorted."""
        return _NAMES.validate_python(self._call("GET", "/trust"))

    def trust_add(self, peer: str) -> list[str]:
        """Trust a peer; the list as it is then."""
        return _NAMES.validate_python(self._call("POST", "/trust", TrustRequest(peer=PeerId(peer))))

    def trust_remove(self, peer: str) -> list[str]:
        """Trust a peer no more; the list as it is then."""
        return _NAMES.validate_python(self._call("DELETE", f"/trust/{_segment(peer)}"))

    def ask(self, peer: str, task: str, task_input: JsonValue, timeout_s: float = 30.0) -> AskAnswer:
        """What a peer made of a task, verified; a refusal by the peer is an answer with status failed."""
        try:
            request = AskRequest(peer=peer, task=task, input=task_input, timeout_s=timeout_s)
        except ValidationError as error:
            first = error.errors()[0]
            raise RequestInvalidError(f"{first['loc'][0]}: {first['msg']}", field=str(first["loc"][0])) from error
        return self._parsed(AskAnswer, self._call("POST", "/ask", request, timeout_s + CALL_TIMEOUT_S))

    def import_corpus(self, name: str, path: Path, timeout_s: float = 120.0) -> None:
        """Copy a file of packed examples into the agent's home as the corpus `name`."""
        self._call("POST", "/corpora", CorpusImport(name=name, path=str(path.resolve())), timeout_s)

    def start_session(self, request: SessionRequest) -> SessionId:
        """Begin a training that the agent coordinates."""
        return SessionId(self._parsed(SessionStarted, self._call("POST", "/sessions", request)).session_id)

    def sessions(self) -> list[str]:
        """The ids of the sessions that the agent remembers, the oldest first."""
        return _NAMES.validate_python(self._call("GET", "/sessions"))

    def session(self, session_id: SessionId) -> SessionReport:
        """How a session stands or how it ended."""
        return self._parsed(SessionReport, self._call("GET", f"/sessions/{_segment(session_id)}"))

    def cancel_session(self, session_id: SessionId) -> SessionReport:
        """End a session; its report soon says cancelled."""
        return self._parsed(SessionReport, self._call("DELETE", f"/sessions/{_segment(session_id)}"))

    def _call(self, method: str, path: str, body: BaseModel | None = None, timeout_s: float = CALL_TIMEOUT_S) -> JsonValue:
        content = body.model_dump_json().encode() if body is not None else None
        headers = {"content-type": "application/json"} if content is not None else None
        try:
            response = self._http.request(method, path, content=content, headers=headers, timeout=timeout_s)
            answer: JsonValue = response.json()
        except httpx.ConnectError as error:
            raise AgentNotRunningError("no agent answers; start one with: p2p-agent start", socket=str(self._socket_path)) from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise AgentUnreachableError(f"the agent does not answer: {type(error).__name__}", socket=str(self._socket_path)) from error
        if response.is_error:
            raise _refusal(answer)
        return answer

    def _parsed(self, model: type[Answer], answer: JsonValue) -> Answer:
        try:
            return model.model_validate_json(TypeAdapter(JsonValue).dump_json(answer))
        except ValidationError as error:
            raise AgentUnreachableError("the agent's answer cannot be read; is it of another version?") from error


def _refusal(answer: JsonValue) -> CodedError:
    """The error that the agent answered, as the class of its code."""
    if not isinstance(answer, Mapping):
        return AgentInternalError("the agent answered an error without a code")
    context = answer.get("context")
    known = context if isinstance(context, dict) else {}
    return coded_error(str(answer.get("code")), str(answer.get("message")), AgentInternalError, known)


def _segment(text: str) -> str:
    """`text` as one piece of a path."""
    return quote(text, safe="")
