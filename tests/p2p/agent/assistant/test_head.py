import base64

import numpy as np
import pytest

from p2p.agent.assistant.head import Head

PACKED = base64.b64encode(np.array([[2, -1], [0, 3]], dtype=np.int8).tobytes()).decode()


def test_a_weight_is_its_byte_times_the_scale_of_its_label() -> None:
    head = Head.unpacked(("one", "two"), PACKED, (0.5, 2.0), (0.0, 1.0))
    assert head.weights_FL.tolist() == [[1.0, -2.0], [0.0, 6.0]]
    assert head.bias_L.tolist() == [0.0, 1.0]


def test_chances_add_up_and_the_likeliest_has_the_greatest_score() -> None:
    chances = Head.unpacked(("one", "two"), PACKED, (0.5, 2.0), (0.0, 1.0)).chances(np.array([3, 0], dtype=np.float32))
    assert sum(chances.values()) == pytest.approx(1)
    assert chances["one"] == pytest.approx(1 / (1 + np.exp(-8)))


def test_great_scores_do_not_overflow() -> None:
    head = Head(("one", "two"), np.array([[1000, 0]], dtype=np.float32), np.zeros(2, dtype=np.float32))
    assert head.chances(np.ones(1, dtype=np.float32)) == {"one": 1.0, "two": 0.0}
