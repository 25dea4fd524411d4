"""The remote's process, on a socket that its starter has opened: `python -m p2p.agent.remote.process --descriptor N …`.

A starter may have the signals blocked that stop it: one that comes before it serves is then kept until it does.
Ctrl-C or TERM ends it when the requests under way are done, or have had a few seconds; an upload that is cut off leaves nothing.
"""

import argparse
import json
import logging
import signal
import sys
from pathlib import Path

import structlog
import trio
from hypercorn.config import Config
from hypercorn.trio import serve

from core.errors import CodedError
from p2p.agent.remote.access import read_token
from p2p.agent.remote.api import RemoteApi
from p2p.agent.remote.listening import STOP_SIGNALS
from p2p.agent.remote.objects import ObjectStore

GRACE_S = 5.0
REFUSED_EXIT_CODE = 1


def main() -> int:
    """Serve until a signal says stop: 0; what keeps it from starting is one JSON line on stderr: 1."""
    parser = argparse.ArgumentParser(prog="python -m p2p.agent.remote.process")
    parser.add_argument("--descriptor", type=int, required=True, help="the listening socket")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--quota-bytes", type=int, required=True)
    parser.add_argument("--token-file", type=Path, required=True)
    parser.add_argument("--read-only", action="store_true")
    arguments = parser.parse_args()
    _log_to_stderr()
    try:
        with ObjectStore(arguments.folder, arguments.quota_bytes).opened() as store:
            api = RemoteApi(store, read_token(arguments.token_file), is_read_only=arguments.read_only)
            trio.run(_serve, api, arguments.descriptor)
    except CodedError as error:
        sys.stderr.write(json.dumps({"error": error.as_json()}) + "\n")
        return REFUSED_EXIT_CODE
    return 0


async def _serve(api: RemoteApi, descriptor: int) -> None:
    config = Config()
    config.bind = [f"fd://{descriptor}"]
    config.accesslog = None
    config.errorlog = logging.getLogger("p2p.agent.remote")
    config.include_server_header = False
    config.graceful_timeout = GRACE_S
    config.shutdown_timeout = GRACE_S
    await serve(api, config, shutdown_trigger=_stop_on_signal)  # pyright: ignore[reportArgumentType]


async def _stop_on_signal() -> None:
    with trio.open_signal_receiver(*STOP_SIGNALS) as signals:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        async for number in signals:
            structlog.get_logger(__name__).info("remote.stopping", signal=signal.Signals(number).name)
            return


def _log_to_stderr() -> None:
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr, format="%(message)s")
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )


if __name__ == "__main__":
    sys.exit(main())
