"""A program's view of a running agent: the local API as plain calls, without trio or libp2p."""

from pathlib import Path
from typing import Any, Self, TypedDict, Unpack

from pydantic import JsonValue, TypeAdapter, ValidationError

from core.ids import SessionId
from p2p.agent.api.schemas.agent import (
    AgentFacts,
    AskAnswer,
    AskRequest,
    ConnectRequest,
    PeerFacts,
    SessionStarted,
)
from p2p.agent.api.schemas.corpora import CorpusImport
from p2p.agent.api.schemas.identity import Announced, RevocationRequest
from p2p.agent.api.schemas.invitations import InvitationFacts, InviteRequest, JoinCode, Joined
from p2p.agent.api.schemas.ping import PingAnswer, PingRequest
from p2p.agent.api.schemas.trust import TrustFacts, TrustRequest
from p2p.agent.client.connection import CALL_TIMEOUT_S, Connection, segment
from p2p.agent.corpora.store import FOR_GATES, ConsentGrant, CorpusDescription
from p2p.agent.errors import RequestInvalidError
from p2p.agent.storage.home import AgentHome
from p2p.agent.training.sessions import SessionReport, SessionRequest

_PEERS = TypeAdapter(list[PeerFacts])
_FLAGS = TypeAdapter(dict[str, bool])
_REASONS = TypeAdapter(list[TrustFacts])
_INVITATIONS = TypeAdapter(list[InvitationFacts])
_NAMES = TypeAdapter(list[str])


class AskOptions(TypedDict, total=False):
    """How patient an ask is, and the id that names the task when it is repeated."""

    retries: int
    attempt_timeout_s: float | None
    task_id: str | None


