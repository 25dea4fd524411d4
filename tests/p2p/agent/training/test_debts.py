"""What is owed behind each round is found again, as long as it may be asked for and no longer."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from core.ids import new_session_id
from core.signing.keys import SigningKey
from p2p.agent.errors import DebtLostError
from p2p.agent.training.debts import NUM_KEPT, DebtFiles
from p2p.atomic_file import write_private_file

COORDINATOR = SigningKey.from_seed(b"c" * 32).peer_id
SESSION = new_session_id()


@pytest.fixture
def files(tmp_path) -> DebtFiles:
    return DebtFiles(tmp_path, max_sessions=3, max_total_bytes=1000)


def take_part(files: DebtFiles, last_counted: int | None, round_index: int, session_id: str = SESSION, size: int = 10):
    debt = files.of_round(COORDINATOR, session_id, last_counted, round_index)
    debt.behind.write_bytes(bytes([round_index]) * size)
    return debt


def kept(files: DebtFiles) -> list[str]:
    return sorted(path.name for path in files.folder.glob("*/*"))


def test_the_state_before_a_round_is_the_one_behind_the_last_that_counts(files) -> None:
    assert take_part(files, None, 0).before is None
    assert take_part(files, 0, 1).before.read_bytes() == bytes(10)
    assert take_part(files, 0, 2).before.read_bytes() == bytes(10), "round 1 did not count"
    assert take_part(files, 2, 5).before.read_bytes() == b"\2" * 10


def test_a_round_begins_while_the_process_of_the_one_before_still_writes(files) -> None:
    behind = take_part(files, None, 0).behind
    is_over = threading.Event()

    def write() -> None:
        while not is_over.is_set():
            with suppress(FileNotFoundError):
                write_private_file(behind, b"late")

    with ThreadPoolExecutor(1) as threads:
        writing = threads.submit(write)
        try:
            for _ in range(5000):
                assert files.of_round(COORDINATOR, SESSION, None, 1).before is None
        finally:
            is_over.set()
        writing.result()


def test_a_coordinator_that_goes_back_finds_the_earlier_states(files) -> None:
    for number in range(6):
        take_part(files, number - 1 if number else None, number)
    assert take_part(files, 3, 4).before.read_bytes() == b"\3" * 10
    assert kept(files) == [f"after-{number}.safetensors" for number in (2, 3, 4)]
    assert take_part(files, None, 0).before is None
    assert kept(files) == ["after-0.safetensors"]


def test_no_more_states_are_kept_than_can_be_asked_for_and_no_half_of_one(files) -> None:
    for number in range(8):
        take_part(files, number - 1 if number else None, number)
        (next(files.folder.iterdir()) / ".new-half").write_bytes(b"x")
    files.of_round(COORDINATOR, SESSION, 7, 8)
    assert kept(files) == [f"after-{number}.safetensors" for number in range(8 - NUM_KEPT, 8)]


def test_a_state_that_is_not_there_is_not_replaced_by_nothing(files) -> None:
    take_part(files, None, 0)
    with pytest.raises(DebtLostError):
        files.of_round(COORDINATOR, SESSION, 1, 2)
    with pytest.raises(DebtLostError):
        files.of_round(COORDINATOR, new_session_id(), 0, 1)


@pytest.mark.parametrize(("size", "num_left"), [(10, 3), (400, 2)])
def test_the_longest_unused_sessions_go_first(files, size: int, num_left: int) -> None:
    sessions = [new_session_id() for _ in range(5)]
    for moment, session_id in enumerate(sessions):
        take_part(files, None, 0, session_id, size)
        os.utime(files.folder / f"{COORDINATOR}-{session_id}", (moment, moment))
    files.of_round(COORDINATOR, sessions[-1], 0, 1)
    assert {path.name for path in files.folder.iterdir()} == {f"{COORDINATOR}-{one}" for one in sessions[-num_left:]}


def test_a_session_that_is_over_leaves_nothing(files) -> None:
    other = new_session_id()
    take_part(files, None, 0)
    take_part(files, None, 0, other)
    files.forget(COORDINATOR, SESSION)
    files.forget(COORDINATOR, SESSION)
    assert [path.name for path in files.folder.iterdir()] == [f"{COORDINATOR}-{other}"]
