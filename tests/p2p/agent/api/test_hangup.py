"""A program that goes away takes along what it asked for."""

import httpx
import pytest
import trio
from fastapi import FastAPI, Request
from hypercorn.config import Config
from hypercorn.trio import serve

from p2p.agent.api.body_limit import BodyLimit
from p2p.agent.api.hangup import unheard, until_hangup


@pytest.fixture
def app():
    made = FastAPI()
    made.add_middleware(BodyLimit, max_size_bytes=1000)
    made.state.started, made.state.cancelled, made.state.release = trio.Event(), trio.Event(), trio.Event()

    @made.post("/wait")
    async def wait(body: dict[str, int], request: Request):
        answer = None
        async with until_hangup(request):
            made.state.started.set()
            try:
                await made.state.release.wait()
                answer = body
            except trio.Cancelled:
                made.state.cancelled.set()
                raise
        return answer if answer is not None else unheard()

    return made


def served(run, app, tmp_path, during):
    async def check():
        config = Config()
        config.bind = [f"unix:{tmp_path / 'socket'}"]
        async with trio.open_nursery() as nursery:
            await nursery.start(lambda task_status: serve(app, config, shutdown_trigger=trio.sleep_forever, task_status=task_status))
            transport = httpx.AsyncHTTPTransport(uds=str(tmp_path / "socket"))
            async with httpx.AsyncClient(transport=transport, base_url="http://agent", timeout=20) as client:
                await during(client)
            nursery.cancel_scope.cancel()

    run(check)


def test_a_client_that_hangs_up_cancels_its_call(run, app, tmp_path) -> None:
    async def during(client):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(lambda: client.post("/wait", json={"a": 1}))
            await app.state.started.wait()
            nursery.cancel_scope.cancel()
        await app.state.cancelled.wait()

    served(run, app, tmp_path, during)


def test_a_client_that_stays_is_answered(run, app, tmp_path) -> None:
    async def during(client):
        app.state.release.set()
        assert (await client.post("/wait", json={"a": 1})).json() == {"a": 1}
        assert not app.state.cancelled.is_set()

    served(run, app, tmp_path, during)
