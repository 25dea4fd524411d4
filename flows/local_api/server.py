"""`python -m flows.local_api.server`: one Prefect server that lives as long as whoever started it."""

import asyncio
import gc
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

KEEP_ALIVE_S = 3600
"""Longer than Prefect's client keeps a connection: where the server closes it first, the client waits two seconds before it asks again."""
GRACE_S = 5.0
"""How long a server whose starter is gone may take to finish what it is writing."""


@contextmanager
def quiet_asyncio() -> Iterator[None]:
    """Silence the CancelledError tracebacks that Prefect's services print while they are stopped."""
    import logging

    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    logging.getLogger("docket").setLevel(logging.CRITICAL)
    yield


def serve(listener: socket.socket) -> None:
    """Serve Prefect's API on `listener` until standard input ends; at once where it ends before there is anything to finish."""
    gc.disable()  # imports make no garbage worth a search
    servers: list[object] = []
    threading.Thread(target=_stop_at_end_of_input, args=(servers,), daemon=True).start()
    import uvicorn
    from prefect.server.api.server import create_app

    gc.freeze()  # what the imports have made is looked at no more: Prefect searches it for garbage as it makes the app
    app = create_app(ephemeral=True, final=True)
    gc.freeze()
    gc.enable()
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="critical", lifespan="on", timeout_graceful_shutdown=1, timeout_keep_alive=KEEP_ALIVE_S)
    )
    servers.append(server)
    with quiet_asyncio():
        asyncio.run(server.serve(sockets=[listener]))


def _stop_at_end_of_input(servers: list[object]) -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    for server in servers:
        server.should_exit = True  # pyright: ignore[reportAttributeAccessIssue]
        threading.Event().wait(GRACE_S)
    os._exit(0)


def main() -> None:
    """Listen on a free loopback port, say which, serve; Ctrl-C is for the starter, not for this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    serve(listener)
    # All is closed; to take Prefect's modules apart one by one would keep the starter waiting for another second.
    os._exit(0)


if __name__ == "__main__":
    main()
