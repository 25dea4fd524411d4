"""Versions: Python, the library that this project mends, the project."""

import importlib.metadata
import sys

from core.errors import CodedError
from p2p.doctor.finding import Finding, failed, passed, skipped

TOPIC = "version"
OLDEST, TOO_NEW = (3, 11), (3, 14)


def check_versions() -> list[Finding]:
    """Whether this Python and libp2p are those that the project is made for."""
    return [_check_python(sys.version_info[:2]), _check_libp2p(), _check_project()]


def _check_python(version: tuple[int, int]) -> Finding:
    text = ".".join(map(str, version))
    if OLDEST <= version < TOO_NEW:
        return passed(TOPIC, "Python", text)
    return failed(TOPIC, "Python", f"{text} was not tried", "use 3.11, 3.12 or 3.13, then: make setup")


def _check_libp2p() -> Finding:
    try:
        from p2p import compat

        compat.apply()
    except (CodedError, ImportError) as error:
        return failed(TOPIC, "libp2p", str(error), "install the locked version: make setup")
    return passed(TOPIC, "libp2p", f"{importlib.metadata.version('libp2p')}, mended")


def _check_project() -> Finding:
    try:
        return passed(TOPIC, "p2p-agents", importlib.metadata.version("p2p-agents"))
    except importlib.metadata.PackageNotFoundError:
        return skipped(TOPIC, "p2p-agents", "run from a checkout that is not installed")
