"""One process of a pool: trains the clients that it is given, and keeps their sum in shared memory.

`python -m learning.pool.worker DESCRIPTOR`: the pipe's; standard input is the leash, which ends with the pool.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection
from queue import SimpleQueue

from core.errors import CodedError
from learning.loops.switch import load_loops
from learning.pool.memory import RoundMemory, map_shards
from learning.pool.messages import Begin, Start, Work
from learning.preparation import Preparations
from learning.server import RoundAggregator
from learning.simulation import Trained, train_client


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
    messages = _read_ahead(connection)
    start = next(messages)
    assert isinstance(start, Start), start
    if start.has_loops:
        load_loops()
    worker = _Worker(start)
    for message in messages:
        if isinstance(message, Begin):
            worker.begin(message)
        else:
            assert isinstance(message, Work), message
            connection.send(worker.work(message))


def _read_ahead(connection: "Connection[object, object]") -> Iterator[object]:
    """What arrives, taken off the pipe during the work too.

    Else a pool that sends more than the pipe holds and a worker that answers as much would wait for each other for ever.
    """
    inbox: SimpleQueue[object] = SimpleQueue()

    def read() -> None:
        try:
            while True:
                inbox.put(connection.recv())
        except Exception as error:  # noqa: BLE001 - the edge of a thread: whatever ends it ends the worker
            inbox.put(error)

    threading.Thread(target=read, daemon=True).start()
    while True:
        message = inbox.get()
        if isinstance(message, Exception):
            raise message
        yield message


class _Worker:
    def __init__(self, start: Start) -> None:
        self._plan = start.plan
        self._examples = Preparations(start.plan, map_shards(start.shards))
        memory = RoundMemory.mapped(start.round_descriptor, start.plan.model.num_parameters, start.num_workers)
        self._weights_P, self._sum_P = memory.weights_P, memory.sums_WP[start.worker]
        self._round_index = -1
        self._aggregator: RoundAggregator | None = None

    def begin(self, message: Begin) -> None:
        self._round_index = message.round_index
        self._aggregator = RoundAggregator(self._plan, self._weights_P, message.strategy_state, sum_P=self._sum_P)

    def work(self, message: Work) -> list[Trained] | CodedError:
        assert self._aggregator is not None, "work before a round began"
        try:
            return [
                train_client(
                    self._plan, self._aggregator, self._examples[client], self._round_index, client,
                    weights_P=self._weights_P, codec_state=codec_state,
                )
                for client, codec_state in message.clients
            ]  # fmt: skip
        except CodedError as error:
            return error


def _end_with_the_leash() -> None:
    """Leave at once when the pool's process has gone, in the middle of a client too: nobody waits for it."""
    while os.read(0, 4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
