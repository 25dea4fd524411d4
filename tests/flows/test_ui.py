"""The UI takes its usual port, or another where that is taken."""

import socket

from flows.ui import listen


def test_a_taken_port_is_passed_over() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, listen(port := taken.getsockname()[1]) as listener:
        assert listener.getsockname()[1] != port


def test_a_free_port_is_taken_as_wished() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with listen(port) as listener:
        assert listener.getsockname()[1] == port
