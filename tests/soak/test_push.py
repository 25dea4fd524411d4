"""`make soak-push`: fifty kills in every phase of pushes and intakes, then twice two hundred bundles of fifty volunteers at once."""

import itertools
import multiprocessing
import os
import random
import statistics
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from core.signing.keys import SigningKey
from core.units import MIB
from tests.gates.cohort.bundles import Made
from tests.system.pushing_crowd import peak_bytes, push_all, take_in
from tests.system.pushing_pair import PHASES, PushingPair, measure, numbers, pushing_pair, trial

NUM_KILLS = int(os.environ.get("SOAK_RUNS", "50"))
NUM_WARM = 5
HANDS = {"maintainer": PHASES[:3], "volunteer": PHASES[:3], "intake": PHASES[3:]}
"""Who is killed, and in which phases each has a hand in the bundle."""
NUM_LEAST = NUM_KILLS // 16
"""So many kills of each fall in each of those, and as many more are made as that takes."""
NUM_VOLUNTEERS, NUM_EACH = 50, 4
MAX_GROWN_BYTES, MAX_GROWN_AGAIN_BYTES = 48 * MIB, 8 * MIB


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
    crowd = push_in_two_crowds(pair)
    write_result("soak-push", f"{killed}; {crowd}")


def kill(pair: PushingPair) -> str:
    measured = [measure(pair, number) for number in range(NUM_WARM)]
    spans_s = {phase: statistics.median(one[phase] for one in measured) for phase in PHASES}
    generator, fallen = random.Random(), {victim: Counter(dict.fromkeys(phases, 0)) for victim, phases in HANDS.items()}
    num_kills = 0
    while num_kills < NUM_KILLS or min(fallen[victim][phase] for victim in HANDS for phase in HANDS[victim]) < NUM_LEAST:
        victim = [*HANDS][num_kills % len(HANDS)]
        aim = min(HANDS[victim], key=lambda phase: fallen[victim][phase])
        fallen[victim][trial(pair, NUM_WARM + num_kills, victim, aim, generator.uniform(0, spans_s[aim]))] += 1
        num_kills += 1
    pair.assert_all_in_once()
    where = "; ".join(f"of the {victim} {told(found)}" for victim, found in fallen.items())
    return f"{num_kills} kills at random moments of a push and an intake ({where}): every bundle wholly in, once, none that was acknowledged lost"


def told(fallen: Counter[str]) -> str:
    """Where the bundles were."""
    return ", ".join(f"{fallen[phase]} {phase}" for phase in PHASES if fallen[phase])


def push_in_two_crowds(pair: PushingPair) -> str:
    keys, agent = [SigningKey.generate() for _ in range(NUM_VOLUNTEERS)], pair.agents["maintainer"]
    crowds = [
        {key: [packed(pair, key, volunteer, crowd * NUM_EACH + number) for number in range(NUM_EACH)] for volunteer, key in enumerate(keys)}
        for crowd in range(2)
    ]
    spans_s = list[float]()
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as intake:
        peaks_bytes = [(peak_bytes(agent.pid), intake.submit(take_in, pair.folder.root).result()[1])]
        for sent in crowds:
            spans_s.append(push_all(agent, pair.invitation.decode(), sent))
            states, intake_bytes = intake.submit(take_in, pair.folder.root).result()
            assert states == ["passed"] * NUM_VOLUNTEERS * NUM_EACH
            peaks_bytes.append((peak_bytes(agent.pid), intake_bytes))
    taken = pair.folder.ledger().taken
    for volunteer in range(NUM_VOLUNTEERS):
        assert [receipt.sequence for receipt in taken[f"crowd-{volunteer}"]] == list(range(1, 2 * NUM_EACH + 1))
    once, again = ([after - before for before, after in zip(*two, strict=True)] for two in itertools.pairwise(peaks_bytes))
    assert max(once) <= MAX_GROWN_BYTES and max(again) <= MAX_GROWN_AGAIN_BYTES
    num_bytes = sum(path.stat().st_size for paths in crowds[0].values() for path in paths)
    grown = (
        f"the {who}'s peak {first / MIB:+.1f} MiB, then {second / MIB:+.1f} MiB"
        for who, first, second in zip(("agent", "intake"), once, again, strict=True)
    )
    return (
        f"{NUM_VOLUNTEERS * NUM_EACH} bundles ({num_bytes / MIB:.0f} MiB) of {NUM_VOLUNTEERS} volunteers at once, and as many again, "
        f"each time acknowledged within {max(spans_s):.0f} s: {'; '.join(grown)}; all passed, each node's in their order"
    )


def packed(pair: PushingPair, key: SigningKey, volunteer: int, place: int) -> Path:
    """One of the volunteer's bundles, as a file."""
    made = Made(
        key=key,
        node_id=f"crowd-{volunteer}",
        manifest={"sequence": place + 1, "created_utc": f"2026-01-31T11:0{place}:00Z"},
        members=lambda members: {**members, "cycle.log": numbers(900_000, hash((volunteer, place)))},
    )
    path = pair.around / f"crowd-{volunteer}-{place}.tgz"
    path.write_bytes(made.packed())
    return path