class AgentClient(Connection):
    """Calls on one agent, with the errors of `Connection`."""

    @classmethod
    def of_home(cls, home: AgentHome) -> Self:
        """The client of the agent that runs in `home`."""
        return cls(home.socket_path)

    def health(self) -> str:
        """Whether the agent is `running` or `stopping`."""
        answer = self.call("GET", "/health")
        return str(TypeAdapter(dict[str, str]).validate_python(answer)["status"])

    def id(self) -> AgentFacts:
        """Who the agent is and where it listens."""
        return self.parsed(AgentFacts, self.call("GET", "/id"))

    def stop(self) -> None:
        """Ask the agent to end; it does so soon after the answer."""
        self.call("POST", "/stop")

    def peers(self) -> list[PeerFacts]:
        """Every peer that the agent knows or trusts."""
        return _PEERS.validate_python(self.call("GET", "/peers"))

    def connect(self, peer: str, addresses: tuple[str, ...] = (), timeout_s: float = 30.0, *, save: bool = False) -> PeerFacts:
        """Connect to a peer, at addresses that discovery may not know; with `save` keep the connection up, also after a restart."""
        answer = self.call("POST", "/peers", ConnectRequest(peer=peer, addresses=addresses, save=save), timeout_s)
        return _PEERS.validate_python(answer)[0]

    def disconnect(self, peer: str) -> dict[str, bool]:
        """End the connection with a peer and keep it up no more; whether it `was_connected` and `was_static`."""
        return _FLAGS.validate_python(self.call("DELETE", f"/peers/{segment(peer)}"))

    def ping(self, request: PingRequest) -> PingAnswer:
        """How long small messages took to a peer and back."""
        return self.parsed(PingAnswer, self.call("POST", "/ping", request, request.longest_s + CALL_TIMEOUT_S))

    def trust_list(self) -> list[str]:
        """The trusted peers, sorted."""
        return _NAMES.validate_python(self.call("GET", "/trust"))

    def trust_reasons(self) -> list[TrustFacts]:
        """Since when and why each peer is trusted, and whose key was revoked."""
        return _REASONS.validate_python(self.call("GET", "/trust/reasons"))

    def trust_add(self, peer: str, *, name: str | None = None, is_forced: bool = False) -> list[str]:
        """Trust a peer, under a name; the list as it is then. Forced, also one whose key was revoked."""
        return _NAMES.validate_python(self.call("POST", "/trust", TrustRequest(peer=peer, name=name, is_forced=is_forced)))

    def trust_remove(self, peer: str) -> list[str]:
        """Trust a peer no more; the list as it is then."""
        return _NAMES.validate_python(self.call("DELETE", f"/trust/{segment(peer)}"))

    def invite(self, request: InviteRequest | None = None) -> str:
        """The code of a new invitation: with it another agent and this one come to trust each other."""
        return self.parsed(InvitationFacts, self.call("POST", "/invitations", request or InviteRequest())).code

    def invitations(self) -> list[InvitationFacts]:
        """The invitations that this agent has issued and remembers, the oldest first."""
        return _INVITATIONS.validate_python(self.call("GET", "/invitations"))

    def revoke_invitation(self, invitation_id: str) -> InvitationFacts:
        """Take an invitation back."""
        return self.parsed(InvitationFacts, self.call("DELETE", f"/invitations/{segment(invitation_id)}"))

    def join(self, code: str, *, trust_back: bool = True, timeout_s: float = 30.0) -> Joined:
        """Connect to the agent that issued `code` and be trusted by it; trust it too unless told otherwise."""
        return self.parsed(Joined, self.call("POST", "/join", JoinCode(code=code, trust_back=trust_back), timeout_s))

    def announced(self) -> Announced:
        """Whom the agent has still to tell what became of its keys and of others'."""
        return self.parsed(Announced, self.call("GET", "/identity"))

    def revoke(self, peer: str) -> Announced:
        """Never trust a peer's key again; the agent's own: tell the peers never to trust it again, which cannot be undone."""
        return self.parsed(Announced, self.call("POST", "/identity/revocations", RevocationRequest(peer=peer)))

    def ask(self, peer: str, task: str, task_input: JsonValue, timeout_s: float = 30.0, **options: Unpack[AskOptions]) -> AskAnswer:
        """What a peer made of a task, verified; a refusal by the peer is an answer with status failed."""
        return self._ask({"peer": peer, "task": task, "input": task_input, "timeout_s": timeout_s, **options})

    def ask_any(self, task: str, task_input: JsonValue, timeout_s: float = 30.0, **options: Unpack[AskOptions]) -> AskAnswer:
        """What the first of the trusted peers made of a task that could do it; the answer says who was tried.

        Errors: TaskProviderMissingError (p2p.task.no_provider).
        """
        return self._ask({"task": task, "input": task_input, "timeout_s": timeout_s, **options})

    def import_corpus(
        self,
        name: str,
        path: Path,
        timeout_s: float = 120.0,
        *,
        consent: ConsentGrant = FOR_GATES,
        description: CorpusDescription | None = None,
    ) -> None:
        """Copy a file of packed examples into the agent's home as the corpus `name`, and record who may train on it.

        Who names no consent is a task that shares out public data: it consents to every trusted peer.
        """
        body = CorpusImport(name=name, path=str(path.resolve()), consent=consent, description=description)
        self.call("POST", "/corpora", body, timeout_s)

    def start_session(self, request: SessionRequest) -> SessionId:
        """Begin a training that the agent coordinates."""
        return SessionId(self.parsed(SessionStarted, self.call("POST", "/sessions", request)).session_id)

    def sessions(self) -> list[str]:
        """The ids of the sessions that the agent remembers, the oldest first."""
        return _NAMES.validate_python(self.call("GET", "/sessions"))

    def session(self, session_id: SessionId) -> SessionReport:
        """How a session stands or how it ended."""
        return self.parsed(SessionReport, self.call("GET", f"/sessions/{segment(session_id)}"))

    def cancel_session(self, session_id: SessionId) -> SessionReport:
        """End a session; its report soon says cancelled."""
        return self.parsed(SessionReport, self.call("DELETE", f"/sessions/{segment(session_id)}"))

    def _ask(self, fields: dict[str, Any]) -> AskAnswer:
        try:
            request = AskRequest.model_validate(fields)
        except ValidationError as error:
            first = error.errors()[0]
            raise RequestInvalidError(f"{first['loc'][0]}: {first['msg']}", field=str(first["loc"][0])) from error
        return self.parsed(AskAnswer, self.call("POST", "/ask", request, request.timeout_s + CALL_TIMEOUT_S))
