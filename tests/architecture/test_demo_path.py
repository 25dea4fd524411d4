"""What a demo task runs through can be read in an afternoon."""

from pathlib import Path

MAX_LINES = 2000
DEMO_PATH = [
    "core/ids.py",
    "core/signing/canonical.py",
    "core/signing/keys.py",
    "p2p/compat.py",
    "p2p/discovery.py",
    "p2p/host.py",
    "p2p/peers.py",
    "p2p/wire/framing.py",
    "p2p/wire/messages.py",
    "p2p/wire/signing.py",
    "p2p/protocols/task.py",
    "p2p/agent/capabilities/echo.py",
]


def test_the_path_of_a_demo_task_is_at_most_2000_lines(root: Path) -> None:
    parts_of_the_host = {str(path.relative_to(root)) for path in (root / "p2p").glob("host*.py")}
    lines = {name: len((root / name).read_text().splitlines()) for name in {*DEMO_PATH, *parts_of_the_host}}
    assert sum(lines.values()) <= MAX_LINES, lines
