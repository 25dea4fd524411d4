"""A TCP door to an agent's local API for programs that cannot speak HTTP over a Unix socket; for the time of a test only."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def proxied(socket_path: Path) -> Iterator[str]:
    """The URL under which the HTTP server on `socket_path` is reached on the loopback interface."""

    class Door(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.socket(socket.AF_UNIX) as inside:
                inside.connect(str(socket_path))
                answers = threading.Thread(target=_pump, args=(inside, self.request), daemon=True)
                answers.start()
                _pump(self.request, inside)
                answers.join()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Door) as server:
        server.daemon_threads = True
        server.block_on_close = False
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
