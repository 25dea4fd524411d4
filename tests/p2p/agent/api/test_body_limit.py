import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from p2p.agent.api.body_limit import BodyLimit


async def length(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


async def chunks(size: int):
    for _ in range(size):
        yield b"x"


def test_a_body_beyond_the_cap_is_refused_announced_or_not(run) -> None:
    app = BodyLimit(Starlette(routes=[Route("/", length, methods=["POST"])]), max_size_bytes=5)

    async def main() -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://agent") as client:
            assert (await client.post("/", content=b"12345")).text == "5"
            announced = await client.post("/", content=b"123456")
            assert (announced.status_code, announced.json()["code"]) == (413, "p2p.request.too_large")
            streamed = await client.post("/", content=chunks(6))
            assert (streamed.status_code, streamed.json()["code"]) == (413, "p2p.request.too_large")
            assert (await client.post("/", content=chunks(5))).text == "5"

    run(main)
