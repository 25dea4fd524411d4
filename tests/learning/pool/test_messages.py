"""What pool and worker say to each other arrives as it was said."""

from multiprocessing.connection import Pipe

import numpy as np

from learning.pool.memory import SharedShards
from learning.pool.messages import Begin, Start, Work


def test_every_message_crosses_a_pipe_whole(make_plan):
    ours, theirs = Pipe()
    start = Start(make_plan(), SharedShards(3, b"shards", ((0, 2),)), 4, 1, 2, has_loops=True)
    debt_P = np.arange(3, dtype=np.float32)
    for message in (start, Begin(7, {"momentum": debt_P}), Work(((0, None), (5, debt_P)))):
        ours.send(message)
    assert theirs.recv() == start
    begun, work = theirs.recv(), theirs.recv()
    assert begun.round_index == 7 and begun.strategy_state["momentum"].tobytes() == debt_P.tobytes()
    assert work.clients[0] == (0, None) and work.clients[1][0] == 5 and work.clients[1][1].tobytes() == debt_P.tobytes()
