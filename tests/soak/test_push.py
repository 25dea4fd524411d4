"""`make soak-push`: fifty kills at random moments of pushes and intakes, then two hundred bundles of fifty volunteers at once."""

import os
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.signing.keys import SigningKey
from core.units import MIB
from tests.gates.cohort.bundles import Made
from tests.system.pushing_crowd import peak_bytes, push_all
from tests.system.pushing_pair import PushingPair, numbers, pushing_pair, trial
from tests.system.test_push_killed import VICTIMS

NUM_KILLS = int(os.environ.get("SOAK_RUNS", "50"))
NUM_WARM = 5
NUM_VOLUNTEERS, NUM_EACH = 50, 4
MAX_GROWN_BYTES = 48 * MIB


@pytest.fixture
def pair(tmp_path: Path, monkeypatch) -> Iterator[PushingPair]:
    with pushing_pair(tmp_path, monkeypatch) as made:
        yield made


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_no_kill_loses_or_doubles_a_bundle_and_a_crowd_costs_little_memory(
    pair: PushingPair, write_result: Callable[[str, str], None]
) -> None:
    killed = kill(pair)
    crowd = push_in_a_crowd(pair)
    write_result("soak-push", f"{killed}; {crowd}")


def kill(pair: PushingPair) -> str:
    spans_s = [timed(lambda number=number: pair.push(pair.packed(number))) for number in range(NUM_WARM)]
    pair.take()
    span_s = 2 * statistics.median(spans_s)
    generator, early = random.Random(), Counter[str]()
    for number in range(NUM_KILLS):
        victim = VICTIMS[number % len(VICTIMS)]
        early[victim] += trial(pair, NUM_WARM + number, victim, lambda: time.sleep(generator.uniform(0, span_s)))
    pair.assert_all_in_once()
    before = ", ".join(f"{early[victim]} of the {victim}" for victim in VICTIMS)
    return (
        f"{NUM_KILLS} kills at random moments of a push and an intake, {early.total()} before the acknowledgement ({before}): "
        f"every bundle wholly in, once, none that was acknowledged lost"
    )


def push_in_a_crowd(pair: PushingPair) -> str:
    sent: dict[SigningKey, list[Path]] = {}
    for volunteer in range(NUM_VOLUNTEERS):
        key = SigningKey.generate()
        sent[key] = []
        for sequence in range(NUM_EACH):
            made = Made(
                key=key,
                node_id=f"crowd-{volunteer}",
                manifest={"sequence": sequence + 1, "created_utc": f"2026-01-31T11:0{sequence}:00Z"},
                members=lambda members, seed=(volunteer, sequence): {**members, "cycle.log": numbers(900_000, hash(seed))},
            )
            path = pair.around / f"crowd-{volunteer}-{sequence}.tgz"
            path.write_bytes(made.packed())
            sent[key].append(path)
    before_bytes = peak_bytes(pair.agents["maintainer"])
    took_s = push_all(pair.agents["maintainer"], pair.invitation.decode(), sent)
    grown_bytes = peak_bytes(pair.agents["maintainer"]) - before_bytes
    assert grown_bytes <= MAX_GROWN_BYTES
    num_bytes = sum(path.stat().st_size for paths in sent.values() for path in paths)
    assert pair.take() == ["passed"] * NUM_VOLUNTEERS * NUM_EACH
    taken = pair.folder.ledger().taken
    for volunteer in range(NUM_VOLUNTEERS):
        assert [receipt.sequence for receipt in taken[f"crowd-{volunteer}"]] == list(range(1, NUM_EACH + 1))
    return (
        f"{NUM_VOLUNTEERS * NUM_EACH} bundles ({num_bytes / MIB:.0f} MiB) of {NUM_VOLUNTEERS} volunteers at once acknowledged in {took_s:.0f} s, "
        f"the agent's peak {grown_bytes / MIB:+.1f} MiB; all passed, each node's in their order"
    )


def timed(act: Callable[[], object]) -> float:
    started_s = time.monotonic()
    act()
    return time.monotonic() - started_s
