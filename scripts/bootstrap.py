"""Set up .venv and .prefect: each step is done once for its inputs, starts over after a broken one, and needs no compiler and no root.

Run by scripts/bootstrap with a bare Python; standard library only. `--for-tests` sets up the JavaScript peer of the tests too.
"""

import fcntl
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STATE = VENV / ".setup.json"
PREFECT_HOME = ROOT / ".prefect"
WORK = ROOT / ".setup"
LOCK = ROOT / "requirements.lock"
JS_PEER = ROOT / "docs" / "examples" / "js-peer"

TORCH = "torch==2.13.0"
TORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu"
"""An extra index: where it cannot be reached pip passes over it, and another source (a mirror, a folder of wheels) may have the build."""

IMPORTS = "torch, numpy, scipy.linalg, sklearn.datasets, matplotlib.figure, prefect, dvc.cli, trio, fastapi, hypercorn, zeroconf"
NETWORK_SIGNS = (
    "NewConnectionError",
    "ConnectTimeout",
    "name resolution",
    "Name or service not known",
    "dns error",
    "ProxyError",
    "timed out",
    "ENOTFOUND",
    "ECONNREFUSED",
    "EAI_AGAIN",
    "ETIMEDOUT",
    "Exit handler never called",  # how npm ends where no registry answers
)


class SetupError(Exception):
    """A step failed; the text says what to do next."""


def digest(*parts: str | bytes) -> str:
    """One hash over `parts`."""
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part.encode() if isinstance(part, str) else part).digest())
    return total.hexdigest()


def wanted() -> dict[str, str]:
    """The hash of what each part of the set-up depends on, for the interpreter that runs this."""
    return {
        "environment": digest(platform.python_version(), str(VENV), LOCK.read_bytes(), Path(__file__).read_bytes()),
        "project": digest((ROOT / "pyproject.toml").read_bytes()),
    }


def wanted_js_peer() -> str:
    """The hash of what the modules of the JavaScript peer depend on."""
    return digest(*((JS_PEER / name).read_bytes() for name in ("package.json", "package-lock.json", ".npmrc")), LOCK.read_bytes())


def recorded() -> dict[str, str]:
    """What the last set-up that came to its end recorded; empty where none did."""
    try:
        return json.loads(STATE.read_text())
    except (OSError, ValueError):
        return {}


def record(state: Mapping[str, str]) -> None:
    """Write the record in one move."""
    temporary = STATE.with_suffix(".tmp")
    temporary.write_text(json.dumps(state))
    temporary.replace(STATE)


def has_database() -> bool:
    """Whether Prefect's database was migrated here."""
    return (PREFECT_HOME / "migrated").exists() and (PREFECT_HOME / "prefect.db").exists()


def has_js_peer() -> bool:
    """Whether the modules of the JavaScript peer are those of its lock."""
    return recorded().get("js_peer") == wanted_js_peer() and (JS_PEER / "node_modules").is_dir()


def is_done(*, for_tests: bool = False) -> bool:
    """Whether there is nothing to do."""
    have, want = recorded(), wanted()
    return {part: have.get(part) for part in want} == want and has_database() and (has_js_peer() or not for_tests)


