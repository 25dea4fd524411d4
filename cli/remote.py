"""`p2p-agent remote`: a place of one's own that DVC pushes data to and pulls them from."""

import os
import re
import shlex
import signal
import socket
import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.output import AsJson, own_home, print_json, reported

remote = typer.Typer(help="A remote for dvc push and dvc pull, served by this machine.", no_args_is_help=True)

_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}


@remote.callback()
def _group() -> None:  # pyright: ignore[reportUnusedFunction]
    """Hold the group together, also while it has one command only."""


@remote.command("serve")
def serve(
    *,
    folder: Annotated[Path | None, typer.Option(help="Where the objects lie; in this home by default.", show_default=False)] = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")] = 8300,
    quota: Annotated[str, typer.Option(help="How much is taken in at most, such as 500MB or 20GiB.")] = "10GB",
    read_only: Annotated[bool, typer.Option("--read-only", help="Take no uploads.")] = False,
    token_file: Annotated[Path | None, typer.Option(help="The file with the token; made where there is none.", show_default=False)] = None,
    allow_plain_http: Annotated[bool, typer.Option("--allow-plain-http", help="Listen beyond this machine without TLS.")] = False,
    as_json: AsJson = False,
) -> None:
    """Serve a folder to DVC until Ctrl-C; each request is one line of JSON on stderr."""
    quota_bytes = _bytes(quota)
    with reported(as_json):
        from p2p.agent.remote.access import load_or_create_token
        from p2p.agent.remote.listening import STOP_SIGNALS, listen

        if folder is None or token_file is None:
            home = own_home()
            home.prepare()
            folder, token_file = folder or home.path / "remote" / "store", token_file or home.path / "remote" / "token"
        folder, token_file = folder.resolve(), token_file.resolve()
        token, is_new = load_or_create_token(token_file)
        listener = listen(host, port, is_plain_allowed=allow_plain_http)
    # From the announcement on a signal is for the process that serves, which takes it when it can.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    _say(_address(listener), token if is_new else None, token_file, folder, as_json)
    listener.set_inheritable(True)
    options = [
        "--descriptor",
        str(listener.fileno()),
        "--folder",
        str(folder),
        "--quota-bytes",
        str(quota_bytes),
        "--token-file",
        str(token_file),
    ]
    sys.stdout.flush()
    # One process serves, and has this one's id: Ctrl-C and kill reach it as they would reach this command.
    process = [sys.executable, "-m", "p2p.agent.remote.process", *options, *(["--read-only"] if read_only else [])]
    os.execv(sys.executable, process)  # noqa: S606


def _bytes(text: str) -> int:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([A-Za-z]*)", text.strip())
    if match is None or match[2].upper() not in _UNITS:
        raise typer.BadParameter("a size is a number with B, KB, MB, GB, TB, KiB, MiB, GiB or TiB", param_hint="--quota")
    return int(float(match[1]) * _UNITS[match[2].upper()])


def _address(listener: "socket.socket") -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def commands(address: str, password: str) -> list[str]:
    """What to type in a checkout so that it uses the remote; `--local` keeps address and token out of git."""
    from p2p.agent.remote.access import HEADER

    return [
        f"dvc remote add --local --force --default p2p {address}",
        "dvc remote modify --local p2p auth custom",
        f"dvc remote modify --local p2p custom_auth_header {HEADER}",
        f"dvc remote modify --local p2p password {password}",
    ]


def _say(address: str, new_token: str | None, token_file: Path, folder: Path, as_json: bool) -> None:
    """Tell how to use the remote; the token is shown when it is made, and never again."""
    lines = commands(address, new_token or f'"$(cat {shlex.quote(str(token_file))})"')
    if as_json:
        print_json({"url": address, "folder": str(folder), "token_file": str(token_file), "token": new_token, "commands": [*lines]})
        return
    typer.echo(f"Serving {folder} at {address}; Ctrl-C ends it. In the checkout that is to use it:\n")
    typer.echo("\n".join(f"  {line}" for line in lines))
    if new_token:
        typer.echo(f"\nThe token is shown this once; it lies in {token_file}.")
    typer.echo("\nThen: dvc push, dvc pull dvc.yaml.")
