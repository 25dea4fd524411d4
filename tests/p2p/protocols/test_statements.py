import pytest

from core.signing.keys import SigningKey
from p2p.errors import StreamClosedError
from p2p.protocols.statements import MAX_BYTES, PROTOCOL, serve_statements, tell_statements
from p2p.wire.statements import MAX_STATEMENTS, revocation


def test_statements_arrive_in_their_order_however_many(run, make_host):
    async def check():
        statements = [revocation(SigningKey.from_seed(bytes([n]) * 32), n) for n in range(1, MAX_STATEMENTS + 5)]
        heard = []
        a, b = make_host(), make_host()
        serve_statements(b, lambda statement, sender: heard.append((statement, sender)))
        async with a.run(), b.run():
            await a.connect(b.peer_id, b.addresses)
            await tell_statements(a, b.peer_id, statements, 5)
        assert heard == [(one, a.peer_id) for one in statements]

    run(check)


@pytest.mark.parametrize("raw", [b"", b"{}", b'{"statements":[{"kind":"praise"}]}', bytes(MAX_BYTES + 1)])
def test_what_is_no_statement_ends_its_stream_alone(run, make_host, raw):
    async def check():
        heard = []
        a, b = make_host(), make_host()
        serve_statements(b, lambda statement, sender: heard.append(statement))
        async with a.run(), b.run():
            await a.connect(b.peer_id, b.addresses)
            stream = await a.open_stream(b.peer_id, PROTOCOL)
            await stream.send_frame(raw)
            with pytest.raises(StreamClosedError):
                await stream.receive_frame(1024, 10)
            await tell_statements(a, b.peer_id, [revocation(SigningKey.generate(), 1)], 5)
        assert len(heard) == 1

    run(check)
