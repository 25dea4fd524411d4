"""The environment in which Prefect knows this project alone. Imports no Prefect: it reads its settings when it is imported."""

import gc
import os
from collections.abc import Mapping
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[2]
PREFECT_HOME = PROJECT_ROOT / ".prefect"


def project_environment(base: Mapping[str, str], home: Path = PREFECT_HOME) -> dict[str, str]:
    """`base` with every Prefect setting of the user's replaced by this project's own.

    The user's profile, PREFECT_API_URL and the like neither reach a run nor are changed by it.
    """
    kept = {key: value for key, value in base.items() if not key.startswith("PREFECT_")}
    direct = ",".join(filter(None, ("127.0.0.1,localhost", base.get("NO_PROXY") or base.get("no_proxy"))))
    return kept | {
        "NO_PROXY": direct,
        "no_proxy": direct,
        "DO_NOT_TRACK": "1",
        "PREFECT_HOME": str(home),
        "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_SERVER_DATABASE_TIMEOUT": "60",
        "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",  # none is used here, and their registration takes a second of every start
        "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
        "PREFECT_CLI_PROMPT": "false",
    }


def enter_project_environment() -> None:
    """Give this process the project's Prefect environment; call it before Prefect is imported.

    Imports make no garbage worth a search, and the searches take a fifth of their time: `run_flow` turns the collector on again.
    """
    gc.disable()
    PREFECT_HOME.mkdir(mode=0o700, exist_ok=True)
    environment = project_environment(os.environ)
    for key in set(os.environ) - set(environment):
        del os.environ[key]
    os.environ.update(environment)
