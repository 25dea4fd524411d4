"""Any bytes that a peer can send are a value or a coded refusal, at a bounded cost: the short form of `make soak-fuzz`."""

import tracemalloc

import pytest

from core.units import MIB
from p2p.wire.framing import encode_frame, encode_varint
from tests.fuzz.campaign import attack, outcome
from tests.fuzz.mutator import Mutator
from tests.fuzz.targets import TARGETS, corpus_of

NUM_INPUTS = 20_000
LARGE = {
    "values": b'{"input":[' + b"0," * 49_000 + b"0]}",
    "objects": b'{"input":[' + b"{}," * 30_000 + b"{}]}",
    "more values than allowed": b'{"input":[' + b"[]," * 300_000 + b"[]]}",
    "strings": b'{"input":[' + b'"",' * 99_000 + b'""]}',
    "fields": b"{" + b",".join(b'"%d":0' % number for number in range(49_000)) + b"}",
    "keys": b'{"input":{' + b",".join(b'"%d":0' % number for number in range(49_000)) + b"}}",
    "keys where none belong": b'{"error":{' + b",".join(b'"%d":0' % number for number in range(49_000)) + b"}}",
    "depth": b"[" * MIB,
    "digits": b"1" * MIB,
    "one string": b'"' + b"a" * MIB + b'"',
    "escapes": b'"' + b"\\u0041" * (MIB // 6) + b'"',
    "nothing": bytes(100_000),
    "a length": encode_varint(2**34) + bytes(1000),
    "empty frames": encode_frame(b"") * 20_000,
}


@pytest.mark.parametrize("target", TARGETS)
def test_any_bytes_are_a_value_or_a_coded_refusal(target: str) -> None:
    outcomes = attack(target, NUM_INPUTS // len(TARGETS), seed=1)
    assert outcomes.total() >= 1000


@pytest.mark.parametrize("target", TARGETS)
def test_what_is_in_the_corpus_is_a_value_or_a_coded_refusal(target: str) -> None:
    assert {outcome(target, raw) for raw in corpus_of(target)}


@pytest.mark.parametrize("size", LARGE)
def test_no_megabyte_costs_more_than_forty_eight(size: str) -> None:
    costs = {}
    for target in TARGETS:
        tracemalloc.start()
        outcome(target, LARGE[size])
        costs[target] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert {target: cost for target, cost in costs.items() if cost > 48 * MIB} == {}


def test_a_campaign_can_be_repeated() -> None:
    draws = [[mutator.next() for _ in range(200)] for mutator in (Mutator(7, [b'{"a": 1}', b"xyz"]) for _ in range(2))]
    assert draws[0] == draws[1]
    assert len(set(draws[0])) > 150
