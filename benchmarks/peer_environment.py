"""An environment for each peer, made when it is first asked for: `python -m benchmarks.peer_environment [PEER …]`.

A peer's environment lies under `.cache/peers/`, which git ignores, and holds what its `requirements.txt` locks by hashes, and torch's CPU
build where it needs one, which is outside the locks as it is outside the project's own. By uv where it is on the PATH, else by pip;
P2P_AGENT_PEERS may name another folder that has the environments already.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
LOCKS = _HERE / "peers"
PEERS = ("flower", "pfl", "fedjax")
_WITH_TORCH = ("flower", "pfl")
TORCH = "torch==2.13.0"
TORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu"
_MARK = "made-from"


class PeerMissingError(Exception):
    """The peer cannot be installed here; the text is the end of what the installer said."""


def peer_python(peer: str) -> Path:
    """The interpreter of the peer's environment, which is made where it is missing or its lock has changed.

    Errors: PeerMissingError.
    """
    folder = Path(os.environ.get("P2P_AGENT_PEERS") or _HERE.parent / ".cache" / "peers") / peer
    python, mark = folder / "bin" / "python", folder / _MARK
    wanted = hashlib.sha256((LOCKS / peer / "requirements.txt").read_bytes()).hexdigest()
    if not (python.exists() and mark.exists() and mark.read_text() == wanted):
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        for command in commands(peer, folder, shutil.which("uv")):
            _run(command)
        mark.write_text(wanted)
    return python


def commands(peer: str, folder: Path, uv: str | None) -> list[list[str]]:
    """What makes the environment, in order."""
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]
    lock = ["--require-hashes", "--only-binary", ":all:", "--requirement", str(LOCKS / peer / "requirements.txt")]
    made = [[sys.executable, "-m", "venv", str(folder)]]
    if peer in _WITH_TORCH:
        version = f"{TORCH}+cpu" if sys.platform == "linux" else TORCH
        made.append([*pip, version, "--extra-index-url", TORCH_CPU_INDEX, "--retries", "1", "--timeout", "15"])
    made.append([uv, "pip", "install", "--quiet", "--python", pip[0], "--no-deps", *lock] if uv else [*pip, *lock])
    return made


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PeerMissingError((done.stderr or done.stdout).strip()[-400:])


def main() -> None:
    """Make the environments that are asked for, all where none is named."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("peer", nargs="*", choices=[*PEERS, []], help=f"of {', '.join(PEERS)} (default: all)")
    for peer in parser.parse_args().peer or PEERS:
        try:
            print(f"{peer}: {peer_python(peer)}")
        except PeerMissingError as error:
            print(f"{peer}: cannot be installed here: {error}")


if __name__ == "__main__":
    main()
