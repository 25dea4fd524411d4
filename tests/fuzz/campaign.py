"""A campaign against one target; an input that is a fault of ours is kept in the corpus, so that it is tried first from then on."""

import hashlib
from collections import Counter

from core.errors import CodedError
from tests.fuzz.mutator import Mutator
from tests.fuzz.targets import CORPUS, TARGETS, corpus_of


def outcome(target: str, raw: bytes) -> str:
    """`ok`, or the code with which `raw` is refused."""
    try:
        TARGETS[target](raw)
    except CodedError as error:
        return error.code
    return "ok"


def attack(target: str, num_inputs: int, seed: int) -> Counter[str]:
    """How often each outcome came, over `num_inputs` mutations drawn from `seed`."""
    mutator = Mutator(f"{seed}-{target}", corpus_of(target))
    outcomes: Counter[str] = Counter()
    for number in range(num_inputs):
        raw = mutator.next()
        try:
            outcomes[outcome(target, raw)] += 1
        except Exception as error:
            kept = CORPUS / target / f"found-{hashlib.sha256(raw).hexdigest()[:12]}"
            kept.write_bytes(raw)
            raise AssertionError(f"input {number} of seed {seed} breaks {target}; it is kept as {kept}") from error
    return outcomes
