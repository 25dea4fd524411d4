"""Start the project's own Prefect API for a block of work, and stop it afterwards without a word."""

import os
import select
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from flows.local_api.environment import PREFECT_HOME, PROJECT_ROOT, project_environment
from tasks.sweep.handed_down import HandedDown

START_TIMEOUT_S = 120.0
STOP_TIMEOUT_S = 10.0
DRAIN_TIMEOUT_S = 5.0


class LocalApiError(RuntimeError):
    """The project's Prefect API did not come up; the message says what to do."""


@contextmanager
def local_api(home: Path = PREFECT_HOME) -> Iterator[str]:
    """The URL of a Prefect API that serves this block and, through the settings, everything inside it.

    A stage of a sweep uses the sweep's API, which is handed down. Any other run starts one: two at once each have their own
    server on a port of its own and share one database.
    Errors: LocalApiError.
    """
    shared = HandedDown.read(os.environ).api_url
    with nullcontext(shared) if shared else _started_api(home) as url, _reporting_to(url):
        yield url


@contextmanager
def _reporting_to(url: str) -> Iterator[None]:
    from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    with temporary_settings({PREFECT_API_URL: url, PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        try:
            yield
        finally:
            _send_what_is_queued()


@contextmanager
def _started_api(home: Path) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "flows.local_api.server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=project_environment(os.environ, home),
        cwd=PROJECT_ROOT,
        start_new_session=True,
    )
    try:
        url = f"http://127.0.0.1:{_read_port(process)}/api"
        _wait_until_healthy(url, process)
        yield url
    finally:
        _stop(process)


def _read_port(process: "subprocess.Popen[bytes]") -> int:
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], START_TIMEOUT_S)
    line = process.stdout.readline() if ready else b""
    if not line:
        raise LocalApiError("the Prefect server did not start; run `make clean` and try again")
    return int(line)


def _wait_until_healthy(url: str, process: "subprocess.Popen[bytes]") -> None:
    """Return once the API answers; the first start in a fresh home migrates its database and takes up to 20 s."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=START_TIMEOUT_S) as answer:  # noqa: S310 - loopback
                if answer.status == 200:
                    return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.05)
    raise LocalApiError("the Prefect server did not become ready; run `make clean` and try again")


def _send_what_is_queued() -> None:
    """Let Prefect's background senders of logs and events finish while there is an API to send to."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    for worker in (APILogWorker, EventsWorker):
        worker.drain_all(timeout=DRAIN_TIMEOUT_S, at_exit=False)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End the server by ending its standard input; kill it where that does not help."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
