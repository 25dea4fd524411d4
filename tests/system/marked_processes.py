"""Processes that a test has started, told by a mark in their environment, which their children inherit."""

import psutil

MARK = "P2P_TEST_MARK"


def marked_processes(mark: str) -> list[psutil.Process]:
    """Every living process that carries `mark`."""
    found: list[psutil.Process] = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == mark and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def command_of(process: psutil.Process) -> list[str]:
    """The words of its command; none where it ends at this moment."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []
