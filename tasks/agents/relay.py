"""A slow line: a TCP relay on the loopback interface before one agent; it sees the bytes of the Noise channel and nothing of what they say."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

SLICE_S = 0.05
"""So much of a line's time is carried at once."""
BURST_S = 0.2
"""So much time a line makes up for that nobody used: what the relay itself is late by on a busy machine."""


@dataclass(slots=True)
class Line:
    """One direction of all connections of a relay: what passes takes its bytes over `bytes_per_s`, at most `BURST_S` less."""

    bytes_per_s: float
    carried_bytes: int = 0
    _free_at_s: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def slice_bytes(self) -> int:
        """How much is carried at once."""
        return max(256, int(self.bytes_per_s * SLICE_S))

    def carry(self, num_bytes: int) -> None:
        """Return when the bytes have passed."""
        with self._lock:
            self._free_at_s = max(self._free_at_s, time.monotonic() - BURST_S) + num_bytes / self.bytes_per_s
            self.carried_bytes += num_bytes
            wait_s = self._free_at_s - time.monotonic()
        time.sleep(max(0.0, wait_s))


@dataclass(frozen=True, slots=True)
class Relay:
    """A running relay: whoever connects to `port` is connected with the agent, over the lines `down` to it and `up` from it."""

    port: int
    down: Line
    up: Line

    def address_of(self, address: str) -> str:
        """The agent's multiaddress with the relay in its place."""
        parts = address.split("/")
        return "/".join((*parts[: parts.index("tcp") + 1], str(self.port), *parts[parts.index("tcp") + 2 :]))


@contextmanager
def relayed(address: str, *, down_bytes_per_s: float, up_bytes_per_s: float) -> Iterator[Relay]:
    """A relay before the agent at the multiaddress `address`, for the time of the block."""
    parts = address.split("/")
    target = (parts[2], int(parts[parts.index("tcp") + 1]))
    open_sockets: list[socket.socket] = []
    with socket.create_server((target[0], 0)) as door:
        relay = Relay(door.getsockname()[1], Line(down_bytes_per_s), Line(up_bytes_per_s))

        def accept() -> None:
            with suppress(OSError):
                while True:
                    outside, _ = door.accept()
                    open_sockets.append(outside)
                    with suppress(OSError):
                        inside = socket.create_connection(target)
                        open_sockets.append(inside)
                        for source, sink, line in ((outside, inside, relay.down), (inside, outside, relay.up)):
                            threading.Thread(target=_pump, args=(source, sink, line), daemon=True).start()
                        continue
                    outside.close()

        threading.Thread(target=accept, daemon=True).start()
        try:
            yield relay
        finally:
            # A thread that waits in accept or recv wakes by the shutdown, not by the close.
            for one in (door, *open_sockets):
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()


def _pump(source: socket.socket, sink: socket.socket, line: Line) -> None:
    """Carry what comes until one side ends."""
    with suppress(OSError):
        while data := source.recv(line.slice_bytes):
            line.carry(len(data))
            sink.sendall(data)
    for one in (source, sink):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
