"""Results outlive their process, within bounds; what is damaged is dropped and said."""

import os
import stat

import pytest
import structlog
import trio

from core.signing.keys import SigningKey
from p2p.agent.execution.result_files import ResultFiles
from p2p.agent.execution.results import Result, StoreBounds, TaskKey

PEER, OTHER = (SigningKey.from_seed(letter * 32).peer_id for letter in (b"1", b"2"))
KEY = TaskKey(PEER, "t")


def result(task_id="t", output=1, sender=PEER):
    return Result(sender=sender, task_id=task_id, content="c", output=output)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "results"


@pytest.fixture
def events():
    structlog.reset_defaults()
    with structlog.testing.capture_logs() as logs:
        yield logs


def put(folder, *results, now_s=100.0, keep_s=50.0, **bounds):
    async def all_of_them():
        store = ResultFiles(folder, now_s, StoreBounds(**bounds))
        for one in results:
            await store.put(one, now_s, keep_s)

    trio.run(all_of_them)


def get(folder, key=KEY, now_s=101.0, **bounds):
    async def one():
        return await ResultFiles(folder, now_s, StoreBounds(**bounds)).get(key, now_s)

    return trio.run(one)


def test_a_result_is_found_by_another_process_until_its_time_is_over(folder):
    put(folder, result(output={"a": [1.5, None, "ü"]}))
    assert get(folder).output == {"a": [1.5, None, "ü"]}
    assert get(folder, TaskKey(PEER, "other")) is None
    assert get(folder, now_s=150.0) is None
    assert list(folder.iterdir()) == []


def test_the_latest_result_of_a_task_is_the_one_that_stays(folder):
    put(folder, result(output=1), result(output=2))
    put(folder, result(output=3), now_s=120.0)
    assert get(folder).output == 3
    assert len(list(folder.iterdir())) == 1


def test_files_are_private_and_no_peer_chooses_their_names(folder):
    put(folder, result(task_id="../../../escape"))
    [path] = folder.iterdir()
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(folder.stat().st_mode)) == (0o600, 0o700)
    assert path.name.partition("-")[0].isalnum()
    assert "escape" not in path.name


def test_the_store_is_bounded_in_number_and_size_also_when_it_is_opened(folder):
    put(folder, *(result(str(number)) for number in range(20)), max_results=5)
    assert len(list(folder.iterdir())) == 5
    assert get(folder, TaskKey(PEER, "19"), max_results=2) is not None
    assert len(list(folder.iterdir())) == 2
    put(folder, result("large", "x" * 5000), max_bytes=1000)
    assert get(folder, TaskKey(PEER, "large")) is None


def test_one_sender_does_not_push_out_the_results_of_another_also_when_the_store_is_opened(folder):
    put(folder, result(), *(result(str(number), sender=OTHER) for number in range(20)), max_results=5)
    assert get(folder, max_results=5) is not None
    put(folder, result("x", sender=OTHER), max_results=2)
    assert get(folder, max_results=2) is not None
    assert len(list(folder.iterdir())) == 2


def test_a_result_of_a_version_that_named_no_sender_is_found(folder):
    put(folder, result())
    [path] = folder.iterdir()
    path.rename(folder / path.name.rpartition("-")[0])
    assert get(folder).output == 1
    put(folder, result(output=2))
    assert get(folder).output == 2
    assert len(list(folder.iterdir())) == 1


DAMAGES = {
    "cut off": lambda raw: raw[:-3],
    "empty": lambda raw: b"",
    "a changed byte": lambda raw: raw[:-3] + b"9" + raw[-2:],
    "another format": lambda raw: raw.replace(b"result 1", b"result 2"),
    "not text": lambda raw: os.urandom(100),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_result_is_dropped_and_logged(folder, events, damage):
    put(folder, result())
    [path] = folder.iterdir()
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    assert get(folder) is None
    assert list(folder.iterdir()) == []
    assert [event["event"] for event in events] == ["result.damaged"]


def test_another_result_under_the_name_is_not_taken_for_the_task(folder, events):
    put(folder, result("other"))
    [other] = folder.iterdir()
    put(folder, result())
    [path] = set(folder.iterdir()) - {other}
    other.replace(path)
    assert get(folder) is None
    assert [event["event"] for event in events] == ["result.damaged"]


def test_what_is_no_result_is_removed_when_the_store_is_opened(folder, events):
    put(folder, result())
    (folder / ".new-half").write_bytes(b"half")
    (folder / "notes.txt").write_bytes(b"?")
    assert get(folder).output == 1
    assert len(list(folder.iterdir())) == 1
    assert {event["event"] for event in events} == {"result.damaged"}


def test_a_full_disk_keeps_nothing_and_ends_nothing(folder, events):
    async def check():
        store = ResultFiles(folder, 100.0)
        folder.rmdir()
        await store.put(result(), 100.0, 50.0)
        assert await store.get(KEY, 101.0) is None

    trio.run(check)
    assert [event["event"] for event in events] == ["result.not_kept"]
