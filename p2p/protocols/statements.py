"""Statements: one agent tells another which keys were replaced or revoked."""

from collections.abc import Callable, Sequence

import structlog

from core.ids import PeerId
from core.units import KIB
from p2p.host import AgentHost
from p2p.stream import PeerStream
from p2p.wire.messages import encode_message, parse_message
from p2p.wire.statements import MAX_STATEMENTS, Statement, Statements, StatementsHeard

PROTOCOL = "/p2p-agent/identity/1.0.0"
MAX_BYTES = 32 * KIB
MAX_ANSWER_BYTES = 1 * KIB
READ_TIMEOUT_S = 5.0
MAX_INBOUND = 16

_log = structlog.get_logger("p2p.statements")

Hear = Callable[[Statement, PeerId], None]


def serve_statements(host: AgentHost, hear: Hear) -> None:
    """Let `host` pass every statement that a peer tells on to `hear`, which must expect anything of anyone."""

    async def answer(stream: PeerStream) -> None:
        told = parse_message(Statements, await stream.receive_frame(MAX_BYTES, READ_TIMEOUT_S))
        for statement in told.statements:
            hear(statement, stream.peer)
        await stream.send_frame(encode_message(StatementsHeard(num_heard=len(told.statements))), READ_TIMEOUT_S)

    host.serve(PROTOCOL, answer, MAX_INBOUND)


async def tell_statements(host: AgentHost, peer: PeerId, statements: Sequence[Statement], timeout_s: float) -> None:
    """Tell `peer` the statements, in their order; return when it has heard them.

    Errors: MessageMalformedError (p2p.message.malformed) and those of `AgentHost.open_stream` and of the stream.
    """
    for first in range(0, len(statements), MAX_STATEMENTS):
        told = Statements(statements=tuple(statements[first : first + MAX_STATEMENTS]))
        stream = await host.open_stream(peer, PROTOCOL, timeout_s)
        try:
            await stream.send_frame(encode_message(told), timeout_s)
            parse_message(StatementsHeard, await stream.receive_frame(MAX_ANSWER_BYTES, timeout_s))
            await stream.close()
        finally:
            await stream.reset()
    _log.info("statements.told", peer=peer, num_statements=len(statements))
