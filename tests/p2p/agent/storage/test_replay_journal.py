import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.signing.keys import SigningKey
from p2p.agent.errors import StoreNewerError
from p2p.agent.storage.replay_journal import JournalBounds, JournalledWindow, current_boot
from p2p.errors import StoreUnreadableError, TaskBusyError, TaskExpiredError, TaskReplayedError
from p2p.wire.messages import SignedMessage, envelope
from p2p.wire.signing import MAX_CLOCK_SKEW_MS

ROOT = Path(__file__).resolve().parents[4]
ALICE, BOB = (SigningKey.from_seed(bytes([n]) * 32).peer_id for n in (1, 2))
NOW = 1_800_000_000_000
ADMIT_AND_DIE = """
import os, signal, sys
from pathlib import Path
from p2p.agent.storage.replay_journal import JournalledWindow, current_boot
from p2p.wire.messages import SignedMessage
window = JournalledWindow(Path(sys.argv[1]), int(sys.argv[2]), current_boot())
for line in sys.stdin:
    window.admit(SignedMessage.model_validate_json(line), int(sys.argv[2]))
os.kill(os.getpid(), signal.SIGKILL)
"""


def message(issued_at: int = NOW, lifetime_ms: int = 1000, **fields) -> SignedMessage:
    return SignedMessage(**{**envelope(ALICE, BOB, issued_at, lifetime_ms), **fields})


@pytest.fixture
def open_window(tmp_path: Path):
    opened = []

    def make(now_ms: int = NOW, boot_id: str | None = "boot-1", bounds: JournalBounds | None = None) -> JournalledWindow:
        opened.append(JournalledWindow(tmp_path / "replay", now_ms, boot_id, bounds))
        return opened[-1]

    yield make
    for window in opened:
        window.close()


def test_a_killed_process_leaves_no_message_to_be_admitted_again(tmp_path: Path) -> None:
    messages = [message() for _ in range(500)]
    lines = "\n".join(one.model_dump_json() for one in messages)
    command = [sys.executable, "-c", ADMIT_AND_DIE, str(tmp_path / "replay"), str(NOW)]
    died = subprocess.run(command, input=lines, text=True, cwd=ROOT, check=False)
    assert died.returncode == -signal.SIGKILL
    window = JournalledWindow(tmp_path / "replay", NOW, current_boot())
    assert len(window) == 500
    for one in messages:
        with pytest.raises(TaskReplayedError):
            window.admit(one, NOW)
    window.admit(message(), NOW)
    window.close()


@pytest.mark.parametrize("nonce", ["a\nb" * 6, '",[]\\' * 4, "ü\u2028" * 8])
def test_any_nonce_is_remembered_as_it_is(open_window, nonce: str) -> None:
    one = message(nonce=nonce)
    open_window().admit(one, NOW)
    with pytest.raises(TaskReplayedError):
        open_window().admit(one, NOW)


def test_a_clock_that_is_behind_is_served_after_a_restart_of_the_agent(open_window) -> None:
    open_window().admit(message(), NOW)
    open_window().admit(message(NOW - 59_000, lifetime_ms=60_000), NOW)


def test_after_a_restart_of_the_machine_messages_from_before_are_refused(open_window) -> None:
    open_window().admit(message(), NOW)
    later = open_window(NOW + 1, boot_id="boot-2")
    with pytest.raises(TaskExpiredError):
        later.admit(message(NOW), NOW + 1)
    later.admit(message(NOW + 1), NOW + 1)
    open_window(NOW + 2, boot_id="boot-2").admit(message(NOW), NOW + 2)


def test_where_the_system_names_no_boot_every_start_counts_as_one(open_window, tmp_path: Path) -> None:
    assert current_boot(tmp_path / "none") is None
    open_window(boot_id=None).admit(message(NOW - 1), NOW)
    with pytest.raises(TaskExpiredError):
        open_window(boot_id=None).admit(message(NOW - 1), NOW)


def test_what_has_expired_is_forgotten_and_its_segments_are_gone(open_window, tmp_path: Path) -> None:
    window, now = open_window(), NOW
    for _ in range(20):
        now += 61_000
        window.admit(message(now), now)
    assert len(list((tmp_path / "replay").glob("*.log"))) <= 3
    much_later = now + 2 * MAX_CLOCK_SKEW_MS
    assert len(open_window(much_later)) == 0
    assert list((tmp_path / "replay").glob("*.log")) == []


def test_segments_are_bounded_and_a_full_journal_refuses_rather_than_forgets(open_window, tmp_path: Path) -> None:
    window, admitted = open_window(bounds=JournalBounds(segment_bytes=1000, journal_bytes=5000)), []
    while window.size_bytes < 4880:
        admitted.append(message())
        window.admit(admitted[-1], NOW)
    with pytest.raises(TaskBusyError):
        window.admit(message(nonce="n" * 64), NOW)
    sizes = [path.stat().st_size for path in (tmp_path / "replay").glob("*.log")]
    assert (sum(sizes), max(sizes) < 1200, len(sizes) > 3) == (window.size_bytes, True, True)
    again = open_window()
    for one in admitted:
        with pytest.raises(TaskReplayedError):
            again.admit(one, NOW)


def test_a_torn_line_costs_no_other(open_window, tmp_path: Path) -> None:
    first, second = message(), message()
    open_window().admit(first, NOW)
    [segment] = (tmp_path / "replay").glob("*.log")
    segment.write_bytes(segment.read_bytes() + b'[18000000, "12D3')
    window = open_window()
    window.admit(second, NOW)
    again = open_window()
    for one in (first, second):
        with pytest.raises(TaskReplayedError):
            again.admit(one, NOW)


def test_a_message_that_cannot_be_written_down_is_refused(open_window, tmp_path: Path) -> None:
    window = open_window()
    (tmp_path / "replay" / "000000000001.log").mkdir()
    with pytest.raises(TaskBusyError) as refusal:
        window.admit(message(), NOW)
    assert refusal.value.context["reason"] == os.strerror(errno.EEXIST)
    window.admit(message(), NOW)


def test_a_newer_journal_is_refused_and_a_damaged_one_too(open_window, tmp_path: Path) -> None:
    open_window()
    header = tmp_path / "replay" / "journal.json"
    header.write_text(json.dumps({"version": 2, "boot": "boot-1"}))
    with pytest.raises(StoreNewerError):
        open_window()
    header.write_text("{")
    with pytest.raises(StoreUnreadableError):
        open_window()
