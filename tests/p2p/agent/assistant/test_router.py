import numpy as np

from p2p.agent.assistant.router import Router


def router(threshold: float) -> Router:
    return Router(("a", "b"), np.array([[2, 0], [0, 2]], dtype=np.float32), np.zeros(2, dtype=np.float32), threshold)


def test_the_likeliest_intent_is_said_where_it_is_likely_enough() -> None:
    label, sureness = router(2.0).intent_of(np.array([1, 0], dtype=np.float32))
    assert (label, round(sureness, 3)) == ("a", 2.127)
    assert router(2.2).intent_of(np.array([1, 0], dtype=np.float32))[0] is None


def test_what_is_unlike_every_intent_has_none_though_one_outweighs_the_rest() -> None:
    assert router(2.0).intent_of(np.array([-1, -9], dtype=np.float32))[0] is None
