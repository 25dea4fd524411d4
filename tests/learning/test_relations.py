import numpy as np

from learning.relations import Scene


def test_the_states_of_a_scene_are_those_of_its_texts_in_their_order() -> None:
    states = [np.ones((1, 2), dtype=np.float16), np.zeros((3, 2), dtype=np.float16)]
    nothing = np.zeros(0, dtype=np.int64)
    scene = Scene(
        states, np.zeros((4, 1), np.float32), nothing, nothing, nothing, nothing, np.zeros((0, 1), np.float32), np.zeros(3, np.float32)
    )
    assert scene.states_LE.dtype == np.float32
    np.testing.assert_array_equal(scene.states_LE, [[1, 1], [0, 0], [0, 0], [0, 0]])