def own_environment() -> dict[str, str]:
    """The caller's environment less what would send an installation elsewhere or open their own Prefect profile, with the project's home."""
    elsewhere = (
        "PYTHONPATH",
        "PYTHONHOME",
        "VIRTUAL_ENV",
        "PIP_USER",
        "PIP_TARGET",
        "PIP_PREFIX",
        "PIP_REQUIRE_HASHES",
        "UV_SYSTEM_PYTHON",
    )
    kept = {name: value for name, value in os.environ.items() if name not in elsewhere and not name.startswith("PREFECT_")}
    return {
        **kept,
        "PREFECT_HOME": str(PREFECT_HOME),
        "PREFECT_PROFILES_PATH": str(PREFECT_HOME / "profiles.toml"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "UV_PYTHON_DOWNLOADS": "never",
    }


def run(command: Sequence[str | Path], name: str) -> None:
    """Run `command` with its output in `.setup/<name>.log`; SetupError with the end of the log where it fails."""
    log = WORK / f"{name}.log"
    words = [str(word) for word in command]
    with log.open("wb") as out:
        # close_fds: a child that outlives a killed set-up keeps the lock until it ends.
        code = subprocess.run(
            words, cwd=ROOT, env=own_environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=out, close_fds=False
        ).returncode
    if code != 0:
        raise SetupError(explain(log))


def explain(log: Path) -> str:
    """What to do next about a failed step, and the end of its output."""
    text = log.read_text(errors="replace")
    if any(sign in text for sign in NETWORK_SIGNS):
        advice = "The package index was not reached. Next: check the network (or PIP_INDEX_URL, npm_config_registry), then run the same command again."
    elif "No space left" in text:
        advice = "The disk is full. Next: free about 3 GB, then run the same command again."
    elif "ensurepip" in text:
        advice = "This Python cannot make a virtual environment: it has no ensurepip. Next: install it (on Debian: python3-venv),"
        advice += " or name another Python: PYTHON=/path/to/python3.12 make smoke"
    else:
        advice = "Next: run the same command again; what is in the download cache is not fetched twice."
    tail = [f"    {line[:160]}" for line in text.strip().splitlines()[-4:]]
    return "\n".join([advice, f"The end of {log.relative_to(ROOT)}:", *tail])


def make_environment() -> None:
    """A fresh .venv: what a broken set-up left is removed first."""
    shutil.rmtree(VENV, ignore_errors=True)
    run([sys.executable, "-m", "venv", VENV], "venv")


def pip(*arguments: str | Path, name: str) -> None:
    """pip inside .venv."""
    run([PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--no-compile", "--no-deps", *arguments], name)


def install_torch() -> None:
    """The CPU build of torch, never a CUDA package; by pip, which also knows the mirrors that this machine's owner configured."""
    if platform.system() != "Linux":
        pip(TORCH, name="torch")
        return
    try:
        pip(f"{TORCH}+cpu", "--extra-index-url", TORCH_CPU_INDEX, "--retries", "0", "--timeout", "15", name="torch")
    except SetupError:
        try:
            pip(f"{TORCH}+cpu", "--retries", "2", name="torch")
        except SetupError as error:
            version = ".".join(map(str, sys.version_info[:2]))
            raise SetupError(f"No CPU build of {TORCH} for Python {version} was found ({TORCH_CPU_INDEX} has them).\n{error}") from None


def locked_only(name: str) -> Path:
    """A lock that holds `name` alone."""
    lines = LOCK.read_text().splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{name}=="))
    end = next((number for number in range(start + 1, len(lines)) if not lines[number].startswith(" ")), len(lines))
    path = WORK / f"{name}.lock"
    path.write_text("\n".join(lines[start:end]) + "\n")
    return path


def install_lock() -> None:
    """What the lock lists; three small distributions come as source (pure Python) and are built by the locked setuptools."""
    uv = shutil.which("uv")
    options = ["--no-build-isolation", "--require-hashes"]
    for lock in (locked_only("setuptools"), LOCK):
        if uv:
            command = [uv, "pip", "install", "--python", PYTHON, "--no-deps", "--no-progress", *options, "-r", lock]
            try:
                run(command, "lock-uv")
                continue
            except SetupError:
                print("setup:   uv did not manage; going on with pip", flush=True)
                uv = None
        pip(*options, "--retries", "2", "-r", lock, name="lock")
    for stubs in VENV.glob("lib/python*/site-packages/trio-stubs"):
        shutil.rmtree(stubs)  # of trio-typing, which libp2p needs: they describe trio 0.22 and hide the types that trio 0.35 brings


def install_project() -> None:
    """The checkout itself, editable, with its command p2p-agent; where it came without git, DVC is told not to look for it."""
    if not (ROOT / ".git").exists():
        run([VENV / "bin" / "dvc", "config", "--local", "core.no_scm", "true"], "dvc")
    pip("--no-build-isolation", "--no-index", "--config-settings", "editable_mode=compat", "--editable", ROOT, name="project")


def migrate_database() -> None:
    """Prefect's database in .prefect, so that its server starts in seconds; the user's own profile is not read."""
    PREFECT_HOME.mkdir(mode=0o700, exist_ok=True)
    run([VENV / "bin" / "prefect", "server", "database", "upgrade", "-y"], "prefect")
    (PREFECT_HOME / "migrated").touch()


def check_imports() -> None:
    """Import once what the first run will import, so that a broken installation shows here; leaves compiled bytecode behind."""
    run([PYTHON, "-c", f"import {IMPORTS}"], "imports")


def set_up() -> None:
    """Do the steps that are not done, and record each part as it is complete."""
    want, have = wanted(), recorded()
    is_fresh = have.get("environment") != want["environment"]
    if is_fresh:
        STATE.unlink(missing_ok=True)
        have = {}
        take("virtual environment .venv", make_environment)
        take("torch, CPU build (about 190 MB)", install_torch)
        take(f"the locked packages, by {'uv' if shutil.which('uv') else 'pip'} (about 410 MB)", install_lock)
        record(have := {"environment": want["environment"]})
    if have.get("project") != want["project"]:
        take("the project itself", install_project)
    if not has_database():
        take("Prefect's database in .prefect", migrate_database)
    if is_fresh:
        take("first imports", check_imports)
    record({**have, **want})


def install_js_peer() -> None:
    """What the lock of the JavaScript peer lists, in its folder; no script of a package is run."""
    run([VENV / "bin" / "npm", "--prefix", JS_PEER, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], "js-peer")
    record({**recorded(), "js_peer": wanted_js_peer()})


def set_up_for_tests() -> None:
    """The JavaScript peer; without it only its own tests fail, so that the others can run."""
    try:
        take("the JavaScript peer of the tests, by npm (about 25 MB)", install_js_peer)
    except SetupError as error:
        print(f"failed\n{error}\nUntil then the tests of docs/examples/js-peer fail; all others run.", file=sys.stderr)


def take(label: str, step: Callable[[], None]) -> None:
    """Run one step, and say which and how long."""
    print(f"setup: {label} …", end=" ", flush=True)
    start = time.monotonic()
    step()
    print(f"{time.monotonic() - start:.1f} s", flush=True)


def main() -> int:
    """Set up under a lock, so that two at once do the work once."""
    for_tests = "--for-tests" in sys.argv
    if "--is-done" in sys.argv:
        return 0 if is_done(for_tests=for_tests) else 1
    WORK.mkdir(exist_ok=True)
    with (WORK / "lock").open("w") as lock:
        os.set_inheritable(lock.fileno(), True)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("setup: another set-up of this checkout is running; waiting for it", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            if not is_done():
                set_up()
            if for_tests and not has_js_peer():
                set_up_for_tests()
        except SetupError as error:
            print(f"failed\n{error}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("stopped; the same command starts over", file=sys.stderr)
            return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
