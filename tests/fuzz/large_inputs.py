"""Large inputs, and what a parser takes of memory for one."""

import tracemalloc

from core.units import MIB
from p2p.wire.framing import encode_frame, encode_varint
from tests.fuzz.campaign import outcome

MAX_COST_BYTES = 48 * MIB
LARGE = {
    "values": b'{"input":[' + b"0," * 49_000 + b"0]}",
    "more values than allowed": b'{"input":[' + b"[]," * 300_000 + b"[]]}",
    "strings": b'{"input":[' + b'"",' * 99_000 + b'""]}',
    "depth": b"[" * MIB,
    "digits": b"1" * MIB,
    "one string": b'"' + b"a" * MIB + b'"',
    "escapes": b'"' + b"\\u0041" * (MIB // 6) + b'"',
    "nothing": bytes(100_000),
    "a length": encode_varint(2**34) + bytes(1000),
    "empty frames": encode_frame(b"") * 20_000,
}


def heavy(part: int) -> dict[str, bytes]:
    """Inputs of as many objects or names as may be, or of so small a part of them."""
    names = b",".join(b'"%d":0' % number for number in range(49_000 // part))
    return {
        "objects": b'{"input":[' + b"{}," * (30_000 // part) + b"{}]}",
        "fields": b"{" + names + b"}",
        "keys": b'{"input":{' + names + b"}}",
        "keys where none belong": b'{"error":{' + names + b"}}",
    }


def cost_of(target: str, raw: bytes) -> int:
    """The most bytes that the parser holds at a time for the input."""
    tracemalloc.start()
    outcome(target, raw)
    cost = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return cost
