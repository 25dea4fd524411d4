"""One process of a pool: trains clients of the round's queue, and keeps their sum in shared memory.

`python -m learning.pool.worker DESCRIPTOR`: the pipe's; standard input is the leash, which ends with the pool.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection

from core.errors import CodedError
from learning.cohort import Trained, train_clients
from learning.loops.switch import load_loops
from learning.pool.memory import RoundMemory, map_shards
from learning.pool.messages import Begin, Done, Start
from learning.preparation import Preparations
from learning.server import RoundAggregator


def main() -> None:
    """Work until the pipe or the leash ends."""
    # A terminal's Ctrl-C reaches the whole process group; the pool decides when its workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_leash, daemon=True).start()
    connection: Connection[object, object] = Connection(int(sys.argv[1]))
    try:
        serve(connection)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the pool has gone


def serve(connection: "Connection[object, object]") -> None:
    """Answer every message behind the first one, which is `Start`."""
    start = connection.recv()
    assert isinstance(start, Start), start
    if start.has_loops:
        load_loops()
    worker = _Worker(start)
    while True:
        begin = connection.recv()
        assert isinstance(begin, Begin), begin
        connection.send(worker.work(begin))


class _Worker:
    def __init__(self, start: Start) -> None:
        self._plan, self._number = start.plan, start.worker
        self._examples = Preparations(start.plan, map_shards(start.shards))
        self._memory = RoundMemory.mapped(start.round_descriptor, start.plan, start.num_workers)

    def work(self, begin: Begin) -> Done | CodedError:
        trained: list[Trained] = []
        try:
            for one in self._train(begin):
                trained.append(one)
                self._memory.queue.note(self._number, len(trained))
        except CodedError as error:
            return error
        return Done.of(begin.number, trained)

    def _train(self, begin: Begin) -> Iterator[Trained]:
        memory, aggregator = self._memory, None
        self._examples.expect(begin.round_index, memory.queue.row(self._number))
        while taken := memory.queue.take(self._number, begin.number):
            if aggregator is None:  # not before there is a client: of a round that is over the pool may still read the sum
                sum_P = memory.sums_WP[self._number]
                aggregator = RoundAggregator(self._plan, memory.weights_P, begin.strategy_state, sum_P=sum_P)
            debts_P = {client: memory.debts_CP[place] for place, client in taken if len(memory.debts_CP)}
            found = train_clients(
                self._plan, aggregator, self._examples, begin.round_index, [client for _, client in taken],
                weights_P=memory.weights_P, debts={client: debts_P[client] for client in begin.owing & debts_P.keys()},
            )  # fmt: skip
            for one in found:
                if one.codec_state is not None:
                    debts_P[one.counted.contribution.client][:] = one.codec_state
                    one = one._replace(codec_state=None)
                yield one


def _end_with_the_leash() -> None:
    """Leave at once when the pool's process has gone, in the middle of a client too: nobody waits for it."""
    while os.read(0, 4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
