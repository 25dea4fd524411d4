"""A relay carries every byte, each direction no faster than its line, and leaves no socket behind."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from tasks.agents.relay import BURST_S, Line, relayed

FAST = 1e9


@contextmanager
def echoing() -> Iterator[str]:
    """The multiaddress of a server that says what it hears."""

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = server.accept()
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

    def answer(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            while data := connection.recv(65_536):
                connection.sendall(data)

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, daemon=True).start()
        yield f"/ip4/127.0.0.1/tcp/{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)


def exchanged(port: int, said: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port)) as client:
        sender = threading.Thread(target=client.sendall, args=(said,))
        sender.start()
        heard = b""
        while len(heard) < len(said) and (data := client.recv(65_536)):
            heard += data
        sender.join()
    return heard


def test_every_byte_passes_both_ways_and_is_counted() -> None:
    said = bytes(range(256)) * 1000
    with echoing() as address, relayed(address, down_bytes_per_s=FAST, up_bytes_per_s=FAST) as relay:
        assert exchanged(relay.port, said) == said
        assert relay.down.carried_bytes == relay.up.carried_bytes == len(said)


@pytest.mark.parametrize(("down", "up"), [(40_000, FAST), (FAST, 40_000)])
def test_a_direction_takes_at_least_its_bytes_over_its_rate(down: float, up: float) -> None:
    with echoing() as address, relayed(address, down_bytes_per_s=down, up_bytes_per_s=up) as relay:
        started = time.monotonic()
        assert exchanged(relay.port, b"x" * 20_000) == b"x" * 20_000
        assert time.monotonic() - started >= 0.5 - BURST_S


def test_connections_share_a_line() -> None:
    line, started = Line(40_000), time.monotonic()
    threads = [threading.Thread(target=line.carry, args=(10_000,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - started >= 0.5 - BURST_S


def test_the_address_is_the_agents_with_another_port() -> None:
    with echoing() as address, relayed(address, down_bytes_per_s=FAST, up_bytes_per_s=FAST) as relay:
        assert relay.address_of(f"{address}/p2p/12D3") == f"/ip4/127.0.0.1/tcp/{relay.port}/p2p/12D3"


def test_after_the_block_nobody_is_connected_and_an_agent_that_is_gone_closes_the_door_on_whoever_knocks() -> None:
    with echoing() as address, relayed(address, down_bytes_per_s=FAST, up_bytes_per_s=FAST) as relay:
        client = socket.create_connection(("127.0.0.1", relay.port))
        client.sendall(b"x")
        assert client.recv(1) == b"x"
    with client:
        assert client.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", relay.port))
    with relayed(address, down_bytes_per_s=FAST, up_bytes_per_s=FAST) as relay, suppress(ConnectionResetError):
        assert socket.create_connection(("127.0.0.1", relay.port)).recv(1) == b""
