"""What pool and worker say to each other arrives as it was said."""

from multiprocessing.connection import Pipe

import numpy as np

from learning.pool.memory import SharedShards
from learning.pool.messages import Begin, Done, Start
from learning.server import Counted
from learning.simulation import Trained
from learning.strategies.strategy import Contribution


def test_every_message_crosses_a_pipe_whole(make_plan):
    ours, theirs = Pipe()
    start = Start(make_plan(), SharedShards(3, b"shards", ((0, 2),)), 4, 1, 2, has_loops=True)
    momentum_P = np.arange(3, dtype=np.float32)
    one = Trained(Counted(Contribution(5, 80, 2.25), 80.0), 100, 0.5, None)
    for message in (start, Begin(3, 7, {"momentum": momentum_P}, frozenset({5})), Done.of(3, [one])):
        ours.send(message)
    assert theirs.recv() == start
    begun, done = theirs.recv(), theirs.recv()
    assert (begun.number, begun.round_index, begun.owing) == (3, 7, {5})
    assert begun.strategy_state["momentum"].tobytes() == momentum_P.tobytes()
    (found,) = done.trained
    assert done.number == 3 and (found.counted, found.size_bytes, found.loss, found.codec_state) == (one.counted, 100, 0.5, None)
