import numpy as np

from p2p.agent.assistant.router import Router


def router(threshold: float) -> Router:
    return Router(("a", "b"), np.array([[2, 0], [0, 2]], dtype=np.float32), np.zeros(2, dtype=np.float32), threshold)


def test_the_likeliest_intent_is_said_where_it_is_likely_enough() -> None:
    label, probability = router(0.8).intent_of(np.array([1, 0], dtype=np.float32))
    assert (label, round(probability, 3)) == ("a", 0.881)
    assert router(0.9).intent_of(np.array([1, 0], dtype=np.float32))[0] is None
