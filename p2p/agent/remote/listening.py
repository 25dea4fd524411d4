"""Where the remote listens: on this machine unless it is told otherwise, and then not in the clear by accident."""

import ipaddress
import signal
import socket

from p2p.agent.remote.errors import RemoteAddressError, RemoteInsecureError

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def listen(host: str, port: int, *, is_plain_allowed: bool) -> socket.socket:
    """A socket that listens on `host` and `port`, a free port where that is 0; beyond this machine only where plain HTTP is allowed.

    Errors: RemoteInsecureError (p2p.remote.insecure), RemoteAddressError (p2p.remote.address).
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        if not is_plain_allowed and not ipaddress.ip_address(address[0]).is_loopback:
            raise RemoteInsecureError(
                "this is plain HTTP: leave it on 127.0.0.1 and put a TLS proxy or an SSH tunnel in front (docs/data-and-remotes.md); "
                "on a network that is private otherwise, such as a VPN, say --allow-plain-http",
                host=host,
            )
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        raise RemoteAddressError(f"{host}:{port}: {error.strerror}; choose another with --host and --port", host=host, port=port) from error
    return listener
