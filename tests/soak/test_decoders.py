"""`make soak-decoders`: a million buffers to the decoders, each an update or a code, within four times the declared cap of memory."""

import os
import tracemalloc
from collections import Counter
from collections.abc import Callable

import pytest

from core.errors import CodedError
from learning.codecs.registry import decode_update
from learning.plan import MAX_UPDATE_HEADER_BYTES
from tests.fuzz.forged_updates import CODECS, Forger

NUM_BATCHES = {1_000: 60, 10_000: 35, 100_000: 5}
"""Of a run, for models of so many parameters; of much smaller ones the header's Python objects, some 12 kB, outweigh any payload."""
BATCH = 200
NUM_RUNS = int(os.environ.get("SOAK_RUNS", "50"))
FIRST_SEED = 1000


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_no_buffer_breaks_a_decoder_or_makes_it_allocate(write_result: Callable[[str, str], None]) -> None:
    outcomes: Counter[str] = Counter()
    worst = dict.fromkeys(NUM_BATCHES, 0.0)
    for num_parameters, num_batches in NUM_BATCHES.items():
        forger = Forger(f"{FIRST_SEED}-{num_parameters}", num_parameters)
        for _ in range(NUM_RUNS * num_batches):
            payloads = [forger.next() for _ in range(BATCH)]
            tracemalloc.start()
            for payload in payloads:
                outcome, allocated_bytes = decode(payload, num_parameters)
                outcomes[outcome] += 1
                worst[num_parameters] = max(worst[num_parameters], allocated_bytes / (4 * num_parameters + MAX_UPDATE_HEADER_BYTES))
            tracemalloc.stop()
    assert max(worst.values()) <= 4
    said = ", ".join(f"{times:.2f} for {num_parameters:,} parameters" for num_parameters, times in worst.items())
    write_result(
        "soak-decoders",
        f"{outcomes.total()} buffers, half of them well formed, to {len(CODECS)} codecs: {outcomes['ok']} taken, the others refused with "
        f"{len(outcomes) - 1} codes; memory over the declared cap of a payload at most {said}; seeds from {FIRST_SEED}",
    )


def decode(payload: bytes, num_parameters: int) -> tuple[str, int]:
    """`ok` or the code, and the bytes that were allocated at once at most; NumPy tells tracemalloc of its own."""
    tracemalloc.reset_peak()
    before_bytes = tracemalloc.get_traced_memory()[0]
    try:
        decode_update(payload, num_parameters)
        outcome = "ok"
    except CodedError as error:
        outcome = error.code
    return outcome, tracemalloc.get_traced_memory()[1] - before_bytes
