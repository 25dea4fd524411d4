"""What peers say on the bundle protocol: a push as it should be, and every answer to anything else."""

import io
import os

import pytest
import trio

from core.errors import CodedError
from p2p.protocols.bundle import PROTOCOL, RETRY_AFTER_MS, push_bundle
from p2p.wire.bundle import PIECE_BYTES, BundleAnswer, BundleOffer
from p2p.wire.errors import InboxBusyError
from p2p.wire.messages import ErrorReport, encode_message, parse_message
from tests.p2p.agent.inbox.places import offer_of

DATA = os.urandom(3 * PIECE_BYTES + 17)
BUSY = BundleAnswer(error=ErrorReport.of(InboxBusyError("", retry_after_ms=RETRY_AFTER_MS)))


async def push(volunteer, maintainer, data: bytes = DATA, **more: str) -> list[int]:
    return [sent async for sent in push_bundle(volunteer, maintainer.peer_id, offer_of(data, **more), lambda: io.BytesIO(data))]


async def refusal(volunteer, maintainer, data: bytes = DATA, **more: str) -> str:
    with pytest.raises(CodedError) as refused:
        await push(volunteer, maintainer, data, **more)
    return refused.value.code


async def said(volunteer, maintainer, offer: BundleOffer | bytes, *pieces: bytes) -> list[BundleAnswer]:
    """What the maintainer answers to an offer and each of these, until it ends the stream."""
    stream = await volunteer.open_stream(maintainer.peer_id, PROTOCOL)
    answers: list[BundleAnswer] = []
    try:
        await stream.send_frame(offer if isinstance(offer, bytes) else encode_message(offer))
        answers.append(parse_message(BundleAnswer, await stream.receive_frame(4096, 5)))
        for piece in pieces:
            await stream.send_bytes(piece)
            if piece is pieces[-1]:
                await stream.close_write()
            answers.append(parse_message(BundleAnswer, await stream.receive_frame(4096, 5)))
    finally:
        await stream.reset()
    return answers


def code_of(answer: BundleAnswer) -> str | None:
    return answer.error.code if answer.error else None


async def hold_places(host, maintainer, num_streams: int, *, task_status) -> None:
    """Hold so many places by offers that do not end."""
    async with host.run():
        await host.connect(maintainer.peer_id, maintainer.addresses)
        for _ in range(num_streams):
            stream = await host.open_stream(maintainer.peer_id, PROTOCOL)
            await stream.send_bytes(b"\x05")
        task_status.started()
        await trio.sleep_forever()


async def until_busy(volunteer, maintainer, **more: str) -> None:
    """Return once the maintainer has no place for the volunteer, whose offers come to nothing before."""
    while (await said(volunteer, maintainer, offer_of(b"joined", **more)))[0] != BUSY:
        await trio.sleep(0.01)
