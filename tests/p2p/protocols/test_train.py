"""Channels between two hosts over real sockets."""

import pytest

from core.errors import CodedError
from core.ids import new_session_id
from core.signing.keys import SigningKey
from p2p.protocols.train import TRAIN_PROTOCOL, Credentials, TrainChannel, open_channel
from p2p.wire.signing import ReplayWindow
from p2p.wire.train import RoundAccept, SessionEnd


def test_a_channel_carries_messages_of_its_session_alone(run, make_host) -> None:
    keys = [SigningKey.generate(), SigningKey.generate()]
    here, there = (make_host(key=key) for key in keys)
    mine, another = new_session_id(), new_session_id()
    said: list[str] = []

    async def answer(stream) -> None:
        channel = TrainChannel(stream, Credentials(keys[1], lambda _: True, ReplayWindow()), mine)
        said.append(type(await channel.receive(5)).__name__)
        try:
            await channel.receive(5)
        except CodedError as error:
            said.append(error.code)
        await channel.send(SessionEnd, kind="session_end")

    there.serve(TRAIN_PROTOCOL, answer)

    async def main() -> None:
        async with here.run(), there.run():
            await here.connect(there.peer_id, there.addresses)
            channel = await open_channel(here, there.peer_id, Credentials(keys[0], lambda _: True, ReplayWindow()), mine, 5)
            await channel.send(RoundAccept, kind="round_accept", round_index=0)
            channel.session_id = another
            await channel.send(RoundAccept, kind="round_accept", round_index=0)
            assert type(await channel.receive_first(5)) is SessionEnd
            await channel.close()

    run(main)
    assert said == ["RoundAccept", "p2p.message.malformed"]


def test_a_stranger_is_not_even_read(run, make_host) -> None:
    here, there = make_host(), make_host()
    codes: list[str] = []

    async def answer(stream) -> None:
        channel = TrainChannel(stream, Credentials(SigningKey.generate(), lambda _: False, ReplayWindow()), new_session_id())
        with pytest.raises(CodedError) as refusal:
            await channel.receive_first(5)
        codes.append(refusal.value.code)

    there.serve(TRAIN_PROTOCOL, answer)

    async def main() -> None:
        async with here.run(), there.run():
            await here.connect(there.peer_id, there.addresses)
            stream = await here.open_stream(there.peer_id, TRAIN_PROTOCOL)
            await stream.close()

    run(main)
    assert codes == ["p2p.peer.untrusted"]


def test_a_peer_that_is_not_there_is_unreachable(run, make_host) -> None:
    here = make_host()
    nobody = SigningKey.generate().peer_id

    async def main() -> None:
        async with here.run():
            with pytest.raises(CodedError) as failure:
                await open_channel(here, nobody, Credentials(SigningKey.generate(), lambda _: True, ReplayWindow()), new_session_id(), 1)
            assert failure.value.code == "p2p.peer.unreachable"

    run(main)
