"""A service that answers what it is told, and waits that are bounded."""

import trio


async def echo(stream):
    await stream.send_frame(await stream.receive_frame(1_000_000, 5))


async def echoed(asker, peer, payload=b"hello"):
    stream = await asker.open_stream(peer, "/echo")
    await stream.send_frame(payload)
    answer = await stream.receive_frame(1_000_000, 5)
    await stream.close()
    return answer


async def eventually(condition, timeout_s=10):
    with trio.fail_after(timeout_s):
        while not condition():
            await trio.sleep(0.02)
