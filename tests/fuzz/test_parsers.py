"""Any bytes that a peer can send are a value or a coded refusal, at a bounded cost: the short form of `make soak-fuzz`."""

import pytest

from tests.fuzz.campaign import attack, outcome
from tests.fuzz.large_inputs import LARGE, MAX_COST_BYTES, cost_of, heavy
from tests.fuzz.mutator import Mutator
from tests.fuzz.targets import TARGETS, corpus_of

NUM_INPUTS = 20_000
PART = 4
"""Names and objects, a megabyte of which takes a second to weigh, are weighed as so small a part of one; `make soak-fuzz` weighs them whole."""
SMALLER = heavy(PART)


@pytest.mark.parametrize("target", TARGETS)
def test_any_bytes_are_a_value_or_a_coded_refusal(target: str) -> None:
    outcomes = attack(target, NUM_INPUTS // len(TARGETS), seed=1)
    assert outcomes.total() >= 1000


@pytest.mark.parametrize("target", TARGETS)
def test_what_is_in_the_corpus_is_a_value_or_a_coded_refusal(target: str) -> None:
    assert {outcome(target, raw) for raw in corpus_of(target)}


@pytest.mark.parametrize("size", [*LARGE, *SMALLER])
def test_no_megabyte_costs_more_than_forty_eight(size: str) -> None:
    raw, limit = (SMALLER[size], MAX_COST_BYTES // PART) if size in SMALLER else (LARGE[size], MAX_COST_BYTES)
    costs = {target: cost_of(target, raw) for target in TARGETS}
    assert {target: cost for target, cost in costs.items() if cost > limit} == {}


def test_a_campaign_can_be_repeated() -> None:
    draws = [[mutator.next() for _ in range(200)] for mutator in (Mutator(7, [b'{"a": 1}', b"xyz"]) for _ in range(2))]
    assert draws[0] == draws[1]
    assert len(set(draws[0])) > 150
