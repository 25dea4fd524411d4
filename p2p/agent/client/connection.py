"""One connection to an agent's local API: a call out, its answer or its error back."""

from collections.abc import Generator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self, TypedDict, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError

from core.errors import CodedError
from p2p.agent.errors import AgentInternalError, coded_error
from p2p.errors import AgentNotRunningError, AgentUnreachableError

CALL_TIMEOUT_S = 15.0

Answer = TypeVar("Answer", bound=BaseModel)


class Connection:
    """HTTP on the agent's socket; every error is a CodedError, the agent's own with its code.

    Errors of every call: AgentNotRunningError (p2p.agent.not_running), AgentUnreachableError (p2p.agent.unreachable) when there
    is no answer in time, and what the agent answers.
    """

    def __init__(self, socket_path: Path) -> None:
        self._socket_path = socket_path
        self._http = httpx.Client(transport=httpx.HTTPTransport(uds=str(socket_path)), base_url="http://agent", timeout=CALL_TIMEOUT_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give the connection back."""
        self._http.close()

    def call(self, method: str, path: str, body: BaseModel | None = None, timeout_s: float = CALL_TIMEOUT_S) -> JsonValue:
        """What the agent answers to `method` on `path`, as JSON."""
        try:
            response = self._http.request(method, path, **_content(body), timeout=timeout_s)
            answer: JsonValue = response.json()
        except httpx.ConnectError as error:
            raise AgentNotRunningError("no agent answers; start one with: p2p-agent start", socket=str(self._socket_path)) from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise AgentUnreachableError(f"the agent does not answer: {type(error).__name__}", socket=str(self._socket_path)) from error
        if response.is_error:
            raise _refusal(answer)
        return answer

    def lines(self, path: str, timeout_s: float = CALL_TIMEOUT_S, body: BaseModel | None = None) -> Generator[str]:
        """The lines that the agent answers to GET `path`, or to POST where there is a `body`, as they come, each within `timeout_s`.

        An agent that ends is unreachable.
        """
        method = "GET" if body is None else "POST"
        try:
            with self._http.stream(method, path, **_content(body), timeout=timeout_s) as response:
                if response.is_error:
                    response.read()
                    raise _refusal(response.json())
                yield from response.iter_lines()
        except httpx.ConnectError as error:
            raise AgentNotRunningError("no agent answers; start one with: p2p-agent start", socket=str(self._socket_path)) from error
        except (httpx.HTTPError, ValueError) as error:
            raise AgentUnreachableError(f"the agent does not answer: {type(error).__name__}", socket=str(self._socket_path)) from error

    def parsed(self, model: type[Answer], answer: JsonValue) -> Answer:
        """`answer` as a `model`."""
        try:
            return model.model_validate_json(TypeAdapter(JsonValue).dump_json(answer))
        except ValidationError as error:
            raise AgentUnreachableError("the agent's answer cannot be read; is it of another version?") from error


class _Content(TypedDict, total=False):
    content: bytes
    headers: dict[str, str]


def _content(body: BaseModel | None) -> _Content:
    return {} if body is None else {"content": body.model_dump_json().encode(), "headers": {"content-type": "application/json"}}


def _refusal(answer: JsonValue) -> CodedError:
    """The error that the agent answered, as the class of its code."""
    if not isinstance(answer, Mapping):
        return AgentInternalError("the agent answered an error without a code")
    context = answer.get("context")
    known = context if isinstance(context, dict) else {}
    return coded_error(str(answer.get("code")), str(answer.get("message")), AgentInternalError, known)


def segment(text: str) -> str:
    """`text` as one piece of a path."""
    return quote(text, safe="")
