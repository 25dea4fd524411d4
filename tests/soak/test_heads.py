"""`make soak-heads`: the heads that come with the assistant are what the labelled turns make, all of them."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from learning.models.minilm import MiniLm
from p2p.agent.assistant.conversation.acts import act_head
from p2p.agent.assistant.head import Head
from p2p.agent.assistant.kinds import kind_head
from tasks.agents.acts import LabelledTurn, labelled_acts, labelled_kinds, train_head
from tasks.project.files import PROJECT_ROOT
from tests.tasks.agents.test_acts import decided_by

HEADS: dict[str, tuple[Head[Any], Callable[..., Sequence[LabelledTurn]]]] = {
    "acts": (act_head(), labelled_acts),
    "kinds": (kind_head(), labelled_kinds),
}


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_head_that_comes_along_decides_as_one_that_is_trained_now(write_result: Callable[[str, str], None]) -> None:
    encoder, said = MiniLm(precision="float32"), []
    for name, (kept, read) in HEADS.items():
        turns = read(PROJECT_ROOT)
        vectors_NH = encoder.encode([turn.text for turn in turns]).features_NH
        trained = train_head(kept.labels, turns, lambda _, vectors_NH=vectors_NH: vectors_NH)
        num_same = int((decided_by(trained, turns, vectors_NH) == decided_by(kept, turns, vectors_NH)).sum())
        assert num_same > 0.99 * len(turns)
        said.append(f"{name} {num_same} of {len(turns)}")
    write_result("soak-heads", f"turns that a head trained now decides as the one that comes along: {', '.join(said)}")
