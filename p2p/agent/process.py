"""The agent's process: the host and the local API in one trio loop, until it is told to stop.

`python -m p2p.agent.process --home HOME [--leash]`; with `--leash` it ends when its stdin does, as it does when its parent dies.
"""

import gc

if __name__ == "__main__":
    gc.disable()  # imports make no garbage worth a search, and the searches take a tenth of an agent's start: `_collect_often` ends this

import argparse
import json
import logging
import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

import structlog
import trio
from hypercorn.config import Config
from hypercorn.trio import serve

from core.errors import CodedError
from core.signing.keys import SigningKey
from p2p.agent.api.app import build_api
from p2p.agent.context import AgentContext, assembled
from p2p.agent.settings import AgentSettings, load_settings
from p2p.agent.storage.formats import upgrade_home
from p2p.agent.storage.home import AgentHome, AgentRecord
from p2p.agent.telemetry.logs import log_to
from p2p.clock import now_ms
from p2p.identity import load_or_create_identity
from p2p.protocols.capability import Capability

STOP_TIMEOUT_S = 20.0
"""An agent that has not stopped after so long ends by force."""

REFUSED_EXIT_CODE = 3

log = structlog.get_logger("p2p.agent.process")


def main() -> None:
    """Run one agent; what keeps it from starting is one JSON line on stderr."""
    parser = argparse.ArgumentParser(prog="python -m p2p.agent.process")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--leash", action="store_true", help="end when stdin ends")
    arguments = parser.parse_args()
    try:
        run(AgentHome.at(arguments.home), load_settings(), is_leashed=arguments.leash)
    except CodedError as error:
        sys.stderr.write(json.dumps({"pid": os.getpid(), **error.as_json()}) + "\n")
        sys.exit(REFUSED_EXIT_CODE)


def run(home: AgentHome, settings: AgentSettings, *, is_leashed: bool, capabilities: Iterable[Capability] = ()) -> None:
    """Be the agent of `home` until a signal, the local API or the leash says stop; then nothing of it is left but its files.

    `capabilities` are offered besides the agent's own.
    Errors: AgentAlreadyRunningError (p2p.agent.already_running), HomeInvalidError (p2p.home.invalid), StoreNewerError
    (p2p.store.newer), those of the identity and of the host's start.
    """
    os.umask(0o077)
    home.prepare()
    with home.locked():
        log_to(home.logs / "agent.log", settings.log_level)
        _empty(home.blobs)
        upgrade_home(home)
        key = load_or_create_identity(home.path, settings.passphrase())
        try:
            trio.run(_live, home, settings, key, is_leashed, capabilities)
        except BaseException as error:
            coded = _only_coded(error)
            if coded is None:
                log.exception("agent.crashed")
                raise
            raise coded from None
        finally:
            home.clear()


async def _live(home: AgentHome, settings: AgentSettings, key: SigningKey, is_leashed: bool, capabilities: Iterable[Capability]) -> None:
    async with assembled(home, settings, key) as agent, agent.host.run(), trio.open_nursery() as nursery:
        for capability in capabilities:
            agent.executions.offer(capability)
        nursery.start_soon(_stop_on_signal, agent)
        for task in agent.background:
            nursery.start_soon(task)
        if is_leashed:
            nursery.start_soon(_stop_at_end_of_stdin, agent)
        await agent.coordinator.resume(nursery)
        await nursery.start(_serve_api, agent, nursery)
        home.write_record(_record(agent))
        _collect_often()
        log.info("agent.ready", peer=key.peer_id, pid=os.getpid())
        await agent.stopping.wait()
        log.info("agent.stopping")
        _end_by_force_later(home)
        home.record_path.unlink(missing_ok=True)
        await agent.executions.stop(settings.stop_grace_s)
        nursery.cancel_scope.cancel()
    log.info("agent.stopped")


async def _serve_api(agent: AgentContext, nursery: trio.Nursery, task_status: trio.TaskStatus[list[str]]) -> None:
    config = Config()
    config.bind = [f"unix:{agent.home.socket_path}"]
    config.umask = 0o177
    config.accesslog = None
    config.errorlog = logging.getLogger("p2p.agent.api.app")
    config.graceful_timeout = 1.0
    config.shutdown_timeout = 2.0
    await serve(build_api(agent, nursery), config, shutdown_trigger=trio.sleep_forever, task_status=task_status)  # pyright: ignore[reportArgumentType]


async def _stop_on_signal(agent: AgentContext) -> None:
    with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM, signal.SIGHUP) as signals:
        async for number in signals:
            log.info("agent.signal", signal=signal.Signals(number).name)
            agent.stopping.set()


async def _stop_at_end_of_stdin(agent: AgentContext) -> None:
    async with trio.lowlevel.FdStream(os.dup(0)) as stdin:
        while await stdin.receive_some(4096):
            pass
    log.info("agent.leash_ended")
    agent.stopping.set()


def _record(agent: AgentContext) -> AgentRecord:
    host = agent.host
    return AgentRecord(
        pid=os.getpid(),
        peer_id=host.peer_id,
        addresses=host.addresses,
        network=host.config.network,
        socket_path=str(agent.home.socket_path),
        started_at_ms=now_ms(),
    )


def _collect_often() -> None:
    """Let the garbage of connections that have ended go soon: what the start has made is looked at no more, which makes it cheap."""
    gc.collect()
    gc.freeze()
    gc.collect()
    gc.set_threshold(700, 10, 2)
    gc.enable()


def _end_by_force_later(home: AgentHome) -> None:
    """A peer, a disk or a bug must not keep an agent alive that was told to stop."""

    def end() -> None:
        home.clear()
        os._exit(1)

    timer = threading.Timer(STOP_TIMEOUT_S, end)
    timer.daemon = True
    timer.start()


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _only_coded(error: BaseException) -> CodedError | None:
    """The coded error inside groups of one, if that is all that went wrong."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error if isinstance(error, CodedError) else None


if __name__ == "__main__":
    main()
