"""Tasks: what a peer is asked to do."""

from fastapi import FastAPI, Request, Response

from core.ids import PeerId, TaskId, new_task_id
from p2p.agent.api.hangup import unheard, until_hangup
from p2p.agent.api.schemas.agent import AskAnswer, AskRequest, AttemptFacts
from p2p.agent.asking.asker import Attempt, Question
from p2p.agent.asking.patience import Patience
from p2p.agent.context import AgentContext


def add_task_routes(app: FastAPI, agent: AgentContext) -> None:
    """Serve /ask: of the named peer, or else of whoever can; a client that hangs up cancels its task."""

    @app.post("/ask", response_model=AskAnswer)
    async def ask_peer(body: AskRequest, request: Request) -> AskAnswer | Response:  # pyright: ignore[reportUnusedFunction]
        question = Question(body.task, body.input, TaskId(body.task_id) if body.task_id else new_task_id())
        patience = Patience(body.timeout_s, body.attempt_timeout_s, body.retries)
        attempts: list[Attempt] = []
        async with until_hangup(request):
            if body.peer is None:
                attempts = await agent.asker.ask_any(question, patience)
            else:
                attempts = await agent.asker.ask(PeerId(body.peer), question, patience)
        return _answer(question, attempts) if attempts else unheard()


def _answer(question: Question, attempts: list[Attempt]) -> AskAnswer:
    last = attempts[-1]
    response = last.response
    assert response is not None, "an asker's last attempt has a response"
    return AskAnswer(
        task_id=question.task_id,
        status=response.status,
        output=response.output,
        error=None if response.error is None else {"code": response.error.code, "message": response.error.message},
        provider=response.provider,
        duration_ms=response.duration_ms,
        latency_ms=round(last.latency_s * 1000, 2),
        attempts=tuple(_facts(attempt) for attempt in attempts),
    )


def _facts(attempt: Attempt) -> AttemptFacts:
    return AttemptFacts(
        provider=attempt.provider,
        code=attempt.error.code if attempt.error else None,
        waited_ms=round(attempt.waited_s * 1000),
        latency_ms=round(attempt.latency_s * 1000, 2),
    )
